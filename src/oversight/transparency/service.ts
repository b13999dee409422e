import { setTimeout as sleep } from 'node:timers/promises';
import { isSigned } from '../../audit/mac.ts';
import { eventsAbout } from '../../audit/seal-store.ts';
import type { Clock } from '../../clock.ts';
import { readLogKeys } from '../../crypto/log-keys.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, notFound, Problem } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Totals } from '../../statistics/totals/totals.ts';
import { createChecking, type DayStanding } from './checking.ts';
import { readCheckpoint } from './checkpoint.ts';
import { createComparing } from './comparing.ts';
import * as compared from './comparing-store.ts';
import {
  aliased,
  aliasKeyOf,
  type Contents,
  commitmentOf,
  type EntryName,
  entryOf,
  evidenceText,
  type FigureName,
  isAlias,
  isOfApplication,
  nameInLeaf,
  nameText,
  readFigure,
  saltOf,
} from './entry.ts';
import { positionOf, sealedFrom, sealedUpTo } from './event-store.ts';
import { fact } from './facts.ts';
import * as figures from './figure-store.ts';
import { createGrowing } from './growing.ts';
import { inclusionProof, leafHash } from './merkle.ts';
import type { Verifier } from './note.ts';
import {
  cosignedAt,
  isSignedBy,
  logVerifier,
  readNote,
  readVerifier,
  type Signer,
  signatureLine,
  signatureOf,
  signNote,
  verifierText,
} from './note.ts';
import { reportNow, totalNow } from './present.ts';
import { proofText } from './proof.ts';
import { vouching } from './sound.ts';
import { createSubmitting } from './submitting.ts';
import { nodesFrom, readOnce, type Tile, tileOf, tileWidth } from './tiles.ts';
import * as trees from './tree-store.ts';

export type { LogName } from './tree-store.ts';
export { logNames } from './tree-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  keys: { auditKey: Buffer };
  config: { KEYS_DIR: string; WITNESSES: readonly { key: string; url: URL | undefined }[] };
  publicUrl: URL;
  totals: Pick<Totals, 'settle'>;
};

type Cosigner = { name: string; isCurrent: boolean; size: number | undefined; at: Date | undefined };
export type LogStanding = {
  log: trees.LogName;
  origin: string;
  size: number;
  root: string | undefined;
  at: Date | undefined;
  note: string | undefined;
  keys: readonly string[];
  cosigners: readonly Cosigner[];
};

/** A requested leaf: whether the log has it, and whether its subject is unchanged. */
export type LeafStatus = {
  log: trees.LogName;
  index: number;
  name: EntryName;
  isIncluded: boolean;
  isUnchanged: boolean | undefined;
  proof: string | undefined;
  steps: number;
};

/** The newest leaf of a figure, opened: with all that proves its content by itself. */
export type OpenLeaf = {
  /** The name of its figure, and how the log calls it. */
  name: FigureName;
  nameInLog: string;
  index: number;
  /** `waits`: it is in no signed tree yet, or another leaf follows it at once. */
  state: 'sound' | 'changed' | 'waits';
  hashes: readonly Buffer[];
  salt: Buffer;
  contents: Contents;
  aliasKey: Buffer | undefined;
};

/** That the leaf called `name` is followed by others, of which the newest is this revision. */
export type NewerLeaf = { name: string; revision: number; at: Date | undefined };

/** 透明日志 (C2SP tlog-tiles): `events` of the audit and published `figures`. A missing leaf is `not_found`. */
export interface Transparency {
  // Public reads

  /** How a log stands: its head, keys and cosignatures. */
  standing(log: trees.LogName): Promise<LogStanding>;
  /** The newest checkpoint with the signatures of ours and of witnesses. */
  checkpoint(log: trees.LogName): Promise<string>;
  /** The hashes of a tile. */
  tile(log: trees.LogName, tile: Tile): Promise<Buffer>;
  /** A bundle of entries; a leaf of which nothing is left has an empty one. */
  entries(log: trees.LogName, tile: Pick<Tile, 'index' | 'width'>): Promise<Buffer>;
  /**
   * Of leaves of figures, by their names in the log, those that a newer one follows, and which; `at`: when the log was signed with it, as far back
   * as its heads are kept. All of that is public.
   */
  newerThan(names: readonly string[]): Promise<NewerLeaf[]>;
  /** How many leaves have a proof. */
  sizeOf(log: trees.LogName): Promise<number>;
  /** A leaf with its proof; `opens`: the proof also reveals the hidden content. */
  find(log: trees.LogName, index: number, options?: { opens?: boolean }): Promise<LeafStatus>;
  /** The index of a sealed event of the audit; the log grows for it at once, where it has not got it yet. */
  placeOfEvent(id: number): Promise<number>;
  /**
   * The index of a published figure; of its newest revision, where none is named. `isPublic`: only by the name that its leaf has, which is an
   * alias for an application.
   */
  placeOfFigure(
    name: Omit<FigureName, 'revision'> & { revision: number | undefined },
    options?: { isPublic?: boolean },
  ): Promise<number>;
  /**
   * The newest leaves of some figures, each proved against one and the same checkpoint; those without a leaf are left out. Without any checkpoint
   * there is none. For those who may read these figures.
   */
  proveFigures(
    names: readonly Omit<FigureName, 'revision'>[],
  ): Promise<{ checkpoint: string | undefined; leaves: OpenLeaf[] }>;
  /**
   * The newest decision about each question by the audit: of events that this service signed. The database's role can write
   * other words into the question itself.
   */
  decisionsAbout(questionIds: readonly string[]): Promise<Map<string, { verdict: string; reason: string }>>;
  /** A statement beside the log of figures, signed by its keys: never a checkpoint, since its first line is another. */
  signStatement(text: string): Promise<string>;
  /** The public name of a report or count, and the key that shows whose it is: for those who may read its figures. */
  aliasOf(name: FigureName): { name: FigureName; key: string };

  // Witnesses

  /** Those whose cosignatures are shown. */
  witnesses: readonly Verifier[];
  /** When each known witness co-signed last; one that never did counts from the oldest head. */
  cosigned(log: trees.LogName): Promise<{ witness: string; at: Date | undefined }[]>;
  /** Hands new heads to the witnesses that wait for them, and keeps their cosignatures. */
  submit(): Promise<void>;
  /** Takes a checkpoint with cosignatures; says how many it took. Throws `bad_request`, `conflict`, `forbidden`. */
  addCosignatures(log: trees.LogName, signed: string): Promise<number>;

  // By the clock

  /** Adds leaves for entries sealed or published since. */
  grow(): Promise<void>;
  /** Compares figures with their leaves: the newest, and the next of the older ones, or all. Says how many. */
  compare(options?: { all?: boolean }): Promise<{ compared: number }>;
  /** The first figures that were altered, how many there are, and when they were last compared. */
  altered(limit: number): Promise<Altered>;
  /** How many leaves are still to be added. */
  waiting(log: trees.LogName): Promise<number>;
}

/** Behind the origin of its log in the first line of a statement. */
const statements = '/statements';

type Altered = {
  found: Awaited<ReturnType<typeof compared.altered>>;
  count: number;
  at: Date | undefined;
};

/** The logs as the public reads them. */
export function createTransparency({
  db,
  clock,
  log: logger,
  keys: { auditKey },
  config,
  publicUrl,
  totals,
}: Needs): Transparency {
  const origin = (log: trees.LogName) => `${publicUrl.host}/transparency/${log}`;
  const cosigners = config.WITNESSES.flatMap(({ key, url }) => {
    const verifier = readVerifier(key);
    return verifier === undefined ? [] : [{ verifier, url }];
  });
  const witnesses = cosigners.map(({ verifier }) => verifier);

  async function signersOf(log: trees.LogName): Promise<Signer[]> {
    return (await readLogKeys(config.KEYS_DIR)).map((seed) => ({ name: origin(log), seed }));
  }
  const checking = createChecking({ db, key: auditKey, totals });
  const growing = createGrowing({
    ...{ db, clock, log: logger, saltKey: auditKey, signersOf, origin },
    standingOf: checking.standing,
  });

  async function mustHaveHead(log: trees.LogName): Promise<trees.StoredHead> {
    const head = await trees.newestHead(db, log);
    if (head === undefined) throw notFound(fact('transparency.nothing_yet'));
    return head;
  }

  /** The checkpoint with our signatures and those of witnesses that signed this very one. */
  async function checkpoint(log: trees.LogName): Promise<string> {
    const [head, lines] = await Promise.all([mustHaveHead(log), trees.cosignatures(db, log)]);
    return (
      head.note +
      lines
        .filter(({ size }) => size === head.size)
        .map(({ line }) => line)
        .join('')
    );
  }

  /** The latest head signed by all active witnesses, if it still exists: the base of a proof. */
  async function provable(log: trees.LogName, index: number): Promise<{ head: trees.StoredHead; note: string }> {
    const [newest, lines] = await Promise.all([mustHaveHead(log), trees.cosignatures(db, log)]);
    const sizes = [...new Set(lines.map(({ size }) => size))].filter((size) => size > index && size < newest.size);
    const most = sizes.toSorted((one, other) => count(other) - count(one) || other - one)[0];
    const signed = most === undefined || count(newest.size) > 0 ? undefined : await trees.headAt(db, log, most);
    const head = signed ?? newest;
    return {
      head,
      note:
        head.note +
        lines
          .filter(({ size }) => size === head.size)
          .map(({ line }) => line)
          .join(''),
    };

    function count(size: number) {
      return lines.filter((line) => line.size === size).length;
    }
  }

  async function tile(log: trees.LogName, asked: Tile): Promise<Buffer> {
    const head = await mustHaveHead(log);
    if (asked.level > 7 || asked.width < 1 || tileOf(asked, head.size).width < asked.width)
      throw notFound(fact('transparency.no_tile'));
    const [hashes = Buffer.alloc(0)] = await trees.tiles(db, log, [asked]);
    if (hashes.length !== asked.width * 32) throw notFound(fact('transparency.no_tile'));
    return hashes;
  }

  /** Entries of some leaves as the database would make them now, by their place: one that does not fit its leaf was changed since. */
  async function entriesNow(log: trees.LogName, from: number, count: number): Promise<Map<number, Buffer>> {
    if (log === 'events') {
      const sealed = await sealedFrom(db, from + 1, count);
      return new Map(
        sealed.map(({ position, contents = [] }) => {
          const name = { kind: 'event' as const, position };
          return [position - 1, entryOf(name, commitmentOf(saltOf(auditKey, name), contents))];
        }),
      );
    }
    const found = await figures.standings(db, from, count);
    const contents = await presentOf(found);
    return new Map(
      found.map((standing, place) => {
        const name = figureName(standing);
        const now = contents[place];
        const commitment = now === undefined ? standing.commitment : commitmentOf(saltOf(auditKey, name), now);
        return [standing.position, entryOf(nameInLeaf({ name, aliasKey: aliasKey(standing) }), commitment)];
      }),
    );
  }

  /** Of a leaf that calls its application by an alias; none of those of before. */
  const aliasKey = (leaf: figures.Leaf): Buffer | undefined =>
    leaf.alias === null ? undefined : aliasKeyOf(auditKey, leaf);

  /**
   * The contents that leaves of these figures had if they were made now; undefined where only the leaf knows them. `isNewest`: no later leaf follows
   * these, and a report whose correction has none yet is undefined too.
   */
  async function presentOf(
    found: readonly figures.Standing[],
    { isNewest = false } = {},
  ): Promise<(Contents | undefined)[]> {
    const vouchedOf = await vouching(db, auditKey, [...new Set(found.flatMap(({ whole }) => whole ?? []))]);
    const days = new Map<string, Promise<DayStanding>>();
    return Promise.all(
      found.map(async (one) => {
        if (one.isUnproved && one.isNewest) return ['changed', ...(one.shown ?? [])];
        if (one.kind === 'report')
          return reportNow(auditKey, one, { vouched: one.whole === null ? undefined : vouchedOf(one.whole), isNewest });
        const { contents, isOther } = totalNow(auditKey, one);
        if (!isOther || !one.isDue) return contents;
        // It waits for its next leaf, if it follows from the reports; perhaps it has followed newer ones since it was read.
        const standing = days.get(one.day) ?? checking.standing(one.day);
        days.set(one.day, standing);
        return (await standing).proved.has(`${one.kind} ${one.key}`) ? undefined : contents;
      }),
    );
  }

  const comparing = createComparing({
    ...{ db, clock, log: logger },
    entriesNow: (from, count) => entriesNow('figures', from, count),
    standingOf: checking.standing,
  });

  /** A bundle of C2SP tlog-tiles. A leaf of which nothing is left has an empty entry. */
  async function entries(log: trees.LogName, { index, width }: Pick<Tile, 'index' | 'width'>): Promise<Buffer> {
    const head = await mustHaveHead(log);
    if (tileOf({ level: 0, index }, head.size).width < width) throw notFound(fact('transparency.no_entries'));
    const first = index * tileWidth;
    const found = await entriesNow(log, first, width);
    return Buffer.concat(
      Array.from({ length: width }, (_, place) => {
        const entry = found.get(first + place) ?? Buffer.alloc(0);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(entry.length);
        return Buffer.concat([length, entry]);
      }),
    );
  }

  /** The subject of a leaf, and its present value in the database. */
  async function contentsOf(log: trees.LogName, index: number) {
    if (log === 'events') {
      const [sealed] = await sealedFrom(db, index + 1, 1);
      if (sealed?.position !== index + 1) return undefined;
      const name = { kind: 'event' as const, position: sealed.position };
      return { name, contents: sealed.contents, commitment: undefined, aliasKey: undefined };
    }
    const [standing] = await figures.standings(db, index, 1);
    if (standing?.position !== index) return undefined;
    const [contents] = await presentOf([standing]);
    return {
      ...{ name: figureName(standing), contents, commitment: standing.commitment },
      aliasKey: aliasKey(standing),
    };
  }

  /** The position of an entry in its log, with the proof. `opens`: the proof also reveals the hidden content. */
  async function find(log: trees.LogName, index: number, { opens = false } = {}): Promise<LeafStatus> {
    const found = await contentsOf(log, index);
    if (found === undefined) throw notFound(fact('transparency.not_found'));
    const newest = await trees.newestHead(db, log);
    const { contents } = found;
    const name = nameInLeaf(found);
    if (newest === undefined || index >= newest.size)
      return { log, index, name, isIncluded: false, isUnchanged: undefined, proof: undefined, steps: 0 };
    const { head, note } = await provable(log, index);
    const read = nodesFrom((tiles) => trees.tiles(db, log, tiles), head.size);
    const [hashes, [leaf]] = await Promise.all([inclusionProof(index, head.size, read), read([{ level: 0, index }])]);
    const salt = saltOf(auditKey, found.name);
    const commitment = contents === undefined ? found.commitment : commitmentOf(salt, contents);
    const entry = commitment && entryOf(name, commitment);
    const isUnchanged = entry && leaf && leafHash(entry).equals(leaf);
    const opening =
      opens && contents !== undefined ? { name: found.name, salt, contents, aliasKey: found.aliasKey } : undefined;
    const extra = entry && evidenceText({ entry, opening });
    return {
      ...{ log, index, name, isIncluded: true, isUnchanged, steps: hashes.length },
      proof: proofText({ extra, index, hashes, checkpoint: note }),
    };
  }

  async function proveFigures(names: readonly Omit<FigureName, 'revision'>[]) {
    const newest = await trees.newestHead(db, 'figures');
    const found = await figures.newestLeaves(db, names);
    const standings = await figures.standingsAt(
      db,
      found.map(({ position }) => position),
    );
    if (newest === undefined || standings.length === 0) return { checkpoint: newest?.note, leaves: [] };
    const contents = await presentOf(standings, { isNewest: true });
    // Leaves that no head has yet wait, and are no reason for an older proof of the others.
    const last = Math.max(-1, ...standings.flatMap(({ position }) => (position < newest.size ? position : [])));
    const { head, note } = await provable('figures', last);
    const read = nodesFrom(
      readOnce((tiles) => trees.tiles(db, 'figures', tiles)),
      head.size,
    );
    const leaves = standings.map(async (standing, place): Promise<OpenLeaf> => {
      const name = figureName(standing);
      const index = standing.position;
      const now = contents[place];
      const open = { name, nameInLog: nameText(nameInLeaf({ name, aliasKey: aliasKey(standing) })), index };
      const salt = saltOf(auditKey, name);
      const given = { salt, aliasKey: aliasKey(standing) };
      if (now === undefined || index >= head.size)
        return { ...open, ...given, state: 'waits', hashes: [], contents: now ?? [] };
      const [hashes, [leaf]] = await Promise.all([inclusionProof(index, head.size, read), read([{ level: 0, index }])]);
      const entry = entryOf(nameInLeaf({ name, aliasKey: given.aliasKey }), commitmentOf(salt, now));
      return {
        ...{ ...open, ...given, hashes, contents: now },
        state: leaf !== undefined && leafHash(entry).equals(leaf) ? 'sound' : 'changed',
      };
    });
    return { checkpoint: note, leaves: await Promise.all(leaves) };
  }

  /** A folder of keys that is older than these logs is no reason to fail each minute: nothing is lost until it has the key. */
  async function grow(): Promise<void> {
    const missing = await signersOf('events').then(
      () => undefined,
      (error: Error) => error,
    );
    if (missing === undefined) await growing.grow();
    else logger.error({ err: missing }, 'The transparency logs do not grow');
  }

  async function addCosignatures(log: trees.LogName, signed: string): Promise<number> {
    const note = readNote(signed);
    const said = note && readCheckpoint(note.text);
    if (note === undefined || said === undefined)
      throw new Problem('bad_request', fact('transparency.cosignature_form'));
    const head = await trees.headAt(db, log, said.size);
    if (head === undefined || readNote(head.note)?.text !== note.text)
      throw conflict(fact('transparency.cosignature_head'));
    const own = witnesses.filter((witness) => isSignedBy(note, witness) !== undefined);
    if (own.length === 0) throw forbidden(fact('transparency.cosignature_unknown'));
    if (own.some((witness) => isSignedBy(note, witness) === false))
      throw forbidden(fact('transparency.cosignature_wrong'));
    for (const witness of own) {
      const signature = signatureOf(note, witness);
      if (signature === undefined) continue;
      // A witness may sign in several ways at once, each under its name.
      const line = signatureLine(witness, signature);
      await trees.keepCosignature(db, log, {
        ...{ witness: witness.name, size: said.size, line, at: cosignedAt(signature) },
      });
    }
    return own.length;
  }

  const submit = createSubmitting({
    ...{ db, clock, log: logger, addCosignatures },
    witnesses: cosigners.flatMap(({ verifier: { name }, url }) => (url === undefined ? [] : [{ name, url }])),
  });

  return {
    grow,
    compare: comparing.compare,
    async altered(limit) {
      const [found, count] = await Promise.all([compared.altered(db, limit), compared.countAltered(db)]);
      return { found, count, at: (await compared.progress(db))?.at };
    },
    async cosigned(log) {
      const [since, lines] = await Promise.all([trees.oldestHeadAt(db, log), trees.cosignatures(db, log)]);
      return witnesses.map(({ name }) => ({
        witness: name,
        at: lines.find(({ witness }) => witness === name)?.at ?? since,
      }));
    },
    waiting: async (log) =>
      log === 'figures'
        ? figures.countDue(db)
        : Math.max(0, (await sealedUpTo(db)) - ((await trees.newestHead(db, log))?.size ?? 0)),
    checkpoint,
    tile,
    entries,
    find,
    proveFigures,
    witnesses,

    async decisionsAbout(questionIds) {
      const events = questionIds.length === 0 ? [] : await eventsAbout(db, 'question', questionIds);
      const decided = events
        .filter((event) => ['statistics.decide', 'statistics.decide_appeal'].includes(event.verb))
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .filter((event) => isSigned(auditKey, event));
      return new Map(
        decided.map(({ subjectId, details }) => {
          const { verdict = '', reason = '' }: { verdict?: string; reason?: string } = JSON.parse(details);
          return [subjectId ?? '', { verdict, reason }];
        }),
      );
    },

    signStatement: async (text) => signNote(`${origin('figures')}${statements}\n${text}\n`, await signersOf('figures')),

    sizeOf: async (log) => (await trees.newestHead(db, log))?.size ?? 0,

    async placeOfEvent(id) {
      const position = await positionOf(db, id);
      if (position === undefined) throw notFound(fact('transparency.not_found'));
      const hasIt = async () => ((await trees.newestHead(db, 'events'))?.size ?? 0) >= position;
      // Another node may be growing it.
      for (let tries = 0; tries < 20 && !(await hasIt()); tries += 1) {
        if (tries > 0) await sleep(100);
        await grow();
      }
      return position - 1;
    },
    async placeOfFigure(name, { isPublic = false } = {}) {
      const leaf = await figures.leafOf(db, name, isPublic);
      if (leaf !== undefined) return leaf.position;
      const isCalledByKey = isPublic && isOfApplication(name) && !isAlias(name.key);
      throw notFound(fact(isCalledByKey ? 'transparency.alias_needed' : 'transparency.not_found'));
    },
    async newerThan(names) {
      const asked = names.flatMap((name) => {
        const { revision, ...figure } = readFigure(name) ?? { revision: undefined };
        return revision === undefined || !('kind' in figure) ? [] : [{ name, figure: { ...figure, revision } }];
      });
      const found = await figures.newerLeaves(
        db,
        asked.map(({ figure }) => figure),
      );
      const signed = await trees.firstSigned(
        db,
        'figures',
        found.map(({ position }) => position),
      );
      return found.map(({ place, revision, position }) => ({
        ...{ name: asked[place]?.name ?? '', revision, at: signed.get(position) },
      }));
    },
    aliasOf(name) {
      const key = aliasKeyOf(auditKey, name);
      return { name: aliased(key, name), key: key.toString('hex') };
    },

    async standing(log) {
      const [head, lines] = await Promise.all([trees.newestHead(db, log), trees.cosignatures(db, log)]);
      const note = head && readNote(head.note);
      const signers = await signersOf(log).catch(() => []);
      return {
        ...{ log, origin: origin(log), size: head?.size ?? 0, root: head?.root.toString('base64'), at: head?.at },
        note: head?.note,
        keys: signers
          .map(logVerifier)
          .filter((verifier) => note === undefined || isSignedBy(note, verifier) === true)
          .map(verifierText),
        cosigners: witnesses.map(({ name }) => {
          const line = lines.find(({ witness }) => witness === name);
          return { name, size: line?.size, at: line?.at, isCurrent: line !== undefined && line.size === head?.size };
        }),
      };
    },

    addCosignatures,
    submit,
  };
}

const figureName = ({ kind, key, day, revision }: FigureName): FigureName => ({ kind, key, day, revision });
