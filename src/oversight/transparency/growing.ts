import { after, type Clock, days } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import type { DayStanding } from './checking.ts';
import { checkpointText } from './checkpoint.ts';
import {
  aliased,
  aliasKeyOf,
  type Contents,
  commitmentOf,
  entryOf,
  type FigureKind,
  type FigureName,
  isOfApplication,
  saltOf,
} from './entry.ts';
import { sealedFrom } from './event-store.ts';
import * as figures from './figure-store.ts';
import { emptyRoot, leafHash } from './merkle.ts';
import { isSignedBy, logVerifier, readNote, type Signer, signNote } from './note.ts';
import { leafFits } from './present.ts';
import { isReported, vouching } from './sound.ts';
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
  /** A day as it follows from its reports (checking.ts). */
  standingOf: (day: string) => Promise<DayStanding>;
  batch?: number;
};

/** Older heads are no longer asked for. */
const headsKept = days(30);

/** The two logs grow: entries sealed and published since the last run become leaves, and the new head is signed. Once in the cluster. */
export function createGrowing({
  db,
  clock,
  log: logger,
  saltKey,
  signersOf,
  origin,
  standingOf,
  batch = 2_048,
}: Needs) {
  async function growOnce(log: trees.LogName): Promise<number> {
    const signers = await signersOf(log);
    // Looked at before, in transactions of their own.
    const due = log === 'figures' ? await figures.nextDue(db, batch) : undefined;
    const days = new Map<string, DayStanding>();
    for (const day of due?.days ?? []) days.set(day, await standingOf(day));
    return db.transaction(async (trx) => {
      if (!(await trees.elect(trx, log))) return 0;
      const head = await trees.newestHead(trx, log);
      const edge = await soundEdge(trx, log, head, signers);
      const size = head?.size ?? 0;
      const entries =
        log === 'events' ? await eventEntries(trx, size) : await figureEntries(trx, size, due?.last ?? 0, days);
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

  async function figureEntries(
    trx: Connection,
    size: number,
    last: number,
    days: ReadonlyMap<string, DayStanding>,
  ): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    // A batch of totals that did not change makes no leaf: the next one may.
    for (let place = size; entries.length === 0; ) {
      const due = await figures.takeDue(trx, batch, last);
      if (due.length === 0) break;
      const leaves = [...(await reportLeaves(trx, due)), ...(await derivedLeaves(trx, due, days))];
      const placed = leaves.map((leaf) => ({ ...leaf, position: place++ }));
      await figures.addLeaves(trx, placed);
      entries.push(...placed.map((leaf) => entryOf({ ...named(leaf), key: leaf.alias ?? leaf.key }, leaf.commitment)));
    }
    return entries;
  }

  const withCommitment = (name: FigureName, contents: Contents) => ({
    ...name,
    commitment: commitmentOf(saltOf(saltKey, name), contents),
    alias: isOfApplication(name) ? aliased(aliasKeyOf(saltKey, name), name).key : null,
  });

  /** Each revision once; none that the service did not write. */
  async function reportLeaves(trx: Connection, due: readonly figures.Due[]) {
    const reports = due.filter(({ kind }) => kind === 'report');
    const newest = await newestOf(trx, reports);
    const wanted = new Map<string, FigureName>();
    for (const { revision, ...one } of reports)
      if (revision !== null && revision > (newest.get(keyOf(one))?.revision ?? 0))
        wanted.set(`${keyOf(one)} ${revision}`, named({ ...one, revision }));
    if (wanted.size === 0) return [];
    const found = await figures.standingsOf(trx, [...wanted.values()]);
    const vouchedOf = await vouching(
      trx,
      saltKey,
      found.flatMap(({ whole }) => whole ?? []),
    );
    return found.flatMap(({ told, whole, ...one }) => {
      const own = whole?.revisions.find(({ revision }) => revision === one.revision);
      if (told === null || whole === null || own === undefined) return [];
      return isReported(saltKey, whole, own, vouchedOf(whole)) ? [withCommitment(named(one), told)] : [];
    });
  }

  /** Of derived figures those that differ from their last leaf. The queue only says where to look. */
  async function derivedLeaves(trx: Connection, due: readonly figures.Due[], days: ReadonlyMap<string, DayStanding>) {
    const asked = due.filter(({ kind }) => kind !== 'report');
    await figures.waitOn(
      trx,
      asked.filter(({ day }) => days.get(day)?.isWhole !== true),
    );
    const names = new Map<string, Omit<FigureName, 'revision'>>();
    for (const { kind, key, day } of asked)
      for (const each of kind === 'total' ? ofTotals : [kind])
        names.set(keyOf({ kind: each, key, day }), { kind: each, key, day });
    const newest = await newestOf(trx, [...names.values()]);
    return [...names].flatMap(([name, one]) => {
      const standing = days.get(one.day);
      const contents = standing?.proved.get(`${one.kind} ${one.key}`);
      const before = newest.get(name);
      if (standing?.isWhole !== true || contents === undefined) return [];
      if (before !== undefined && leafFits(saltKey, before, contents)) return [];
      return [withCommitment({ ...one, revision: (before?.revision ?? 0) + 1 }, contents)];
    });
  }

  const newestOf = async (trx: Connection, all: readonly Omit<FigureName, 'revision'>[]) =>
    new Map((await figures.newestLeaves(trx, all)).map((leaf) => [keyOf(leaf), leaf]));

  return {
    /** All that is there becomes leaves. Bears being done again, and at several places at once. */
    async grow(): Promise<void> {
      for (const log of trees.logNames) while ((await growOnce(log)) > 0);
    },
  };
}

/** Of one region and day. */
const ofTotals: readonly FigureKind[] = ['total', 'kinds', 'past'];

const keyOf = ({ kind, key, day }: Pick<FigureName, 'kind' | 'key' | 'day'>) => `${kind} ${key} ${day}`;
const named = ({ kind, key, day, revision }: FigureName): FigureName => ({ kind, key, day, revision });
