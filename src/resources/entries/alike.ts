import { dayOf } from '../../clock.ts';

/** The facts by which entries are compared: title, time and place. */
export type Likeable = { title: string; regionCode: string | undefined; startsAt: Date | undefined };

/** Alike enough to be shown: three fifths of the pairs of characters that two titles have are in both. */
export const enough = 0.6;
const bands = 10;

/** Neighbouring characters of a title, in one spelling: Chinese is written without spaces (docs/adr/0018-chinese-search.md). */
function pairsOf(title: string): Set<string> {
  const letters = [...title.normalize('NFKC').toLowerCase().slice(0, 200)].filter((each) => /[\p{L}\p{N}]/u.test(each));
  const pairs = letters.slice(1).map((letter, place) => `${letters[place]}${letter}`);
  return new Set(pairs.length === 0 ? letters : pairs);
}

/** 0: nothing in common, 1: the same title. */
export function likeness(one: string, other: string): number {
  const [pairs, others] = [pairsOf(one), pairsOf(other)];
  const both = [...pairs].filter((pair) => others.has(pair)).length;
  return both === 0 ? 0 : both / (pairs.size + others.size - both);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash;
}

/** Mixes a hash for each turn (the finalizer of MurmurHash3). */
function mixed(hash: number, turn: number): number {
  let h = Math.imul(hash ^ Math.imul(turn + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Marks for finding similar entries: two of one channel, city and day have at least one in common if their titles are alike (MinHash, in bands
 * of two: it finds 99 % of titles that have 0.6 in common, and all but one in a million of those with 0.85). An index of marks replaces
 * comparing millions one by one.
 */
export function marksOf(channel: string, { title, regionCode, startsAt }: Likeable): number[] {
  const hashes = [...pairsOf(title)].map(hashOf);
  if (hashes.length === 0 || regionCode === undefined) return [];
  const place = `${channel} ${regionCode.slice(0, 4)} ${startsAt === undefined ? '' : dayOf(startsAt)}`;
  const least = (turn: number) => hashes.reduce((least, hash) => Math.min(least, mixed(hash, turn)), 2 ** 32);
  return Array.from(
    { length: bands },
    (_, band) => hashOf(`${place} ${band} ${least(2 * band)} ${least(2 * band + 1)}`) | 0,
  );
}
