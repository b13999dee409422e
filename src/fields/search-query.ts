import { setImmediate } from 'node:timers/promises';
import { normalMobile } from './china/mobile.ts';
import { readingsIn } from './pinyin.ts';

/** One word of a question. */
export type SearchWord = {
  typed: string;
  /** A regular expression that JavaScript (`iu`) and PostgreSQL (`~*`) read alike. */
  pattern: string;
  /** The same by its sound, with one syllable left open in longer ones; none where it has no sound. */
  near: readonly string[];
};

/** A question in words: `青溪 rl`. */
export type SearchQuery = { text: string; words: readonly SearchWord[] };

/** A question is short, and so is its cost. */
export const longest = 60;
const mostWords = 5;
const mostLetters = 24;
const mostInitials = 8;
const mostOpened = 6;
const mostReadings = 3;

/** The sounds of characters: classes of all that begin with a letter, and of all that are said by a syllable. */
type Sounds = {
  bySyllable: ReadonlyMap<string, string>;
  byInitial: ReadonlyMap<string, string>;
  of: ReadonlyMap<string, readonly string[]>;
};

let loaded: Promise<Sounds> | undefined;

/** Read when the first question comes, and not at the start. */
export const sounds = (): Promise<Sounds> => {
  loaded ??= load();
  return loaded;
};

async function load(): Promise<Sounds> {
  const { pinyin } = await import('pinyin-pro');
  const bySyllable = new Map<string, string>();
  const byInitial = new Map<string, string>();
  const of = new Map<string, readonly string[]>();
  const add = (to: Map<string, string>, name: string, character: string) => {
    const known = to.get(name) ?? '';
    if (!known.includes(character)) to.set(name, known + character);
  };
  // The characters of names, row by row of GB 2312; between two rows others have their turn.
  const decoder = new TextDecoder('gb18030');
  for (let row = 0xb0; row <= 0xf7; row += 1) {
    const bytes = Uint8Array.from({ length: 2 * 94 }, (_, at) => (at % 2 === 0 ? row : 0xa1 + (at - 1) / 2));
    for (const character of decoder.decode(bytes).match(/\p{Script=Han}/gu) ?? []) {
      const said = pinyin(character, { toneType: 'none', type: 'array', v: true, multiple: true });
      of.set(character, said);
      for (const syllable of said) {
        add(bySyllable, syllable, character);
        add(byInitial, syllable.charAt(0), character);
      }
    }
    await setImmediate();
  }
  return { bySyllable, byInitial, of };
}

/** A text as it is, in a regular expression. */
const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const oneOf = (characters: string | undefined) => (characters === undefined ? undefined : `[${characters}]`);
const open = '.';

/** Reads a query: words are written, in pinyin (qingxi, also begun: qingx) or first letters (qx). */
export async function parseQuery(typed: string): Promise<SearchQuery> {
  const written = typed.toWellFormed().replaceAll('\0', '').normalize('NFKC').trim().toLowerCase().slice(0, longest);
  // A number is one word, however an address book puts blanks into it.
  const text = normalMobile(written) ?? written;
  const words = text.split(/[\s，。、]+/u).filter((word) => word !== '');
  const known = words.length === 0 ? undefined : await sounds();
  return {
    text,
    words: words.slice(0, mostWords).flatMap((word) => (known === undefined ? [] : [readWord(word, known)])),
  };
}

function readWord(typed: string, known: Sounds): SearchWord {
  const readings = /^[a-z]{2,}$/.test(typed) && typed.length <= mostLetters ? sayings(typed, known) : [];
  const isPinyin = readings.length > 0 && readingsIn(typed).length > 0;
  const written = readings.map((classes) => classes.join(''));
  const han = /^\p{Script=Han}{2,}$/u.test(typed) ? [heard(typed, known)] : [];
  return {
    typed,
    pattern: [literally(typed), ...written].join('|'),
    near: [...han, ...(isPinyin ? readings.slice(0, 1) : [])].flatMap((classes) => [
      ...(han.length > 0 ? [classes.join('')] : []),
      ...(classes.length < 3 || classes.length > mostOpened
        ? []
        : classes.map((_, left) => classes.with(left, open).join(''))),
    ]),
  };
}

/** Each character by its sounds: 清溪 sounds like 青溪. */
const heard = (typed: string, { of, bySyllable }: Sounds): string[] =>
  Array.from(typed, (character) => {
    const alike = (of.get(character) ?? []).map((syllable) => bySyllable.get(syllable) ?? '').join('');
    return oneOf(alike === '' ? undefined : alike) ?? literally(character);
  });

/** The ways to read letters, each a class a character: by whole syllables, of which the last may be begun only, and by first letters. */
function sayings(typed: string, { bySyllable, byInitial }: Sounds): string[][] {
  const begun = (start: string) =>
    [...bySyllable].flatMap(([syllable, characters]) => (syllable.startsWith(start) ? [characters] : [])).join('');
  const whole = readingsIn(typed)
    .slice(0, mostReadings)
    .map((syllables) => syllables.map((syllable) => oneOf(bySyllable.get(syllable))));
  const halves = Array.from({ length: typed.length - 1 }, (_, at) => at + 1)
    .filter((at) => typed.length - at <= 5)
    .flatMap((at) => {
      const last = typed.slice(at);
      if (bySyllable.has(last) || begun(last) === '') return [];
      return readingsIn(typed.slice(0, at))
        .slice(0, 1)
        .map((syllables) => [...syllables.map((syllable) => oneOf(bySyllable.get(syllable))), oneOf(begun(last))]);
    });
  const initials = typed.length > mostInitials ? [] : [Array.from(typed, (letter) => oneOf(byInitial.get(letter)))];
  return [...whole, ...halves, ...initials]
    .flatMap((classes) => (classes.every((each) => each !== undefined) ? [classes] : []))
    .slice(0, 2 * mostReadings);
}

/** Whether every word is found in a text. */
export const matches = (text: string, words: readonly Pick<SearchWord, 'pattern'>[]): boolean =>
  words.every(({ pattern }) => new RegExp(pattern, 'iu').test(text));

/** The patterns by which a thing has to be found, for a statement. */
export const patternsOf = ({ words }: SearchQuery): string[] => words.map(({ pattern }) => pattern);
