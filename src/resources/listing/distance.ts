import type { Spelling } from './spelling.ts';
import { fold } from './units.ts';

/** Another character that sounds the same is the slip that an input method makes. */
const sameSound = 0.4;

/** The smallest number of characters in which a part of the text differs from the query. */
export function distanceTo(text: string, asked: string, spelling: Spelling): number {
  const wanted = lettersOf(asked);
  const given = lettersOf(spelling.simplified(text.slice(0, 200)));
  const said = { wanted: spelling.syllables(wanted.join('')), given: spelling.syllables(given.join('')) };
  const swap = (at: number, in_: number) => {
    if (wanted[at] === given[in_]) return 0;
    const sounds = said.wanted[at] !== undefined && said.wanted[at] === said.given[in_];
    return sounds ? sameSound : 1;
  };
  // Sellers: edit distance to the nearest part of a text.
  let row = new Array<number>(given.length + 1).fill(0);
  for (const at of wanted.keys()) {
    const next = [at + 1];
    for (const in_ of given.keys())
      next.push(Math.min((row[in_] ?? 0) + swap(at, in_), (row[in_ + 1] ?? 0) + 1, (next[in_] ?? 0) + 1));
    row = next;
  }
  return Math.min(...row);
}

const lettersOf = (text: string) => [...fold(text)].filter((each) => /[\p{L}\p{N}]/u.test(each)).slice(0, 60);
