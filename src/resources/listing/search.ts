import { soundsIn } from './sounds.ts';
import { plain, type Spelling } from './spelling.ts';
import { inTitle, quoted, unitsOf, wordsOf } from './units.ts';

/**
 * Chinese is written without spaces, so a text is kept as its pairs of neighbouring characters, and no dictionary decides about words
 * (docs/adr/0018-chinese-search.md).
 */

/** Title, names and tags, the long texts. */
type Weight = 'A' | 'B' | 'D';

/** The texts of a search, the weightiest first. */
export type Text = readonly [weight: Weight, text: string];

const mostPlaces = 16_000; // PostgreSQL numbers up to 16,383
const mostOfOne = 200; // and keeps 255 places of a word
const gap = 8; // no phrase reaches from one text into the next

/** A filter as a word of the same index: #activity, #33, #fee_type=free. */
export const marker = (name: string) => `#${name}`;

export interface Terms {
  /** Title, names and tags, with weights and positions: for ordering results. */
  headings: string;
  /** Every word there is, once more for the title, and single characters of titles and names: only whether it is there. */
  all: string;
}

/** tsvectors of these texts as PostgreSQL writes them: '剪纸':1A '纸课':2A. */
export function termsOf(texts: readonly Text[], markers: readonly string[] = [], spelling: Spelling = plain): Terms {
  const places = new Map<string, string[]>();
  const all = new Set(markers.map(marker));
  let place = 0;
  for (const [weight, text] of texts) {
    for (const run of unitsOf(spelling.simplified(text))) {
      if (weight === 'A') for (const sound of soundsIn(run, spelling)) all.add(sound);
      for (const [at, word] of wordsOf(run).entries()) {
        all.add(word);
        if (weight === 'D') continue;
        if (weight === 'A') all.add(inTitle(word));
        const { word: single, isHan } = run[at] ?? { word, isHan: false };
        if (isHan) all.add(single);
        if (isHan && weight === 'A') all.add(inTitle(single));
        place += 1;
        if (place > mostPlaces) continue;
        const known = places.get(word) ?? [];
        if (known.length < mostOfOne) known.push(`${place}${weight}`);
        places.set(word, known);
      }
      place += 1;
    }
    place += gap;
  }
  return {
    headings: [...places].map(([word, at]) => `${quoted(word)}:${at.join(',')}`).join(' '),
    all: [...all].map(quoted).join(' '),
  };
}
