import type { Clock } from '../../clock.ts';
import { type Checkpoint, openCheckpoint, readCheckpoint } from './checkpoint.ts';
import { nameIn } from './entry.ts';
import type { WitnessFault } from './facts.ts';
import { consistencyProof, emptyRoot, isConsistent, leafHash } from './merkle.ts';
import { cosign, type Note, type Signer, type Verifier } from './note.ts';
import type { RemoteLog } from './remote-log.ts';
import { edgeOf, grow, nodesFrom, rootOfEdge, split, tileOf, tileWidth } from './tiles.ts';
import type { WitnessProgress, WitnessState } from './witness-state.ts';

/** A changed leaf, by its number in the log and its name. */
type Altered = { index: number; name: string };

export type Verdict = {
  log: string;
  origin: string;
  size: number;
  before: number;
  fault: WitnessFault | undefined;
  altered: readonly Altered[];
  /** Official corrections since the last time. */
  corrected: readonly string[];
  /** The number of compared figures. */
  compared: number;
  cosignature: string | undefined;
  wasTaken: boolean;
  evidence: string | undefined;
};

type Needs = {
  remote: RemoteLog;
  log: string;
  origin: string;
  verifiers: readonly Verifier[];
  signer: Signer;
  state: WitnessState;
  clock: Clock;
  /** Stores all leaves, and compares so many with the database's present values. */
  compares: number;
};

/** Checks a log once: whether it only grew since the last time, and whether its subjects are unchanged; if so it co-signs. */
export async function witness({
  remote,
  log,
  origin,
  verifiers,
  signer,
  state,
  clock,
  compares,
}: Needs): Promise<Verdict> {
  const seen = state.seen(origin);
  const before = seen?.size ?? 0;
  const verdict: Verdict = {
    ...{ log, origin, size: 0, before, fault: undefined, altered: [], corrected: [], compared: 0 },
    ...{ cosignature: undefined, wasTaken: false, evidence: undefined },
  };
  const signed = await remote.checkpoint();
  if (signed === undefined) return before === 0 ? verdict : accuse('shrank', 'nothing');
  const opened = openCheckpoint(signed, origin, verifiers);
  if (typeof opened === 'string') return accuse(opened, signed);
  const { checkpoint, note } = opened;
  const older = seen === undefined ? { size: 0, root: emptyRoot } : mustBeOurs(readCheckpoint(seen.checkpoint));
  if (checkpoint.size < before) return accuse('shrank', signed, checkpoint);
  if (!(await continues(older, checkpoint))) return accuse('forked', signed, checkpoint);
  if (compares === 0) return agree(checkpoint, note, verdict, {});

  const known = await state.leaves(log, before);
  const fresh = await leavesBetween(before, checkpoint.size);
  if (!(await makes(older, fresh, checkpoint.root))) return accuse('forked', signed, checkpoint);
  const names = await namesBetween(before, checkpoint.size);
  const namesEnd = await state.addLeaves(log, seen, fresh, names);
  const { altered, compared, next } = await compare([...known, ...fresh], seen?.next ?? 0);
  const told = altered.length === 0 ? [] : await state.names(log, { size: checkpoint.size, namesEnd, checkpoint: '' });
  const found = {
    ...{ compared, altered: altered.map((index) => ({ index, name: told[index] ?? '?' })) },
    corrected: before === 0 ? [] : names.filter((name) => isCorrection.test(name)),
  };
  return agree(checkpoint, note, { ...verdict, ...found }, { next, namesEnd });

  async function continues(from: Pick<Checkpoint, 'size' | 'root'>, to: Checkpoint): Promise<boolean> {
    try {
      return isConsistent(from, to, await consistencyProof(from.size, to.size, nodesFrom(remote.readTiles, to.size)));
    } catch (error) {
      // Tiles that are too short prove nothing; an unreadable log is reported as such.
      if (error instanceof Error && error.message.endsWith('is too short')) return false;
      throw error;
    }
  }

  /** Whether these leaves behind those that were seen make that root; it costs as much as there are new ones. */
  async function makes(
    from: Pick<Checkpoint, 'size' | 'root'>,
    fresh: readonly Buffer[],
    root: Buffer,
  ): Promise<boolean> {
    const names = edgeOf(from.size);
    const hashes = await remote.readTiles(names);
    const edge = names.map(({ level, index }, place) => ({ level, index, hashes: split(hashes[place] ?? emptyRoot) }));
    return rootOfEdge(edge).equals(from.root) && rootOfEdge(grow(from.size, edge, fresh).edge).equals(root);
  }

  async function leavesBetween(from: number, to: number): Promise<Buffer[]> {
    const tiles = [];
    for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1)
      tiles.push(tileOf({ level: 0, index }, to));
    const hashes = await remote.readTiles(tiles);
    return hashes.flatMap(split).slice(from % tileWidth);
  }

  /** The names of leaves. One no longer published by the log has no name: it is found when they are compared. */
  async function namesBetween(from: number, to: number): Promise<string[]> {
    const bundles = Array.from(
      { length: Math.ceil(to / tileWidth) - Math.floor(from / tileWidth) },
      (_, place) => Math.floor(from / tileWidth) + place,
    );
    const told = await remote.some(from === to ? [] : bundles, async (index) => {
      const { width } = tileOf({ level: 0, index }, to);
      const entries = await remote.entries({ index, width });
      return Array.from({ length: width }, (_, place) => plain(entries?.[place]));
    });
    return told.flat().slice(from % tileWidth);
  }

  /** Leaves that differ from the present database of the log. */
  async function compare(leaves: readonly Buffer[], from: number) {
    const bundles = Array.from({ length: Math.ceil(leaves.length / tileWidth) }, (_, index) => index);
    const places = turn(bundles, from, Math.ceil(compares / tileWidth));
    const altered: number[] = [];
    let compared = 0;
    await remote.some(places, async (index) => {
      const width = Math.min(tileWidth, leaves.length - index * tileWidth);
      const entries = await remote.entries({ index, width });
      for (let place = 0; place < width; place += 1) {
        const [number, entry] = [index * tileWidth + place, entries?.[place]];
        compared += 1;
        if (entry === undefined || leaves[number]?.equals(leafHash(entry)) !== true) altered.push(number);
      }
    });
    const next = places.length === bundles.length ? 0 : (places.at(-1) ?? 0) + 1;
    return { altered: altered.toSorted((one, other) => one - other), compared, next };
  }

  async function agree(
    checkpoint: Checkpoint,
    note: Note,
    found: Verdict,
    more: Pick<WitnessProgress, 'next' | 'namesEnd'>,
  ): Promise<Verdict> {
    const { size } = checkpoint;
    await state.remember(origin, { size, checkpoint: note.text, ...more });
    if (found.altered.length > 0) return { ...found, size };
    const cosignature = cosign(note.text, signer, clock.now());
    const wasTaken = await remote.cosign(`${note.text}\n${linesOf(signed ?? '')}${cosignature}`);
    return { ...found, size, cosignature, wasTaken };
  }

  async function accuse(fault: WitnessFault, shown: string, checkpoint?: Checkpoint): Promise<Verdict> {
    const size = checkpoint?.size ?? 0;
    const evidence =
      seen === undefined
        ? undefined
        : await state.keepEvidence(
            `${log}-${clock.now().toISOString().replaceAll(':', '')}.evidence`,
            `${fault}\n\nseen before:\n${seen.checkpoint}\nshown now:\n${shown}`,
          );
    return { ...verdict, size, fault, evidence, altered: checkpoint === undefined ? [] : await gone(checkpoint) };
  }

  /** Of a log that was rewritten: which of the leaves that were seen are nowhere in it any more. */
  async function gone({ size }: Checkpoint): Promise<Altered[]> {
    if (compares === 0 || seen === undefined) return [];
    const [known, names] = await Promise.all([state.leaves(log, before), state.names(log, seen)]);
    const now = new Set((await leavesBetween(0, size)).map((leaf) => leaf.toString('hex')));
    return known.flatMap((leaf, index) =>
      now.has(leaf.toString('hex')) ? [] : [{ index, name: names[index] ?? '?' }],
    );
  }
}

/** The first line of an entry, without characters that could break the list of names. */
const plain = (entry: Buffer | undefined): string =>
  entry === undefined ? '?' : nameIn(entry).replaceAll(/\p{C}/gu, '\uFFFD').slice(0, 200);
/** A report that came again: another revision. */
const isCorrection = /^report .* ([2-9]|[1-9]\d+)$/;

const linesOf = (signed: string) => signed.slice(signed.lastIndexOf('\n\n') + 2);

function mustBeOurs(checkpoint: Checkpoint | undefined): Checkpoint {
  if (checkpoint === undefined) throw new Error('The checkpoint that was remembered cannot be read: it was changed');
  return checkpoint;
}

/** The newest half of the number, and as many of the older ones, from the end of the last look. */
function turn(bundles: readonly number[], from: number, most: number): number[] {
  if (bundles.length <= most) return [...bundles];
  const newest = bundles.slice(-Math.ceil(most / 2));
  const older = bundles.slice(0, -newest.length);
  const begin = from < older.length ? from : 0;
  return [...newest, ...older.slice(begin, begin + most - newest.length)];
}
