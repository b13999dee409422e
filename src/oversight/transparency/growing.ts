import { after, type Clock, days } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { checkpointText } from './checkpoint.ts';
import { type Contents, commitmentOf, entryOf, type FigureName, saltOf } from './entry.ts';
import { sealedFrom } from './event-store.ts';
import * as figures from './figure-store.ts';
import { emptyRoot, leafHash } from './merkle.ts';
import { isSignedBy, logVerifier, readNote, type Signer, signNote } from './note.ts';
import { edgeOf, grow, type Hashed, rootOfEdge, split } from './tiles.ts';
import * as trees from './tree-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  /** The key from which salts are derived. */
  saltKey: Buffer;
  /** The signers of that log now, the active key first. */
  signersOf: (log: trees.LogName) => Promise<Signer[]>;
  origin: (log: trees.LogName) => string;
  batch?: number;
};

/** Older heads are no longer asked for. */
const headsKept = days(30);

/** The two logs grow: entries sealed and published since the last run become leaves, and the new head is signed. Once in the cluster. */
export function createGrowing({ db, clock, log: logger, saltKey, signersOf, origin, batch = 2_048 }: Needs) {
  async function growOnce(log: trees.LogName): Promise<number> {
    const signers = await signersOf(log);
    return db.transaction(async (trx) => {
      if (!(await trees.elect(trx, log))) return 0;
      const head = await trees.newestHead(trx, log);
      const edge = await soundEdge(trx, log, head, signers);
      const size = head?.size ?? 0;
      const entries = log === 'events' ? await eventEntries(trx, size) : await figureEntries(trx, size);
      const at = clock.now();
      const sign = (text: string) => signNote(text, signers);
      if (entries.length === 0) {
        await signByNewKey(trx, log, head, signers);
        return 0;
      }
      const grown = grow(size, edge, entries.map(leafHash));
      const larger = { size: size + entries.length, root: rootOfEdge(grown.edge) };
      await trees.saveTiles(trx, log, grown.changed);
      await trees.addHead(trx, log, { ...larger, note: sign(checkpointText({ origin: origin(log), ...larger })), at });
      await trees.removeHeads(trx, log, after(at, -headsKept), larger.size);
      // Logs that are kept elsewhere hold the head, as they do of the chain.
      logger.info({ log, size: larger.size, root: larger.root.toString('base64') }, 'transparency log grew');
      return entries.length;
    });
  }

  /** The tree as left by the last run. A forger with the database alone fails: a head without our signature is not continued. */
  async function soundEdge(
    trx: Connection,
    log: trees.LogName,
    head: trees.StoredHead | undefined,
    signers: readonly Signer[],
  ): Promise<Hashed[]> {
    const size = head?.size ?? 0;
    const names = edgeOf(size);
    const hashes = await trees.tiles(trx, log, names);
    const edge = names.map(({ level, index }, place) => ({ level, index, hashes: split(hashes[place] ?? emptyRoot) }));
    if (head === undefined) return edge;
    const note = readNote(head.note);
    const isOurs =
      note?.text === checkpointText({ origin: origin(log), ...head }) &&
      signers.some((signer) => isSignedBy(note, logVerifier(signer)) === true);
    if (!isOurs)
      throw new Error(
        `The newest head of the ${log} log was not signed by a key in KEYS_DIR/transparency.json: restore that file, or the database, from the backup`,
      );
    if (!rootOfEdge(edge).equals(head.root))
      throw new Error(`The tiles of the ${log} log do not make the head that was signed: they were changed`);
    return edge;
  }

  /** After a rotation also a head that stays the newest for long. */
  async function signByNewKey(
    trx: Connection,
    log: trees.LogName,
    head: trees.StoredHead | undefined,
    signers: readonly Signer[],
  ): Promise<void> {
    const note = head && readNote(head.note);
    if (head === undefined || note === undefined) return;
    if (signers.every((signer) => isSignedBy(note, logVerifier(signer)) === true)) return;
    await trees.replaceSignature(trx, log, head.size, signNote(note.text, signers));
  }

  async function eventEntries(trx: Connection, size: number): Promise<Buffer[]> {
    const sealed = await sealedFrom(trx, size + 1, batch);
    const entries: Buffer[] = [];
    for (const { position, contents } of sealed) {
      if (position !== size + entries.length + 1 || contents === undefined)
        throw new Error(`The audit lacks event or seal ${size + entries.length + 1}: see what cloud audit verify says`);
      const name = { kind: 'event' as const, position };
      entries.push(entryOf(name, commitmentOf(saltOf(saltKey, name), contents)));
    }
    return entries;
  }

  async function figureEntries(trx: Connection, size: number): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    // A batch of totals that did not change makes no leaf: the next one may.
    for (let place = size; entries.length === 0; ) {
      const due = await figures.takeDue(trx, batch);
      if (due.length === 0) return [];
      const leaves = (await leavesOf(trx, due)).map((leaf) => ({ ...leaf, position: place++ }));
      await figures.addLeaves(trx, leaves);
      entries.push(...leaves.map((leaf) => entryOf(named(leaf), leaf.commitment)));
    }
    return entries;
  }

  /** Each figure once; of values without revisions only those that differ from their last leaf. */
  async function leavesOf(trx: Connection, due: readonly figures.Due[]) {
    const newest = new Map((await figures.newestLeaves(trx, due)).map((leaf) => [keyOf(leaf), leaf]));
    const wanted = new Map<string, FigureName>();
    for (const one of due) {
      const revision = one.revision ?? (newest.get(keyOf(one))?.revision ?? 0) + 1;
      if (one.kind === 'report' && (newest.get(keyOf(one))?.revision ?? 0) >= revision) continue;
      wanted.set(`${keyOf(one)} ${revision}`, { ...named({ ...one, revision }) });
    }
    const found = await figures.standingsOf(trx, [...wanted.values()]);
    return found.flatMap((standing) => {
      const name = named(standing);
      const contents = name.kind === 'report' ? standing.told : standing.shown;
      if (contents === null) return [];
      const before = newest.get(keyOf(name));
      if (before !== undefined && name.kind !== 'report' && isOf(before, contents)) return [];
      return [{ ...name, commitment: commitmentOf(saltOf(saltKey, name), contents) }];
    });
  }

  const isOf = (leaf: figures.Leaf, contents: Contents) =>
    commitmentOf(saltOf(saltKey, named(leaf)), contents).equals(leaf.commitment);

  return {
    /** All that is there becomes leaves. Bears being done again, and at several places at once. */
    async grow(): Promise<void> {
      for (const log of trees.logNames) while ((await growOnce(log)) > 0);
    },
  };
}

const keyOf = ({ kind, key, day }: Pick<FigureName, 'kind' | 'key' | 'day'>) => `${kind} ${key} ${day}`;
const named = ({ kind, key, day, revision }: FigureName): FigureName => ({ kind, key, day, revision });
