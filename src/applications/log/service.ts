import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { after, type Clock, dayOf, days, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Job } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import { mustBeAtHome, mustRead, noSuchApplication } from '../aksk/rights.ts';
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

/** 对接日志: what an application's team needs to find out by itself why a login or a call does not work (R10). */
export function createIntegrationLog({ db, clock, log, cursors }: Needs) {
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

  /** Whoever may see the application may see its calls; of others' there is nothing to see. */
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

    /** Takes note of a call, at once and in memory. */
    record: add,

    /** The same for a call that was refused before anybody looked up the AK that it names. */
    recordNamed(call: Omit<Call, 'clientId'>, named: string): void {
      const look = store
        .isRegistered(db, named)
        .then((isThere) => add({ ...call, clientId: isThere ? named : undefined }))
        .catch((error: unknown) => log.warn({ err: error }, 'A call could not be noted in the integration log'))
        .finally(() => looking.delete(look));
      looking.add(look);
    },

    /** The same for a call of which it is still being found out whether it belongs to a verification. */
    recordWhen(call: Promise<Call>): void {
      const look = call
        .then(add)
        .catch((error: unknown) => log.warn({ err: error }, 'A call could not be noted in the integration log'))
        .finally(() => looking.delete(look));
      looking.add(look);
    },

    /** The newest calls first: each failure, and everything else counted by the minute. */
    async read(
      actor: Actor,
      clientId: string,
      { failuresOnly = false, cursor, limit = 50 }: { failuresOnly?: boolean; cursor?: string; limit?: number } = {},
    ): Promise<LogPage> {
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

    /** How far the program of an application that the reader has been shown has come: what answered as asked, in 在线验证 too, and the newest calls. */
    async progress(clientId: string, limit: number): Promise<Progress> {
      const start = cursorIn(undefined);
      const [answered, failures, counts] = await Promise.all([
        store.answeredOf(db, clientId),
        store.failuresOf(db, clientId, start, limit),
        store.countsOf(db, clientId, start, false, limit),
      ]);
      const known = answered.flatMap(({ endpoint, at }) => (isEndpoint(endpoint) ? [[endpoint, at] as const] : []));
      return { answered: new Map(known), entries: pageOf(failures, counts, limit).entries };
    },

    /** Calls by day and endpoint for the last days; undefined: of those whose AK or token nobody knows. */
    async usage(actor: Actor, clientId: string | undefined, lastDays = 31): Promise<Usage[]> {
      if (clientId !== undefined) await mustReadOf(actor, clientId);
      else {
        mustOperate(actor, 'operator', 'administrator', 'support', 'auditor');
        mustReachAll(actor);
      }
      return usageOf(await store.daysOf(db, clientId, dayOf(after(clock.now(), -days(lastDays - 1)))));
    },

    /** How the last 24 hours went for applications that the actor has been shown, by AK. */
    recent: async (clientIds: readonly string[]): Promise<Map<string, store.Recent>> =>
      new Map((await store.recentOf(db, clientIds, after(clock.now(), -days(1)))).map((each) => [each.clientId, each])),

    /** Writes what happened until now. */
    async flush(): Promise<void> {
      await Promise.all(looking);
      await journal.flush();
    },
    purge,
    async close(): Promise<void> {
      await Promise.all(looking);
      await journal.close();
    },
  };
}

export type IntegrationLog = ReturnType<typeof createIntegrationLog>;

/** What of a refusal may rest: no secret, nobody's data, and no more than a page shows. */
function restful({ error, description, detail, received, registered = [] }: Reason) {
  return {
    error: sentence(error).slice(0, 64),
    description: description === undefined ? undefined : sentence(description),
    detail: detail !== undefined && isKnownDetail(error, detail) ? detail : undefined,
    received: received === undefined ? undefined : masked(received, registered),
    registered: registered.slice(0, mostRegistered),
  };
}
