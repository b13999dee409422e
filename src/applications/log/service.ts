import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { after, type Clock, dayOf, days, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Job } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import { mustBeAtHome, mustRead, noSuchApplication } from '../aksk/rights.ts';
import { may } from '../policies.ts';
import {
  type Call,
  type Count,
  type Endpoint,
  type Failure,
  isEndpoint,
  isOnlyCounted,
  ofRun,
  ok,
  type Reason,
  refusedInRun,
} from './call.ts';
import { isKnownDetail } from './explain.ts';
import { createJournal } from './journal.ts';
import { masked, sentence } from './masked.ts';
import { cursorIn, type LogEntry, pageOf } from './page.ts';
import * as store from './store.ts';
import { type Usage, usageOf } from './usage.ts';

type Needs = { db: Database; clock: Clock; log: Log; cursors: Cursors };

/** `answered`: when each endpoint last answered as asked, to the minute. */
export type Progress = { answered: ReadonlyMap<Endpoint, Date>; entries: LogEntry[] };

export type LogPage = { entries: LogEntry[]; cursor: string | undefined };

const mostInAnHour = 1_000;
const hoursKept = days(30);
const daysKept = days(400);
const batch = 5_000;
const mostRegistered = 20;

/** 对接日志 (R10): the calls of an AK, for those who may see it. */
export interface IntegrationLog {
  // Writing: at once and in memory

  /** Notes a call. */
  record(call: Call): void;
  /** Notes a call that was refused before the AK that it names was looked up. */
  recordNamed(call: Omit<Call, 'clientId'>, named: string): void;
  /** Notes a call once it is known whether it belongs to a verification. */
  recordWhen(call: Promise<Call>): void;
  /** Writes the collected calls now. */
  flush(): Promise<void>;
  /** The same, for the last time. */
  close(): Promise<void>;

  // Reading

  /** Newest first: each failure, and all else counted by the minute. */
  read(
    actor: Actor,
    clientId: string,
    page?: { failuresOnly?: boolean; cursor?: string; limit?: number },
  ): Promise<LogPage>;
  /** When each endpoint last answered as asked, and the newest calls; for an AK that the reader has been shown. */
  progress(clientId: string, limit: number): Promise<Progress>;
  /** Calls by day and endpoint; without an AK those of unknown ones, for operators of the whole country. */
  usage(actor: Actor, clientId: string | undefined, lastDays?: number): Promise<Usage[]>;
  /** The last 24 hours, by AK, of AKs that the actor has been shown. */
  recent(clientIds: readonly string[]): Promise<Map<string, store.Recent>>;

  // By the clock

  /** Removes failures after 30 days and counts after 400. */
  purge(): Promise<void>;
  /** The daily run of it. */
  jobs: readonly Job[];
}

/** 对接日志: lets an application's team find out by itself why a login or a call does not work (R10). */
export function createIntegrationLog({ db, clock, log, cursors }: Needs): IntegrationLog {
  const places = cursors.byTexts('integration log');
  const journal = createJournal({ write: (entries) => store.write(db, entries, mostInAnHour), log });
  const looking = new Set<Promise<void>>();

  function add({ endpoint, clientId, requestId, refusal, ofRun: isOfRun = false }: Call): void {
    const at = clock.now();
    const reason = refusal && restful(refusal);
    const minute = new Date(at.getTime() - (at.getTime() % (minutes(1) * 1000)));
    const outcome = isOfRun ? (reason === undefined ? ofRun : refusedInRun) : (reason?.error ?? ok);
    const count: Count = { clientId, endpoint, outcome, minute, calls: 1 };
    const failure: Failure | undefined =
      reason === undefined || clientId === undefined || isOfRun || isOnlyCounted(reason.error)
        ? undefined
        : { ...reason, clientId, endpoint, at, requestId };
    journal.add(count, failure);
  }

  /** Readers of an application may read its calls. */
  async function mustReadOf(actor: Actor, clientId: string): Promise<void> {
    mustBeAtHome(actor);
    const found = await store.institutionOf(db, clientId);
    if (found === undefined) throw noSuchApplication(clientId);
    mustRead(actor, { clientId, institutionId: found.id, regionCode: found.regionCode ?? undefined });
  }

  async function purge(): Promise<void> {
    const now = clock.now();
    while ((await store.removeOld(db, after(now, -hoursKept), dayOf(after(now, -daysKept)), batch)) === batch);
  }
  const jobs: Job[] = [{ name: 'integration.purge', schedule: '11 4 * * *', run: purge }];

  return {
    jobs,

    record: add,

    recordNamed(call, named) {
      const look = store
        .isRegistered(db, named)
        .then((isThere) => add({ ...call, clientId: isThere ? named : undefined }))
        .catch((error: unknown) => log.warn({ err: error }, 'A call could not be noted in the integration log'))
        .finally(() => looking.delete(look));
      looking.add(look);
    },

    recordWhen(call) {
      const look = call
        .then(add)
        .catch((error: unknown) => log.warn({ err: error }, 'A call could not be noted in the integration log'))
        .finally(() => looking.delete(look));
      looking.add(look);
    },

    async read(actor, clientId, { failuresOnly = false, cursor, limit = 50 } = {}) {
      await mustReadOf(actor, clientId);
      const asked = { clientId, failuresOnly };
      const from = cursorIn(places.read(asked, cursor));
      const [failures, counts] = await Promise.all([
        store.failuresOf(db, clientId, from, limit + 1),
        store.countsOf(db, clientId, from, failuresOnly, limit + 1),
      ]);
      const { entries, next } = pageOf(failures, counts, limit);
      return { entries, cursor: next && places.write(asked, next) };
    },

    async progress(clientId, limit) {
      const start = cursorIn(undefined);
      const [answered, failures, counts] = await Promise.all([
        store.answeredOf(db, clientId),
        store.failuresOf(db, clientId, start, limit),
        store.countsOf(db, clientId, start, false, limit),
      ]);
      const known = answered.flatMap(({ endpoint, at }) => (isEndpoint(endpoint) ? [[endpoint, at] as const] : []));
      return { answered: new Map(known), entries: pageOf(failures, counts, limit).entries };
    },

    async usage(actor, clientId, lastDays = 31) {
      if (clientId !== undefined) await mustReadOf(actor, clientId);
      else {
        mustOperate(actor, ...may('see every AK').roles);
        mustReachAll(actor);
      }
      return usageOf(await store.daysOf(db, clientId, dayOf(after(clock.now(), -days(lastDays - 1)))));
    },

    recent: async (clientIds) =>
      new Map((await store.recentOf(db, clientIds, after(clock.now(), -days(1)))).map((each) => [each.clientId, each])),

    async flush() {
      await Promise.all(looking);
      await journal.flush();
    },
    purge,
    async close() {
      await Promise.all(looking);
      await journal.close();
    },
  };
}

/** The storable part of a refusal: no secret, no personal data, and no more than a page shows. */
function restful({ error, description, detail, received, registered = [] }: Reason) {
  return {
    error: sentence(error).slice(0, 64),
    description: description === undefined ? undefined : sentence(description),
    detail: detail !== undefined && isKnownDetail(error, detail) ? detail : undefined,
    received: received === undefined ? undefined : masked(received, registered),
    registered: registered.slice(0, mostRegistered),
  };
}
