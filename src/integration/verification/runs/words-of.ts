const most = 120;

/** The first words of a page or answer, without its tags; of a page that a script draws, how it begins. Empty where there is nothing at all. */
export function wordsOf(text: string): string {
  const begin = text.slice(0, 20_000);
  const words = begin.replaceAll(/<(script|style|title)\b[\s\S]*?(<\/\1>|$)|<[^>]*>/gi, ' ');
  return (oneLine(words) || oneLine(begin)).slice(0, most);
}

const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
