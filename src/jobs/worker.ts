import { setTimeout as sleep } from 'node:timers/promises';
import { after, type Clock, seconds } from '../clock.ts';
import { timed } from '../database/deadline.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import type { QueuedJob, Retry } from './job.ts';
import type { ClaimedJob } from './store.ts';
import * as store from './store.ts';

export type Handler = Required<Pick<QueuedJob, 'handle' | 'retry'>>;

interface Needs {
  db: Database;
  clock: Clock;
  log: Log;
  handlers: ReadonlyMap<string, Handler>;
}

const concurrency = 4;
const lease = seconds(30);
const renewEveryMs = 10_000;
/** A job that takes its whole process down each time is taken up by one node after the other, but not for ever. */
const mostAttempts = 100;

/** Takes jobs up and sees them through: at most four at once in this process, each under a lease that is renewed while it runs. */
export function createWorker({ db, clock, log, handlers }: Needs) {
  const inFlight = new Map<ClaimedJob, Promise<void>>();
  let renewal: NodeJS.Timeout | undefined;

  /** Fills the free places. `whenFree` is called as each job ends. */
  async function fill(whenFree: () => void): Promise<void> {
    const free = concurrency - inFlight.size;
    if (free === 0) return;
    const now = clock.now();
    const jobs = await store.claim(db, [...handlers.keys()], [...inFlight.keys()], now, after(now, lease), free);
    for (const job of jobs) {
      const ended = run(job)
        .catch((error) =>
          log.error({ err: error, queue: job.queue, job: job.id }, 'The outcome of a job could not be noted'),
        )
        .finally(() => {
          inFlight.delete(job);
          keepLeases();
          whenFree();
        });
      inFlight.set(job, ended);
    }
    keepLeases();
  }

  function keepLeases(): void {
    if (inFlight.size === 0) {
      clearInterval(renewal);
      renewal = undefined;
    } else renewal ??= setInterval(renew, renewEveryMs).unref();
  }

  async function renew(): Promise<void> {
    try {
      await store.renew(db, [...inFlight.keys()], after(clock.now(), lease));
    } catch (error) {
      log.warn({ err: error }, 'The leases of running jobs could not be renewed');
    }
  }

  async function run(job: ClaimedJob): Promise<void> {
    const handler = handlers.get(job.queue);
    if (handler === undefined) return;
    if (job.attempt > mostAttempts)
      return failed(job, () => undefined, new Error('Its process has died at every attempt'));
    try {
      await timed('job', () => handler.handle(job.payload, job.attempt));
    } catch (error) {
      return failed(job, handler.retry, error);
    }
    await persistently(() => store.finish(db, job, clock.now()));
  }

  async function failed(job: ClaimedJob, retry: Retry, error: unknown): Promise<void> {
    const wait = retry(job.attempt);
    const where = { err: error, queue: job.queue, job: job.id, attempt: job.attempt };
    const message = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 500);
    if (wait === undefined) {
      log.error(where, 'A job was given up');
      return persistently(() => store.giveUp(db, job, clock.now(), message));
    }
    log.warn(where, `A job is tried again in ${wait} seconds`);
    return persistently(() => store.postpone(db, job, after(clock.now(), wait), message));
  }

  return {
    fill,
    /** Waits until nothing runs. */
    async idle(): Promise<void> {
      while (inFlight.size > 0) await Promise.all(inFlight.values());
    },
  };
}

/** Work that was done should not be done again only because the database was away for a moment. */
async function persistently(note: () => Promise<void>): Promise<void> {
  for (const pause of [200, 1_000, 3_000]) {
    try {
      return await note();
    } catch {
      await sleep(pause);
    }
  }
  await note();
}
