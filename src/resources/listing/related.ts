import { readFileSync } from 'node:fs';

/** Words of entries that answer an expression: about the same, and only near to it; and channels and choices that it prefers. */
export type Related = { typed: string; same: readonly string[]; far: readonly string[]; facts: readonly string[] };

type Row = Omit<Related, 'typed'>;
const longest = 12;
/** One character alone is in the midst of too many words: it is looked up where nothing is beside it (`aloneIn`). */
const leastWord = 2;
const isFact = (word: string) => word.startsWith('@');

/** `apart`: expressions of two parts, 旧书…换. */
type Table = {
  words: ReadonlyMap<string, Row>;
  apart: readonly (Related & { parts: readonly [string, string] })[];
  /** Terms, those of one description together; and for each everyday word the places of those that it describes. */
  terms: readonly (readonly string[])[];
  described: ReadonlyMap<string, readonly number[]>;
};
let table: Table | undefined;

const partsOf = (line: string) => line.split(/[<>]/u).map((part) => part.trim().split(/\s+/u).filter(Boolean));

/** related.txt, read with the first question that needs it. An expression of two lines has the words of both. */
function tableOf(): Table {
  const read = new Map<string, { same: string[]; far: string[]; facts: string[] }>();
  const terms: string[][] = [];
  const described = new Map<string, number[]>();
  for (const line of readFileSync(new URL('related.txt', import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [said = [], answers = [], far = []] = partsOf(line);
    if (line.includes('<')) {
      for (const word of new Set([...said, ...answers]))
        described.set(word, [...(described.get(word) ?? []), terms.length]);
      terms.push(said);
      continue;
    }
    const facts = answers.filter(isFact).map((fact) => fact.slice(1));
    const same = answers.filter((word) => !isFact(word));
    for (const typed of said) {
      const row = read.get(typed) ?? { same: [], far: [], facts: [] };
      row.facts.push(...facts);
      row.same.push(...same.filter((word) => !row.same.includes(word)));
      row.far.push(...far.filter((word) => !row.far.includes(word)));
      read.set(typed, row);
    }
  }
  // Words of entries are words of questions too, and no pairs of others: 非遗手工 has no 遗手.
  const answers = [...read.values()].flatMap(({ same, far }) => [...same, ...far]);
  for (const word of [...answers, ...terms.flat()])
    if (word.length >= leastWord && !read.has(word)) read.set(word, { same: [], far: [], facts: [] });
  const apart = [...read].flatMap(([typed, row]) => {
    const [first, second] = typed.split('…');
    return first === undefined || second === undefined ? [] : [{ typed, ...row, parts: [first, second] as const }];
  });
  return { words: read, apart, terms, described };
}

/** The worth of a character alone beside that of a word: it may stand in any other word. */
const ofCharacter = 0.5;
/** Two rare words, or one of which few terms are described: less describes nothing. */
const leastDescribed = 4;
/** Terms that are described nearly as well as the best ones are meant too. */
const nearlyAsWell = 0.6;
const mostTerms = 8;

/**
 * The terms that a text describes in everyday words, and how well beside the best one: 苏州话弹弦子 is 评弹. The rarer a word among descriptions, the
 * more it says; a part of an expression that was found (`relatedIn`) says nothing more.
 */
export function describedIn(text: string, known: readonly Related[]): { term: string; share: number }[] {
  table ??= tableOf();
  const { terms, described } = table;
  const isKnown = (word: string) => known.some(({ typed }) => typed.includes(word));
  const scores = new Map<number, { score: number; words: { from: number; word: string }[] }>();
  for (const { from, word } of partsIn(text, described).filter(({ word }) => !isKnown(word)))
    for (const place of described.get(word) ?? []) {
      const its = scores.get(place) ?? { score: 0, words: [] };
      const isSaid = its.words.some(
        (other) => other.word === word || (from < other.from + other.word.length && other.from < from + word.length),
      );
      if (isSaid) continue;
      const rarity = Math.log(1 + terms.length / (described.get(word)?.length ?? 1));
      its.score += rarity * (word.length === 1 ? ofCharacter : 1);
      its.words.push({ from, word });
      scores.set(place, its);
    }
  const best = [...scores].map(([place, { score }]) => ({ place, score })).toSorted((a, b) => b.score - a.score);
  const most = best[0]?.score ?? 0;
  if (most < leastDescribed) return [];
  const found = new Map<string, number>();
  for (const { place, score } of best.filter((each) => each.score >= most * nearlyAsWell))
    for (const term of terms[place] ?? []) if (!found.has(term)) found.set(term, score / most);
  return [...found].slice(0, mostTerms).map(([term, share]) => ({ term, share }));
}

/** All words of descriptions in a text, the longest first. */
function partsIn(text: string, described: Table['described']): { from: number; word: string }[] {
  const parts = Array.from({ length: text.length }, (_, from) =>
    Array.from({ length: Math.min(longest, text.length - from) }, (_, more) => text.slice(from, from + more + 1))
      .filter((word) => described.has(word) && isWhole(text, from, word))
      .map((word) => ({ from, word })),
  );
  return parts.flat().toSorted((a, b) => b.word.length - a.word.length);
}

/** The everyday words of a text, the longest first at each place, and the text around them. */
export function relatedIn(text: string): { found: Related[]; rest: string } {
  table ??= tableOf();
  const words = table.words;
  const found: Related[] = [];
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const typed = wordAt(text, at, words);
    const row = typed === undefined ? undefined : words.get(typed);
    if (typed === undefined || row === undefined) {
      rest += text.charAt(at);
      at += 1;
      continue;
    }
    if (!found.some((each) => each.typed === typed)) found.push({ typed, ...row });
    rest += ' ';
    at += typed.length;
  }
  // 写…字 says no more than the 写毛笔字 that has it.
  const apart = table.apart.filter(({ parts: [first, second] }) => {
    const from = text.indexOf(first);
    const isWithin = found.some(({ typed }) => typed.includes(first) && typed.includes(second));
    return from >= 0 && text.indexOf(second, from + first.length) >= 0 && !isWithin;
  });
  return { found: [...apart, ...found], rest };
}

const isLetter = (text: string) => /[a-z0-9]/.test(text);

/** ai is in taiji, and no word there. */
const isWhole = (text: string, at: number, word: string): boolean =>
  !(
    (isLetter(word.charAt(0)) && isLetter(text.charAt(at - 1))) ||
    (isLetter(word.slice(-1)) && isLetter(text.charAt(at + word.length)))
  );

function wordAt(text: string, at: number, words: ReadonlyMap<string, Row>): string | undefined {
  for (let length = Math.min(longest, text.length - at); length >= leastWord; length -= 1) {
    const word = text.slice(at, at + length);
    if (words.has(word) && isWhole(text, at, word)) return word;
  }
  return undefined;
}

/** 戏 between other words. */
export function aloneIn(character: string): Related | undefined {
  table ??= tableOf();
  const row = table.words.get(character);
  return row && { typed: character, ...row };
}

/** All expressions and words of entries that the table has. */
export function namesOfThings(): Iterable<string> {
  table ??= tableOf();
  return table.words.keys();
}
