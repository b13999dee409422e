/**
 * Chinese is written without spaces, so a text is kept as its pairs of neighbouring characters, and no dictionary decides
 * what a word is (docs/adr/0018-chinese-search.md).
 */

/** Title, names and tags, the long texts. */
type Weight = 'A' | 'B' | 'D';

/** What a search looks at, the weightiest first. */
export type Text = readonly [weight: Weight, text: string];

/** Of a run without a comma that goes on for ever, so much. */
const mostUnits = 6_000;
const mostPlaces = 16_000; // PostgreSQL numbers up to 16,383
const mostOfOne = 200; // and keeps 255 places of a word
const gap = 8; // no phrase reaches from one text into the next

// Beside what people write stand words that none of them can type: they begin with a sign.
const inTitle = (word: string) => `^${word}`;
/** What narrows a list, as a word of the same index: #activity, #33, #fee_type=free. */
export const marker = (name: string) => `#${name}`;

type Unit = { word: string; isHan: boolean };

/** Runs of letters and digits, and single characters of the scripts that know no spaces; in one spelling. */
function unitsOf(text: string): Unit[][] {
  const runs = fold(text).match(runsOf) ?? [];
  return runs.map((run) =>
    (run.match(unit) ?? []).map((word) => ({ word: word.slice(0, 64), isHan: han.test(word) })).slice(0, mostUnits),
  );
}

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]/u;
const unit =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]+/gu;
const runsOf = /[\p{L}\p{M}\p{N}]+/gu;

/** The words under which one run is found, each with its place in it. */
function wordsOf(run: readonly Unit[]): string[] {
  return run.map(({ word, isHan }, place) => {
    const next = run[place + 1];
    return isHan && next?.isHan ? word + next.word : word;
  });
}

export interface Terms {
  /** Title, names and tags, with weights and places: what results are ordered by. */
  headings: string;
  /** Every word there is, once more for the title, and single characters of titles and names: only whether it is there. */
  all: string;
}

/** What PostgreSQL keeps of these texts: tsvectors as they are written, '剪纸':1A '纸课':2A. */
export function termsOf(texts: readonly Text[], markers: readonly string[] = []): Terms {
  const places = new Map<string, string[]>();
  const all = new Set(markers.map(marker));
  let place = 0;
  for (const [weight, text] of texts) {
    for (const run of unitsOf(text)) {
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

export interface Query {
  /** What was typed, as tsqueries are written: in the title, anywhere, and a good part of it anywhere. */
  title: string;
  all: string;
  near: string | undefined;
  /** The same where words have places and weights: all in the title, all, and any of it. Single characters have none there. */
  inHeads: { title: string; all: string; any: string };
  /** What was typed, in the one spelling. */
  typed: string;
}

/** What somebody typed, as a query; undefined where nothing of it can be found. */
export function queryOf(typed: string): Query | undefined {
  const folded = fold(typed.slice(0, 200));
  const runs = unitsOf(folded)
    .slice(0, 8)
    .map((run) => run.slice(0, 24));
  if (runs.length === 0) return undefined;
  const asked = runs.flatMap(askedOf);
  // Pairs overlap, so a text that holds all of them holds the phrase, but for the rarest accident.
  const words = distinct(asked.map(({ word, isOpen }) => quoted(word) + open(isOpen)));
  return {
    title: distinct(asked.map(({ word, isOpen }) => quoted(inTitle(word)) + open(isOpen))).join(' & '),
    all: words.join(' & '),
    near: nearOf(words),
    inHeads: {
      title: distinct(asked.map(({ word, isOpen }) => `${quoted(word)}:${isOpen ? '*' : ''}A`)).join(' & '),
      all: words.join(' & '),
      any: words.join(' | '),
    },
    typed: folded.trim(),
  };
}

/** Some neighbouring words of it, two fifths of them: who asked for more than there is finds what comes near. */
function nearOf(words: readonly string[]): string | undefined {
  const telling = words.filter((word) => [...word].length > 3); // 第, 3 and 期 are in everything, and stand in quotes here
  const some = telling.length > 1 ? telling : words;
  if (some.length < 2) return undefined;
  const size = Math.max(1, Math.ceil(some.length * 0.4));
  const parts = some.flatMap((_, first) =>
    first % Math.ceil(size / 2) === 0 && first + size <= some.length ? [some.slice(first, first + size)] : [],
  );
  return parts.map((part) => `(${part.join(' & ')})`).join(' | ');
}

const distinct = (words: readonly string[]) => [...new Set(words)];
const open = (isOpen: boolean) => (isOpen ? ':*' : '');

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/** The words of a run. One that ends in a pair is found by that pair: its last character alone would ask for the end of a text. */
function askedOf(run: readonly Unit[]): { word: string; isOpen: boolean }[] {
  const endsInPair = run.at(-1)?.isHan === true && run.at(-2)?.isHan === true;
  const words = wordsOf(run).slice(0, endsInPair ? -1 : undefined);
  // Letters typed last may go on: jing finds jingju. A shorter beginning is in everything.
  const isOpen = (place: number) => place === words.length - 1 && !endsInPair && goesOn.test(words[place] ?? '');
  return words.map((word, place) => ({ word, isOpen: isOpen(place) }));
}

const goesOn = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{M}]{3,}$/u;

const quoted = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
