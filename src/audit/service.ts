import { type Actor, mustOperate, mustReachAll } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
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
}

const pageSize = 50;
const exportedAtOnce = 1_000;

/** The chain is one for the whole country. */
function mustRead(actor: Actor): void {
  mustOperate(actor, 'auditor');
  mustReachAll(actor);
}

/** What happened, for those whose work it is to look; writing it is `record`. */
export function createAudit({ db, clock, log, key }: Needs) {
  const sealer = createSealer({ db, log, key });

  return {
    start: sealer.start,
    stop: sealer.stop,
    /** Throws unless somebody may read all that happened. */
    mayRead: mustRead,

    /** Whether every event is unchanged; with an anchor also whether nothing was cut off since the anchor was noted. */
    async verify(actor: Actor, anchor?: Anchor): Promise<Report> {
      mustRead(actor);
      return verifyChain({ db, clock, key }, anchor);
    },

    /** Newest first; `next` is the cursor of the page after this one. */
    async list(
      actor: Actor,
      filter: store.Filter,
      { before, limit = pageSize }: { before?: number; limit?: number } = {},
    ): Promise<{ events: store.StoredEvent[]; next: number | undefined }> {
      mustRead(actor);
      const found = await store.newest(db, filter, before, limit + 1);
      const events = found.slice(0, limit);
      return { events, next: found.length > limit ? events.at(-1)?.id : undefined };
    },

    /** All of them, oldest first. The export is recorded as an event too. */
    async *export(actor: Actor, range: { since: Date; until: Date }): AsyncGenerator<store.StoredEvent> {
      mustRead(actor);
      await record(db, clock.now(), actor, 'audit.export', { kind: 'audit', id: 'events' }, range);
      for (let after: number | undefined; ; ) {
        const events = await store.oldest(db, range, after, exportedAtOnce);
        yield* events;
        if (events.length < exportedAtOnce) return;
        after = events.at(-1)?.id;
      }
    },
  };
}

export type Audit = ReturnType<typeof createAudit>;
