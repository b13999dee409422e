import { type Actor, mustOperate, mustReachAll, type Role } from '../actor.ts';
import { after, type Clock } from '../clock.ts';
import type { AuditHash } from '../crypto/suite.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import { type FileReport, verifyFile } from './archive.ts';
import { type Archived, archiveMonth } from './archiving.ts';
import { archivedHeads } from './head-store.ts';
import { personRetention } from './person.ts';
import { record } from './record.ts';
import { createSealer } from './sealer.ts';
import * as store from './store.ts';
import { type Anchor, type Report, verifyChain } from './verify.ts';

export type { Filter, StoredEvent } from './store.ts';
export type { Anchor, Report } from './verify.ts';

interface Needs {
  db: Database;
  clock: Clock;
  log: Log;
  key: Buffer;
  /** Of events that are written and sealed from now on. */
  hash?: AuditHash;
  /** Where the tables are a role's of their own. */
  ownerUrl?: string | undefined;
  /** Events not yet sent to it are not archived. */
  syslogUrl?: string | undefined;
}

/** `isKept`: the chain in the database goes on from a file that ends so. */
export type CheckedFile = FileReport & { isKept: boolean; holdsAnchor: boolean };

const pageSize = 50;
const exportedAtOnce = 1_000;
const endedAtOnce = 1_000;

/** Who reads the audit; the pages for it go by the same list (oversight/policies.ts). */
export const auditors: readonly Role[] = ['auditor'];

/** The chain is one for the whole country. */
function mustRead(actor: Actor): void {
  mustOperate(actor, ...auditors);
  mustReachAll(actor);
}

/** The verbs of the room, each for auditors of the whole country alone (`forbidden`); writing is `record` (record.ts). */
export interface Audit {
  /** Newest first; `next` is the cursor of the next page. */
  list(actor: Actor, filter: store.Filter, page?: { before?: number; limit?: number }): Promise<EventPage>;
  /** All of a range, oldest first; the export is an event too. */
  export(actor: Actor, range: { since: Date; until: Date }): AsyncGenerator<store.StoredEvent>;
  /** Throws unless the actor may read the audit. */
  mayRead(actor: Actor): void;
  /** Seals the events of this very second at once: a proof of one is asked for. */
  sealNow(actor: Actor): Promise<void>;
  /** Whether the chain is unchanged; with an anchor also whether nothing was cut off since it was noted. */
  verify(actor: Actor, anchor?: Anchor): Promise<Report>;
  /** Writes everything up to the end of a month (2026-05) into a new file, and takes it out of the database. */
  putAway(actor: Actor, month: string, path: string): Promise<Archived>;
  /** Whether a file is as it was written; with an anchor also whether it contains the anchored event. */
  verifyFile(actor: Actor, path: string, anchor?: Anchor): Promise<CheckedFile>;
  /** Ends the personal part of events once its time is over; the rest of an event, and its place in the chain, stay. */
  endPersons(): Promise<void>;
  /** Begins to seal recorded events into the chain. */
  start(): void;
  /** Seals the remaining events, and stops. */
  stop(): Promise<void>;
}

type EventPage = { events: store.StoredEvent[]; next: number | undefined };

/** The audit for its permitted readers; `record` writes it. */
export function createAudit({ db, clock, log, key, hash, ownerUrl, syslogUrl }: Needs): Audit {
  const sealer = createSealer({ db, log, key, ...(hash && { hash }) });

  return {
    start: sealer.start,
    stop: sealer.stop,
    mayRead: mustRead,

    async endPersons() {
      const before = after(clock.now(), -personRetention);
      while ((await store.endPersons(db, before, endedAtOnce)) === endedAtOnce);
    },

    async sealNow(actor) {
      mustRead(actor);
      await sealer.now();
    },

    async verify(actor, anchor) {
      mustRead(actor);
      return verifyChain({ db, clock, key }, anchor);
    },

    async putAway(actor, month, path) {
      mustRead(actor);
      return archiveMonth({ db, clock, log, key, ownerUrl, syslogUrl }, actor, month, path);
    },

    async verifyFile(actor, path, anchor) {
      mustRead(actor);
      const report = await verifyFile(key, path, anchor?.count);
      const { heads } = await archivedHeads(db, key);
      const isKept = heads.some(
        ({ position, hash, fileSha256 }) =>
          position === report.to.position && hash.equals(report.to.hash) && fileSha256 === report.sha256,
      );
      return { ...report, isKept, holdsAnchor: anchor === undefined || report.asked?.toString('hex') === anchor.hash };
    },

    async list(actor, filter, { before, limit = pageSize } = {}) {
      mustRead(actor);
      const found = await store.newest(db, filter, before, limit + 1);
      const events = found.slice(0, limit);
      return { events, next: found.length > limit ? events.at(-1)?.id : undefined };
    },

    async *export(actor, range) {
      mustRead(actor);
      await record(db, clock.now(), actor, 'audit.export', { kind: 'audit', id: 'events' }, range);
      for (let last: number | undefined; ; ) {
        const events = await store.oldest(db, range, last, exportedAtOnce);
        yield* events;
        if (events.length < exportedAtOnce) return;
        last = events.at(-1)?.id;
      }
    },
  };
}
