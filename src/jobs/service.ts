/** Work in the background, each once in the cluster: asked for, or due by the clock. */

import { hostname } from 'node:os';
import { z } from 'zod';
import { after, type Clock, days, hours, minutes, seconds } from '../clock.ts';
import { timed } from '../database/deadline.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import type { Backlog, BacklogState, Stuck } from './backlog.ts';
import * as backlogs from './backlog-store.ts';
import type { Job, QueuedJob, Retry, ScheduledJob } from './job.ts';
import { createSchedules } from './schedules.ts';
import * as store from './store.ts';
import { createWorker, type Handler } from './worker.ts';

interface Needs {
  db: Database;
  clock: Clock;
  log: Log;
  /** The name under which this process starts runs. */
  node?: string;
  /** The polling interval for jobs without a notification. */
  everyMs?: number;
}

/** How long a finished job is kept. */
const doneRetention = days(7);

/** How long a job that was given up can still be retried. */
export const givenUpRetention = days(30);

/** Every node is notified at the commit that a job is due; one that misses it polls within a second anyway. */
const topic = 'jobs';

const usually: Retry = (attempt) =>
  [seconds(10), minutes(1), minutes(5), minutes(30), hours(2), hours(6), hours(12)][attempt - 1];
/** A run that fails is tried again before the next one is likely to be due. */
const ofSchedules: Retry = (attempt) => [minutes(1), minutes(5), minutes(15)][attempt - 1];

const runPayload = z.object({ slot: z.iso.datetime().transform((text) => new Date(text)) });

/** The verbs of the room. A job is done at least once, so its handler must bear being done again. */
export interface Jobs {
  /** Within the caller's transaction: the job exists exactly when that is committed. `runAt`: now, where it says nothing. */
  enqueue(trx: Connection, queue: string, payload: object, runAt?: Date): Promise<void>;
  /** The handlers of this process; before `start`. Throws for a queue that has a handler already. */
  add(...jobs: readonly Job[]): void;
  /** Runs a scheduled job here and now, beside the clock; false where none has that name. */
  runNow(name: string): Promise<boolean>;
  /** The names of scheduled jobs, sorted. */
  scheduled(): readonly string[];
  /** Waiting and dead jobs, of all queues but these. */
  backlog(except: readonly string[]): Backlog;
  /** Brings forward the job of this queue whose payload says `name: id`; false where none waits. */
  hurry(trx: Connection, queue: string, name: string, id: string): Promise<boolean>;
  /** Whether a job of this queue whose payload says `name: id` is being done. */
  isUnderWay(trx: Connection, queue: string, name: string, id: string): Promise<boolean>;
  /** Looks for work from now on. */
  start(): void;
  /** Takes no new job and waits for running ones. */
  stop(): Promise<void>;
}

/**
 * Work that outlives the request that asked for it. A job is done at least once: a node that dies in the middle is replaced after its lease, so
 * handlers must be repeatable.
 */
export function createJobs({ db, clock, log, node = `${hostname()}:${process.pid}`, everyMs = 1_000 }: Needs): Jobs {
  const handlers = new Map<string, Handler>();
  const runs = new Map<string, ScheduledJob['run']>();
  const worker = createWorker({ db, clock, log, handlers });
  const schedules = createSchedules({ clock, begin });
  let timer: NodeJS.Timeout | undefined;
  let listening: Promise<(() => Promise<void>) | undefined> | undefined;
  let round: Promise<void> | undefined;
  let isAgain = false;
  let isDown = false;

  async function enqueue(trx: Connection, queue: string, payload: object, runAt?: Date): Promise<void> {
    const now = clock.now();
    await store.insert(trx, queue, payload, now, runAt ?? now);
    await trx.notify(topic, '');
  }

  function takeUp({ queue, handle, retry = usually }: QueuedJob): void {
    if (handlers.has(queue)) throw new Error(`The queue ${queue} has a handler already`);
    handlers.set(queue, { handle, retry });
  }

  /** A run becomes a job, so that it survives the node that began it. */
  function schedule({ name, schedule: pattern, run, madeUpFor }: ScheduledJob): void {
    schedules.add(name, pattern, madeUpFor);
    runs.set(name, run);
    takeUp({
      queue: queueOf(name),
      retry: ofSchedules,
      async handle(payload) {
        const { slot } = runPayload.parse(payload);
        await run(slot);
        await store.finishRun(db, name, slot, clock.now());
      },
    });
  }

  function add(...jobs: readonly Job[]): void {
    for (const job of jobs) 'schedule' in job ? schedule(job) : takeUp(job);
  }

  function begin(name: string, slot: Date): Promise<void> {
    return db.transaction(async (trx) => {
      if (await store.startRun(trx, name, slot, node, clock.now())) await enqueue(trx, queueOf(name), { slot });
    });
  }

  /** Looks for work now, or once more when it is looking already. */
  function poke(): void {
    if (timer === undefined) return;
    isAgain = true;
    round ??= look().finally(() => {
      round = undefined;
    });
  }

  async function look(): Promise<void> {
    while (isAgain && timer !== undefined) {
      isAgain = false;
      try {
        await schedules.tick();
        await worker.fill(poke);
        if (isDown) log.info('Jobs run again');
        isDown = false;
      } catch (error) {
        // Whatever happens to the database, the next second tries again.
        if (!isDown) log.error({ err: error }, 'Jobs wait: the database does not answer');
        isDown = true;
      }
    }
  }

  schedule({
    name: 'jobs.purge',
    schedule: '47 3 * * *',
    async run() {
      const now = clock.now();
      await inBatches((limit) => store.removeDone(db, after(now, -doneRetention), limit));
      await inBatches((limit) => store.removeGivenUp(db, after(now, -givenUpRetention), limit));
      await store.removeRuns(db, after(now, -days(30)));
    },
  });

  /** Waiting and dead jobs of all queues, except those that rooms report themselves. */
  function backlog(except: readonly string[]): Backlog {
    const stuck = (row: backlogs.Row): Stuck & { state: BacklogState } => ({
      id: String(row.id),
      what: row.queue,
      state: row.given_up_at === null ? 'waiting' : 'dead',
      createdAt: row.created_at,
      attempts: row.attempts,
      dueAt: row.given_up_at === null ? row.run_at : undefined,
      problem: row.last_error ?? undefined,
      receiver: undefined,
    });
    const number = (id: string) => (/^\d{1,15}$/.test(id) ? Number(id) : 0);
    return {
      counts: () => backlogs.counts(db, except, clock.now()),
      list: async (page) =>
        (page.state === 'dead'
          ? await backlogs.dead(db, except, page)
          : await backlogs.waiting(db, except, clock.now(), page)
        ).map(stuck),
      async find(connection, id) {
        const row = await backlogs.find(connection, except, number(id));
        return row && stuck(row);
      },
      async again(trx, id) {
        const isBegun = await backlogs.again(trx, except, number(id), clock.now());
        if (isBegun) await trx.notify(topic, '');
        return isBegun;
      },
      drop: (trx, id) => backlogs.drop(trx, except, number(id), clock.now()),
    };
  }

  return {
    backlog,
    async hurry(trx, queue, name, id) {
      const isThere = await backlogs.hurry(trx, queue, name, id, clock.now());
      if (isThere) await trx.notify(topic, '');
      return isThere;
    },
    scheduled: () => [...runs.keys()].toSorted(),
    async runNow(name) {
      const run = runs.get(name);
      if (run === undefined) return false;
      const slot = clock.now();
      await store.startRun(db, name, slot, node, slot);
      await timed('job', () => run(slot));
      await store.finishRun(db, name, slot, clock.now());
      return true;
    },
    isUnderWay: (trx, queue, name, id) => backlogs.isUnderWay(trx, queue, name, id, clock.now()),
    enqueue,
    add,
    start() {
      if (timer !== undefined) return;
      timer = setInterval(poke, everyMs).unref();
      listening = db.listen(topic, poke, poke).catch((error) => {
        log.warn({ err: error }, 'Jobs are found by asking only');
        return undefined;
      });
      poke();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await round;
      await worker.idle();
      // Not awaited: while the database is away the subscription hangs, and its end must not hold up a shutdown.
      listening?.then((unlisten) => unlisten?.()).catch(() => undefined);
      listening = undefined;
    },
  };
}

const queueOf = (schedule: string) => `schedule ${schedule}`;

async function inBatches(remove: (limit: number) => Promise<number>, limit = 1_000): Promise<void> {
  while ((await remove(limit)) === limit);
}
