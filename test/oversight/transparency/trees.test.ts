import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  rootOfHashes,
} from '../../../src/oversight/transparency/merkle.ts';
import {
  edgeOf,
  grow,
  type Hashed,
  nodesFrom,
  pathOf,
  type ReadTiles,
  rootOfEdge,
  type Tile,
  tileAt,
} from '../../../src/oversight/transparency/tiles.ts';

/** A tree of so many leaves, grown in steps of those sizes, with every root on the way. */
function planted(steps: readonly number[]) {
  const leaves: Buffer[] = [];
  const tiles = new Map<string, Buffer[]>();
  const roots = new Map<number, Buffer>([[0, emptyRoot]]);
  let edge: Hashed[] = [];
  for (const step of steps) {
    const fresh = Array.from({ length: step }, (_, place) => leafHash(Buffer.from(`entry ${leaves.length + place}`)));
    const grown = grow(leaves.length, edge, fresh);
    edge = grown.edge;
    leaves.push(...fresh);
    for (const { level, index, hashes } of grown.changed) tiles.set(`${level}/${index}`, [...hashes]);
    roots.set(leaves.length, rootOfEdge(edge));
  }
  const read: ReadTiles = async (asked) =>
    asked.map(({ level, index, width }) => Buffer.concat((tiles.get(`${level}/${index}`) ?? []).slice(0, width)));
  return { leaves, roots, edge, read, size: leaves.length };
}

const changed = (hash: Buffer) => Buffer.from(hash.map((byte, place) => (place === 0 ? byte ^ 1 : byte)));

describe('the Merkle tree', () => {
  it('hashes as the vectors of Certificate Transparency say', () => {
    // RFC 6962: the eight entries that every implementation is tried with.
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const leaves = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')));
    expect(roots.map((_, place) => rootOfHashes(leaves.slice(0, place + 1)).toString('hex'))).to.deep.equal(roots);
    expect(emptyRoot.toString('hex')).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOfEdge(grow(0, [], leaves).edge).toString('hex')).to.equal(roots.at(-1));
  });

  it('is the same however it grew, and its right edge is enough to continue', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (steps) => {
        const { leaves, roots, edge } = planted(steps);
        expect(roots.get(leaves.length)).to.deep.equal(rootOfHashes(leaves));
        const kept = edge.map(({ level, index, hashes }) => ({ level, index, width: hashes.length }));
        expect(kept.toSorted((one, other) => one.level - other.level)).to.deep.equal(edgeOf(leaves.length));
      }),
      { numRuns: 40 },
    );
  });

  it('proves every leaf, and nothing else', async () => {
    const { leaves, roots, read } = planted([200, 56, 1, 255, 100, 411]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...roots.keys()), fc.nat(), fc.nat(), async (size, at, other) => {
        if (size === 0) return;
        const [index, wrong] = [at % size, other % size];
        const root = roots.get(size) ?? emptyRoot;
        const [leaf, stranger] = [leaves[index] ?? emptyRoot, leaves[wrong] ?? emptyRoot];
        const proof = await inclusionProof(index, size, nodesFrom(read, size));
        expect(isIncluded(leaf, { index, size, root }, proof)).to.equal(true);
        expect(isIncluded(leaf, { index, size, root: changed(root) }, proof)).to.equal(false);
        expect(isIncluded(stranger, { index, size, root }, proof)).to.equal(index === wrong);
        expect(isIncluded(leaf, { index: wrong, size, root }, proof)).to.equal(index === wrong);
        expect(isIncluded(leaf, { index: size, size, root }, proof)).to.equal(false);
        for (const [place, hash] of proof.entries()) {
          expect(isIncluded(leaf, { index, size, root }, proof.with(place, changed(hash)))).to.equal(false);
          expect(isIncluded(leaf, { index, size, root }, proof.toSpliced(place, 1))).to.equal(false);
        }
        expect(isIncluded(leaf, { index, size, root }, [...proof, emptyRoot])).to.equal(false);
      }),
      { numRuns: 100 },
    );
  });

  it('proves no leaf just beyond the tree, and none before it', async () => {
    const { leaves, roots, read } = planted(Array.from({ length: 17 }, () => 1));
    for (let size = 1; size <= 17; size += 1) {
      const root = roots.get(size) ?? emptyRoot;
      const proof = await inclusionProof(size - 1, size, nodesFrom(read, size));
      const [last, next] = [leaves[size - 1] ?? emptyRoot, leaves[size] ?? emptyRoot];
      expect(isIncluded(last, { index: size - 1, size, root }, proof)).to.equal(true);
      for (const index of [size, size + 1, 2 * size, -1])
        for (const leaf of [last, next])
          expect(isIncluded(leaf, { index, size, root }, proof), `${index} of ${size}`).to.equal(false);
      expect(isIncluded(last, { index: 0, size: 0, root }, [])).to.equal(false);
    }
  });

  it('takes a tree for itself by its root, and not by its size alone', () => {
    const { roots } = planted(Array.from({ length: 5 }, () => 1));
    for (let size = 1; size <= 5; size += 1) {
      const root = roots.get(size) ?? emptyRoot;
      expect(isConsistent({ size, root }, { size, root }, [])).to.equal(true);
      expect(isConsistent({ size, root }, { size, root: changed(root) }, [])).to.equal(false);
      expect(isConsistent({ size, root }, { size, root }, [root])).to.equal(false);
    }
  });

  it('proves that a tree is the beginning of another, and nothing else', async () => {
    const { roots, read } = planted([1, 1, 2, 3, 120, 129, 1, 255, 200]);
    const sizes = [...roots.keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.constantFrom(...sizes), async (one, other) => {
        const [older, newer] = [Math.min(one, other), Math.max(one, other)];
        const head = (size: number) => ({ size, root: roots.get(size) ?? emptyRoot });
        const proof = await consistencyProof(older, newer, nodesFrom(read, newer));
        expect(isConsistent(head(older), head(newer), proof)).to.equal(true);
        if (older === newer) return;
        expect(isConsistent(head(newer), head(older), proof)).to.equal(false);
        expect(isConsistent(head(older), { ...head(newer), root: changed(head(newer).root) }, proof)).to.equal(
          older === 0,
        );
        if (older === 0) return;
        expect(isConsistent({ ...head(older), root: changed(head(older).root) }, head(newer), proof)).to.equal(false);
        for (const [place, hash] of proof.entries())
          expect(isConsistent(head(older), head(newer), proof.with(place, changed(hash)))).to.equal(false);
        expect(isConsistent(head(older), head(newer), [...proof, emptyRoot])).to.equal(false);
        expect(isConsistent(head(older), head(newer), proof.slice(1))).to.equal(false);
      }),
      { numRuns: 100 },
    );
  });

  it('takes no inner node for a leaf', () => {
    const [left, right] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    const inner = nodeHash(left, right);
    expect(leafHash(Buffer.concat([left, right]))).not.to.deep.equal(inner);
    expect(
      createHash('sha256')
        .update(Buffer.concat([left, right]))
        .digest(),
    ).not.to.deep.equal(inner);
  });

  it('has tiles as C2SP tlog-tiles names and fills them', () => {
    const widths = (size: number) => edgeOf(size).map(({ level, index, width }) => [level, index, width]);
    expect(widths(70_000)).to.deep.equal([
      [0, 273, 112],
      [1, 1, 17],
      [2, 0, 1],
    ]);
    expect(widths(256)).to.deep.equal([[1, 0, 1]]);
    const named: [string, Pick<Tile, 'index' | 'width'>][] = [
      ['x001/x234/067', { index: 1_234_067, width: 256 }],
      ['000', { index: 0, width: 256 }],
      ['x001/000.p/9', { index: 1_000, width: 9 }],
    ];
    for (const [path, tile] of named) {
      expect(pathOf(tile)).to.equal(path);
      expect(tileAt(path)).to.deep.equal(tile);
    }
    for (const path of [
      '0',
      '0000',
      'x000/000',
      '001/002',
      '000.p/0',
      '000.p/256',
      '000.p/300',
      '../000',
      '',
      'x001/x234',
    ])
      expect(tileAt(path), path).to.equal(undefined);
  });
});
