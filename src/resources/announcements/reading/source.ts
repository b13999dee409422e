import type { Span } from '../announcement.ts';

/** Of a longer one the first part is read. */
export const longestText = 100_000;

/** A text in one spelling, in which rules look for their words, and the way back to the words as they were written. */
export type Source = {
  plain: string;
  spanOf(from: number, to: number): Span;
  /** The words as they were written, without the ends of torn lines and signs that no reader sees. */
  wordsAt(from: number, to: number): string;
};

const blank = /[\u0020\u00a0\u2000-\u200a\u202f\u205f\u3000]/;
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]|\p{Cc}/u;
const dash = /[\u2010-\u2015\u2212\u2500\u2501\uff0d~\uff5e\u301c\u223c]/;

/** One character in its plain spelling: full-width signs as ASCII, every dash and every kind of blank the same. */
function plainSign(sign: string): string {
  if (sign === '\n' || sign === '\u2028' || sign === '\u2029' || sign === '\v' || sign === '\f') return '\n';
  if (sign === '\t') return '\t';
  if (blank.test(sign)) return ' ';
  if (dash.test(sign)) return '-';
  if (sign === '∶' || sign === '︰') return ':';
  if (unseen.test(sign)) return '';
  const code = sign.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return sign;
}

/** Runs of one blank or dash are one, so that no rule has to look over many; two ends of a line at most. */
const isRun = (sign: string, plain: string) =>
  (sign === ' ' && /[ \t\n]$/.test(plain)) ||
  (sign === '-' && plain.endsWith('-')) ||
  (sign === '\n' && plain.endsWith('\n\n'));

/** Both from the text as written. Line ends within a torn sentence (a PDF has them) are left out by `isTorn`. */
export function sourceOf(text: string, isTorn: (plain: string) => ReadonlySet<number> = () => new Set()): Source {
  const signs: string[] = [];
  const places: number[] = [];
  let last = '';
  const read = text.slice(0, longestText);
  for (let place = 0; place < read.length; place += 1) {
    const sign = plainSign(read[place] ?? '');
    if (sign === '' || isRun(sign, last)) continue;
    if (sign === '\n' && signs.at(-1) === ' ') {
      signs.pop();
      places.pop();
    }
    signs.push(sign);
    places.push(place);
    last = `${last.slice(-1)}${sign}`;
  }
  const torn = isTorn(signs.join(''));
  const kept = signs.flatMap((_, place) => (torn.has(place) ? [] : [place]));
  const at = kept.map((place) => places[place] ?? 0);
  return {
    plain: kept.map((place) => signs[place]).join(''),
    spanOf: (from, to) => [at[from] ?? read.length, (at[to - 1] ?? read.length - 1) + 1],
    wordsAt: (from, to) =>
      kept
        .slice(from, to)
        .map((place) => (/[ \t\n]/.test(signs[place] ?? '') ? ' ' : (read[places[place] ?? 0] ?? '')))
        .join(''),
  };
}
