import { namesOfThings } from './related.ts';
import type { Spelling } from './spelling.ts';

const longest = 6;
const shortest = 2;

let known: ReadonlyMap<string, string> | undefined;

/** The words of questions and entries by their sound; of two that sound the same, the one that stands first in the table. */
function wordsBySound(spelling: Spelling): ReadonlyMap<string, string> {
  if (known !== undefined) return known;
  const words = new Map<string, string>();
  for (const word of namesOfThings())
    if (/^\p{Script=Han}{2,6}$/u.test(word)) {
      const said = spelling.syllables(word).join(' ');
      if (!words.has(said)) words.set(said, word);
    }
  known = words;
  return known;
}

/**
 * A question with the characters that only sound like a known word written as that word: 学二呼 → 学二胡; undefined where there are none. For
 * questions of which nothing was found, so that no word that exists is taken for another.
 */
export function bySound(text: string, spelling: Spelling): string | undefined {
  const words = wordsBySound(spelling);
  const names = new Set(words.values());
  const letters = [...text];
  let heard = '';
  for (let at = 0; at < letters.length; ) {
    const found = wordAt(letters, at, (typed) =>
      names.has(typed)
        ? typed
        : /^\p{Script=Han}+$/u.test(typed)
          ? words.get(spelling.syllables(typed).join(' '))
          : undefined,
    );
    heard += found ?? letters[at];
    at += found === undefined ? 1 : [...found].length;
  }
  return heard === text ? undefined : heard;
}

function wordAt(
  letters: readonly string[],
  at: number,
  read: (typed: string) => string | undefined,
): string | undefined {
  for (let length = Math.min(longest, letters.length - at); length >= shortest; length -= 1) {
    const word = read(letters.slice(at, at + length).join(''));
    if (word !== undefined) return word;
  }
  return undefined;
}
