import { readFileSync } from 'node:fs';

/** Words of entries that answer an expression: about the same, and only near to it; and channels and choices that it prefers. */
export type Related = { typed: string; same: readonly string[]; far: readonly string[]; facts: readonly string[] };

type Row = Omit<Related, 'typed'>;
const longest = 12;
/** One character alone is in the midst of too many words: it is looked up where nothing is beside it (`aloneIn`). */
const leastWord = 2;
const isFact = (word: string) => word.startsWith('@');

/** `apart`: expressions of two parts, 旧书…换. */
type Table = { words: ReadonlyMap<string, Row>; apart: readonly (Related & { parts: readonly [string, string] })[] };
let table: Table | undefined;

/** related.txt, read with the first question that needs it. An expression of two lines has the words of both. */
function tableOf(): Table {
  const read = new Map<string, { same: string[]; far: string[]; facts: string[] }>();
  for (const line of readFileSync(new URL('related.txt', import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [said = [], answers = [], far = []] = line
      .split('>')
      .map((part) => part.trim().split(/\s+/u).filter(Boolean));
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
  for (const { same, far } of [...read.values()])
    for (const word of [...same, ...far])
      if (word.length >= leastWord && !read.has(word)) read.set(word, { same: [], far: [], facts: [] });
  const apart = [...read].flatMap(([typed, row]) => {
    const [first, second] = typed.split('…');
    return first === undefined || second === undefined ? [] : [{ typed, ...row, parts: [first, second] as const }];
  });
  return { words: read, apart };
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

function wordAt(text: string, at: number, words: ReadonlyMap<string, Row>): string | undefined {
  for (let length = Math.min(longest, text.length - at); length >= leastWord; length -= 1) {
    const word = text.slice(at, at + length);
    // ai is in taiji, and no word there.
    const isPart =
      (isLetter(word.charAt(0)) && isLetter(text.charAt(at - 1))) ||
      (isLetter(word.slice(-1)) && isLetter(text.charAt(at + length)));
    if (words.has(word) && !isPart) return word;
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
