/** Chinese characters by their sounds, and other letters as they are: 审核 AK is shen, he, a, k. */
export type Sounded = readonly string[];

/** The sounds of a text; `soundOf` knows those of characters. */
export const soundsIn = (text: string, soundOf: (character: string) => string | undefined): Sounded =>
  Array.from(text.toLowerCase(), (character) => soundOf(character) ?? character).filter((each) =>
    /^[a-zü]+$/.test(each),
  );

/**
 * Whether words may have been meant for a title: two syllables in a row sound alike (审合, 审核), or of typed letters the most, four at least, stand in a row in
 * its pinyin (shenhw). A pair of letters alone is chance.
 */
export function soundsLike(asked: Sounded, title: Sounded): boolean {
  const isSpelled = asked.every((sound) => sound.length === 1);
  if (!isSpelled) return longestRun(asked, title) >= 2;
  const letters = asked.join('');
  return longestRun(Array.from(letters), Array.from(title.join(''))) >= Math.max(4, Math.ceil(letters.length * 0.7));
}

/** How many of these stand in a row in both. */
function longestRun(one: Sounded, other: Sounded): number {
  let most = 0;
  let before: number[] = [];
  for (const sound of one) {
    const runs = other.map((each, at) => (each === sound ? (at === 0 ? 0 : (before[at - 1] ?? 0)) + 1 : 0));
    most = Math.max(most, ...runs);
    before = runs;
  }
  return most;
}
