import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Actor, mustOperate, mustReachAll, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, minutes } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import { newId } from '../../crypto/secrets.ts';
import { timed } from '../../database/deadline.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Log } from '../../log.ts';
import type { Sealed } from '../../sealed.ts';
import * as store from './run-store.ts';
import { createWalk, nameOf } from './walk.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  keys: Pick<Keys, 'seal' | 'refresh'>;
  jobs: Pick<Jobs, 'enqueue' | 'isUnderWay'>;
  asks: { sealed: () => readonly Sealed[] };
};

const queue = 'sealing.reseal';
const name = 'sealing.nightly';
const payload = z.object({ id: z.string() });
/** Milliseconds that one job goes on; then the next one does, on whichever node. */
const slice = 5_000;
const longestRest = 500;
/** A pass without a change is the last one; where a process goes on sealing with an old key, there is an end all the same. */
const mostPasses = 5;

export type Standing = {
  state: store.Run['state'];
  begunAt: Date;
  finishedAt: Date | undefined;
  seen: number;
  changed: number;
  /** Values that no key opens. */
  failed: number;
  percent: number;
};

/** Resealing all data with the newest key: one run for the whole cluster. */
export interface Sealing {
  /** Begins a run, or answers the one by the same key that is under way; by operators of the command line. */
  begin(actor: Actor): Promise<Standing>;
  /** How the newest run stands. */
  standing(): Promise<Standing | undefined>;
  /** Since when everything is sealed as now. */
  since(): Promise<Date | undefined>;
  /** How many values there are by their first bytes (in hex), and where: reads everything that is sealed. */
  count(): Promise<Map<string, Map<string, number>>>;
  /** Every sealed column, in the order of the names. */
  all(): readonly Sealed[];
  /** The provider, which stands above the rooms, registers its sealed columns. */
  connect(sealed: readonly Sealed[]): void;
  /** The run itself, and the nightly one that continues an interrupted one. */
  jobs: readonly Job[];
  /** The node leaves: another one goes on. */
  stop(): void;
}

/** Reseals values of an earlier key or format in the current one: once for the whole cluster, in the background. */
export function createSealing({ db, clock, log, keys: { seal, refresh }, jobs, asks }: Needs): Sealing {
  const walk = createWalk({ db, seal });
  let providerColumns: readonly Sealed[] | undefined;
  let isStopping = false;

  /** In the order of their names, so that a release that adds one does not lead a run astray. */
  function all(): readonly Sealed[] {
    if (providerColumns === undefined) throw new Error('Nobody said what the provider keeps sealed');
    const found = [...asks.sealed(), ...providerColumns];
    return found.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  }

  async function begin(actor: Actor): Promise<Standing> {
    mustOperate(actor);
    mustReachAll(actor);
    const expected = (await Promise.all(all().map(walk.roughly))).reduce((sum, count) => sum + count, 0);
    await refresh(); // or a run by an earlier key would take the place of one by the newest
    return db.transaction(async (trx) => {
      const [target, at] = [seal.head(), clock.now()];
      for (;;) {
        const there = await store.live(trx);
        if (there?.target.equals(target)) {
          if (!(await jobs.isUnderWay(trx, queue, 'id', there.id))) await jobs.enqueue(trx, queue, { id: there.id });
          return standingOf(there);
        }
        if (there !== undefined) await store.replace(trx, there.id, at);
        const id = newId();
        if (!(await store.insert(trx, id, target, Math.round(expected), at))) continue; // another one began at this moment, by this key or another
        await jobs.enqueue(trx, queue, { id });
        await record(trx, at, actor, 'sealing.begin', { kind: 'sealing', id });
        const begun = await store.find(trx, id);
        if (begun !== undefined) return standingOf(begun);
      }
    });
  }

  const later = (trx: Connection, id: string, inSeconds = 0) =>
    jobs.enqueue(trx, queue, { id }, after(clock.now(), inSeconds));

  /** From the place of a run to the next; undefined where it is over, or another process goes on with it. */
  async function advance(run: store.Run, columns: readonly Sealed[]): Promise<store.Run | undefined> {
    const one = columns.find((each) => nameOf(each) >= run.atColumn);
    if (one === undefined) {
      const { changedInPass, pass } = run;
      if (changedInPass > 0 && pass < mostPasses)
        return store.move(db, run, { pass: pass + 1, atColumn: '', atKey: null }, nothing, clock.now());
      if (await store.finish(db, run, clock.now()))
        log.info({ changed: run.changed, failed: run.failed }, 'All data are sealed as new data are');
      return undefined;
    }
    const from = nameOf(one) === run.atColumn ? (run.atKey ?? undefined) : undefined;
    const { last, ...work } = await walk.step(one, from);
    if (work.failed > 0) log.warn({ column: nameOf(one), count: work.failed }, 'No key opens some sealed values');
    // A name that sorts behind this one and before every other.
    const atColumn = last === undefined ? `${nameOf(one)}\u0001` : nameOf(one);
    return store.move(db, run, { pass: run.pass, atColumn, atKey: last ?? null }, work, clock.now());
  }

  async function handle(given: unknown): Promise<void> {
    const { id } = payload.parse(given);
    const columns = all();
    const until = performance.now() + slice;
    let run = await store.find(db, id);
    while (run?.state === 'under_way') {
      // This process lacks the newest keys, or has another setting: another one continues, or a newer run comes.
      if (!run.target.equals(seal.head())) await refresh();
      if (!run.target.equals(seal.head())) return later(db, id, minutes(1));
      if (isStopping || performance.now() > until) return later(db, id);
      const began = performance.now();
      run = await advance(run, columns);
      await sleep(Math.min(performance.now() - began, longestRest));
    }
  }

  /** Unfinished or missing runs are taken up by night. */
  async function nightly(): Promise<void> {
    const there = await store.newest(db);
    const isDone = there?.state === 'done' && there.failed === 0 && there.target.equals(seal.head());
    if (!isDone) await begin(system(name));
  }

  return {
    jobs: [
      { queue, handle, retry: () => minutes(1) },
      { name, schedule: '25 2 * * *', run: nightly },
    ],
    begin,

    async standing() {
      const run = await store.newest(db);
      return run && standingOf(run);
    },

    async since() {
      return (await store.lastDone(db, seal.head()))?.begunAt;
    },

    count: () =>
      timed('maintenance', async () => {
        const found = new Map<string, Map<string, number>>();
        for (const one of all())
          for (const [head, count] of await walk.count(one)) {
            const places = found.get(head) ?? new Map<string, number>();
            const place = `${one.table}.${one.column}`;
            found.set(head, places.set(place, (places.get(place) ?? 0) + count));
          }
        return found;
      }),

    all,
    connect(given) {
      providerColumns = given;
    },
    stop() {
      isStopping = true;
    },
  };
}

const nothing: store.Work = { seen: 0, changed: 0, failed: 0 };

const standingOf = ({ state, begunAt, finishedAt, seen, changed, failed, expected, pass }: store.Run): Standing => ({
  ...{ state, begunAt, seen, changed, failed },
  finishedAt: finishedAt ?? undefined,
  percent:
    state === 'done' ? 100 : pass > 1 ? 99 : Math.min(99, Math.floor((100 * seen) / Math.max(expected, seen, 1))),
});
