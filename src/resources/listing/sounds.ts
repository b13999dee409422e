import { readingsIn } from '../../fields/pinyin.ts';
import type { Spelling } from './spelling.ts';
import type { Unit } from './units.ts';

/**
 * The pronunciation of titles, as words of the index: neighbouring syllables (二胡课 → ~er.hu ~hu.ke ~ke.) and three first letters in a row
 * (~~ehk ~~hk ~~k). The sign before them is never typed.
 */
const pair = (one: string, next = '') => `~${one}.${next}`;
const letters = (three: string) => `~~${three}`;

/** Under which sounds a run of a title is found. */
export function soundsIn(run: readonly Unit[], spelling: Spelling): string[] {
  return stretchesOf(run).flatMap((han) => {
    const said = spelling.syllables(han);
    if (said.length === 0 || !said.every((each) => /^[a-z]+$/.test(each))) return [];
    return said.flatMap((each, at) => [
      pair(each, said[at + 1]),
      letters(
        said
          .slice(at, at + 3)
          .map(([first = '']) => first)
          .join(''),
      ),
    ]);
  });
}

function stretchesOf(run: readonly Unit[]): string[] {
  return run
    .map(({ word, isHan }) => (isHan && /\p{Script=Han}/u.test(word) ? word : ' '))
    .join('')
    .split(' ')
    .filter((han) => han !== '');
}

export type Sound = { word: string; isOpen: boolean };

/** How Han characters sound, as words to ask for; undefined where that says too little. */
export function soundOf(han: string, spelling: Spelling): Sound[] | undefined {
  const said = spelling.syllables(han);
  return said.length < 2 || !said.every((each) => /^[a-z]+$/.test(each)) ? undefined : pairsOf(said);
}

/** Possible readings of letters as pinyin or as first letters, each as words of a query. */
export function readingsOf(typed: string): Sound[][] {
  const text = typed
    .normalize('NFD')
    .replace(/u\u0308/g, 'v')
    .replace(/[\p{M}\s'’-]+/gu, '');
  if (text.length < 2 || text.length > 40 || !/^[a-z]+$/.test(text)) return [];
  const asPinyin = readingsIn(text).map(pairsOf);
  return /[iuv]/.test(text) || text.length > 8 ? asPinyin : [...asPinyin, ...initialsOf(text)];
}

const pairsOf = (said: readonly string[]): Sound[] =>
  said.length === 1
    ? said.map((only) => ({ word: pair(only), isOpen: true }))
    : said.slice(1).map((next, at) => ({ word: pair(said[at] ?? '', next), isOpen: false }));

/** Two letters go on with any that a syllable can begin with, each a word of its own: all that begin so would be read from the index whole. */
const initialsOf = (text: string): Sound[][] =>
  text.length === 2
    ? [...firstLetters, ''].map((next) => [{ word: letters(text + next), isOpen: false }])
    : [[...text].slice(2).map((_, at) => ({ word: letters(text.slice(at, at + 3)), isOpen: false }))];

const firstLetters = 'abcdefghjklmnopqrstwxyz';
