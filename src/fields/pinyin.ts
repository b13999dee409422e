const syllable =
  /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ua|uo|uai|ui|uan|un|uang|v|ve|ue)$/;
const mostReadings = 6;

/** xian → xian, xi an: the ways to read letters as syllables, the longest syllables first. */
export function readingsIn(text: string): string[][] {
  const dead = new Set<number>();
  const found: string[][] = [];
  const from = (at: number, before: readonly string[]): void => {
    if (at === text.length) found.push([...before]);
    if (at === text.length || dead.has(at)) return;
    const known = found.length;
    for (let size = Math.min(6, text.length - at); size > 0 && found.length < mostReadings; size -= 1) {
      const part = text.slice(at, at + size);
      if (syllable.test(part)) from(at + size, [...before, part]);
    }
    if (found.length === known) dead.add(at);
  };
  from(0, []);
  return found;
}
