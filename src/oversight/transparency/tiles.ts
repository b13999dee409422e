import { type Node, type ReadNodes, rootOfHashes, rootOfPeaks } from './merkle.ts';

// C2SP tlog-tiles: 256 hashes of one level side by side, each of them the hash of a full tile of the level below.

export const tileWidth = 256;
export const hashSize = 32;

export type TileName = { level: number; index: number };
/** As a tree of some size has it: the last ones of a level are not full. */
export type Tile = TileName & { width: number };

/** The number of hashes at a level of a tree of that size. */
const hashesAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

export const tileOf = ({ level, index }: TileName, size: number): Tile => ({
  level,
  index,
  width: Math.max(0, Math.min(tileWidth, hashesAt(level, size) - index * tileWidth)),
});

export const split = (hashes: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(hashes.length / hashSize) }, (_, place) =>
    hashes.subarray(place * hashSize, (place + 1) * hashSize),
  );

/** 1234067 as x001/x234/067, with .p/W where the tile is not full. */
export function pathOf({ index, width }: Pick<Tile, 'index' | 'width'>): string {
  const digits = String(index);
  const parts = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const name = parts.map((part, place) => (place === parts.length - 1 ? part : `x${part}`)).join('/');
  return width === tileWidth ? name : `${name}.p/${width}`;
}

/** The other way; undefined where it is not written just so. */
export function tileAt(path: string): Pick<Tile, 'index' | 'width'> | undefined {
  const [, digits, width] = /^((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
  if (digits === undefined) return undefined;
  const tile = {
    index: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  return tile.width <= tileWidth && pathOf(tile) === path ? tile : undefined;
}

/** Reads tiles, in the order in which they are named. */
export type ReadTiles = (tiles: readonly Tile[]) => Promise<Buffer[]>;

/** Many proofs of one tree have most of their tiles in common: each is read once. */
export function readOnce(read: ReadTiles): ReadTiles {
  const known = new Map<string, Promise<Buffer>>();
  return (tiles) => {
    const wanted = tiles.filter((tile) => !known.has(`${keyOf(tile)} ${tile.width}`));
    const found = wanted.length === 0 ? Promise.resolve([]) : read(wanted);
    for (const [place, tile] of wanted.entries())
      known.set(
        `${keyOf(tile)} ${tile.width}`,
        found.then((hashes) => hashes[place] ?? Buffer.alloc(0)),
      );
    return Promise.all(tiles.map((tile) => known.get(`${keyOf(tile)} ${tile.width}`) ?? Buffer.alloc(0)));
  };
}

/** Hashes of subtrees, from the tiles of a tree of that size. */
export function nodesFrom(read: ReadTiles, size: number): ReadNodes {
  return async (nodes) => {
    const places = nodes.map((node) => placeOf(node, size));
    const wanted = [...new Map(places.map(({ tile }) => [keyOf(tile), tile])).values()];
    const found = await read(wanted);
    const tiles = new Map(wanted.map((tile, place) => [keyOf(tile), split(found[place] ?? Buffer.alloc(0))]));
    return places.map(({ tile, from, count }) => {
      const hashes = tiles.get(keyOf(tile))?.slice(from, from + count) ?? [];
      if (hashes.length !== count) throw new Error(`tile ${tile.level}/${tile.index} is too short`);
      return rootOfHashes(hashes);
    });
  };
}

const keyOf = ({ level, index }: TileName) => `${level}/${index}`;

function placeOf({ level, index }: Node, size: number) {
  const tileLevel = Math.floor(level / 8);
  const count = 2 ** (level - tileLevel * 8);
  const first = index * count;
  const tile = tileOf({ level: tileLevel, index: Math.floor(first / tileWidth) }, size);
  return { tile, from: first % tileWidth, count };
}

/** The tiles at the right edge of a tree of that size that are not full: from them it grows, and they make its root. */
export function edgeOf(size: number): Tile[] {
  const edge: Tile[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const tile = tileOf({ level, index: Math.floor(hashesAt(level, size) / tileWidth) }, size);
    if (tile.width > 0) edge.push(tile);
  }
  return edge;
}

export type Hashed = TileName & { hashes: Buffer[] };

/** The root of a tree from the tiles of its edge. */
export const rootOfEdge = (edge: readonly Hashed[]): Buffer =>
  rootOfPeaks(edge.toSorted((one, other) => other.level - one.level).flatMap(({ hashes }) => peaksOf(hashes)));

/** Complete subtrees of hashes side by side, the largest first. */
function peaksOf(hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length === 0) return [];
  const size = 2 ** Math.floor(Math.log2(hashes.length));
  return [rootOfHashes(hashes.slice(0, size)), ...peaksOf(hashes.slice(size))];
}

/** Adds leaves on the right: the edge afterwards, and every tile that is new or longer. The cost does not depend on the size of the tree. */
export function grow(
  size: number,
  edge: readonly Hashed[],
  leaves: readonly Buffer[],
): { edge: Hashed[]; changed: Hashed[] } {
  const open = new Map<number, Hashed>(edge.map((tile) => [tile.level, { ...tile, hashes: [...tile.hashes] }]));
  const changed = new Map<string, Hashed>();
  function push(level: number, hash: Buffer): void {
    const tile = open.get(level) ?? { level, index: Math.floor(hashesAt(level, size) / tileWidth), hashes: [] };
    tile.hashes.push(hash);
    changed.set(keyOf(tile), tile);
    if (tile.hashes.length < tileWidth) {
      open.set(level, tile);
      return;
    }
    open.set(level, { level, index: tile.index + 1, hashes: [] });
    push(level + 1, rootOfHashes(tile.hashes));
  }
  for (const leaf of leaves) push(0, leaf);
  return { edge: [...open.values()].filter(({ hashes }) => hashes.length > 0), changed: [...changed.values()] };
}
