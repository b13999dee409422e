import { createHash } from 'node:crypto';

// RFC 6962 and 9162, section 2.1, with SHA-256. Sizes and places are whole numbers below 2^53, so nothing here shifts bits.

/** A complete subtree: 2^level leaves from index * 2^level on. */
export type Node = { level: number; index: number };
/** Leaves from `from` up to but not including `to`. */
type Range = { from: number; to: number };

export const leafHash = (entry: Buffer): Buffer => createHash('sha256').update(Buffer.of(0)).update(entry).digest();
export const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
export const emptyRoot = createHash('sha256').digest();

/** The largest power of two below `size`, as its exponent. */
function splitLevel(size: number): number {
  let level = 0;
  while (2 ** (level + 1) < size) level += 1;
  return level;
}

/** The complete subtrees of which a range consists, from the left; its beginning is one of a subtree of at least its size. */
function nodesOf({ from, to }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = from; at < to; ) {
    const level = splitLevel(to - at + 1);
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** Complete subtrees side by side, the largest first, under one hash. */
export function rootOfPeaks(peaks: readonly Buffer[]): Buffer {
  const last = peaks.at(-1);
  if (last === undefined) return emptyRoot;
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** The hash over hashes of one level. */
export const rootOfHashes = (hashes: readonly Buffer[]): Buffer => {
  if (hashes.length < 2) return hashes[0] ?? emptyRoot;
  const split = 2 ** splitLevel(hashes.length);
  return nodeHash(rootOfHashes(hashes.slice(0, split)), rootOfHashes(hashes.slice(split)));
};

/** The ranges whose hashes prove that a leaf is in the tree: its sibling first. */
function inclusionRanges(index: number, { from, to }: Range): Range[] {
  if (to - from < 2) return [];
  const middle = from + 2 ** splitLevel(to - from);
  return index < middle
    ? [...inclusionRanges(index, { from, to: middle }), { from: middle, to }]
    : [...inclusionRanges(index, { from: middle, to }), { from, to: middle }];
}

/** The ranges whose hashes prove that the tree of `older` leaves is the beginning of this one. */
function consistencyRanges(older: number, { from, to }: Range, isWhole: boolean): Range[] {
  if (older === to) return isWhole ? [] : [{ from, to }];
  const middle = from + 2 ** splitLevel(to - from);
  return older <= middle
    ? [...consistencyRanges(older, { from, to: middle }, isWhole), { from: middle, to }]
    : [...consistencyRanges(older, { from: middle, to }, false), { from, to: middle }];
}

/** Reads hashes of complete subtrees, in the order in which they are named. */
export type ReadNodes = (nodes: readonly Node[]) => Promise<Buffer[]>;

async function hashesOf(ranges: readonly Range[], read: ReadNodes): Promise<Buffer[]> {
  const parts = ranges.map(nodesOf);
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map(({ length }) => {
    at += length;
    return rootOfPeaks(hashes.slice(at - length, at));
  });
}

export const inclusionProof = (index: number, size: number, read: ReadNodes): Promise<Buffer[]> =>
  hashesOf(inclusionRanges(index, { from: 0, to: size }), read);

export const consistencyProof = (older: number, size: number, read: ReadNodes): Promise<Buffer[]> =>
  older === 0 || older === size
    ? Promise.resolve([])
    : hashesOf(consistencyRanges(older, { from: 0, to: size }, true), read);

const isOdd = (number: number) => number % 2 === 1;
const half = (number: number) => Math.floor(number / 2);

/**
 * RFC 9162, 2.1.3.2: on which side of the path from a leaf to the root each hash of its proof stands, from the leaf up. Runs in the browser too
 * (passports/credential-check.ts): it names nothing outside of itself.
 */
export function siblingSides(index: number, size: number): ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = [];
  let [at, last] = [index, size - 1];
  while (last > 0) {
    const isLeft = at % 2 === 1 || at === last;
    sides.push(isLeft ? 'left' : 'right');
    if (isLeft) while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return sides;
}

export function isIncluded(
  leaf: Buffer,
  { index, size, root }: { index: number; size: number; root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (index < 0 || index >= size) return false;
  const sides = siblingSides(index, size);
  if (sides.length !== proof.length) return false;
  const top = proof.reduce(
    (hash, sibling, place) => (sides[place] === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)),
    leaf,
  );
  return top.equals(root);
}

type Head = { size: number; root: Buffer };

/** RFC 9162, 2.1.4.2; the empty tree is the beginning of every other. */
export function isConsistent(older: Head, newer: Head, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(emptyRoot);
  let [at, last] = [older.size - 1, newer.size - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let [old, now] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else now = nodeHash(now, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && old.equals(older.root) && now.equals(newer.root);
}
