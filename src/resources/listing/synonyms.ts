import { fold } from './units.ts';

/** Words with one meaning in searches. */
export type Synonyms = readonly (readonly string[])[];

/** A piece of the query: as typed, then its synonyms. */
export type SynonymPiece = readonly [typed: string, ...others: string[]];

const mostOthers = 8;

/** The query, cut at words of the table: the longest words first. */
export function splitBySynonyms(text: string, synonyms: Synonyms): SynonymPiece[] {
  const words = synonyms.flatMap((group) => group.map((word) => ({ word: fold(word), group })));
  if (words.length === 0) return [[text]];
  const byWord = words.toSorted((a, b) => b.word.length - a.word.length);
  const meant: SynonymPiece[] = [];
  let left = text;
  let plain = '';
  const flush = () => {
    if (plain.trim() !== '') meant.push([plain]);
    plain = '';
  };
  while (left !== '') {
    const found = byWord.find(({ word }) => word !== '' && left.startsWith(word));
    if (found === undefined) {
      const [next = ''] = left;
      plain += next;
      left = left.slice(next.length);
      continue;
    }
    flush();
    const others = found.group.map(fold).filter((word) => word !== found.word);
    meant.push([found.word, ...others.slice(0, mostOthers)]);
    left = left.slice(found.word.length);
  }
  flush();
  return meant;
}
