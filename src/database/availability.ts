import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { Log } from '../log.ts';
import { ask, clientConfig, destroy, endAtOnce, inTime, Session } from './client.ts';
import { isOutage, isReadOnly, isSilence, reason } from './outage.ts';
import type { Server } from './server.ts';

const watchEvery = 500;
/** Milliseconds after which an unanswered statement is reason enough to look whether anybody is there. */
const doubtAfter = 2_000;
const lookFor = 2_500;
const lookAgainAfter = { nothing: 250, reads: 1_000 };
/** How long nothing may have failed until an outage is called over. */
const quiet = 3_000;
const countEvery = 30_000;

type Outage = { began: number; lastFailed: number; failed: number; reportedAt: number };
/** What a new connection finds: a server that takes writes, one that only reads, or none. */
type Found = 'writes' | 'reads' | 'nothing';

/**
 * What is known of the server at this moment, by all connections to it together. A statement that waits says nothing; a new connection
 * that is not answered either says that the server, or the way to it, is gone: then everything under way ends at once, nobody waits
 * any more, and one who looks four times a second finds when it is back. An outage is one line when it begins, a count while it
 * lasts and one line when it is over.
 */
export function createAvailability(server: Server, log: Log) {
  /** The statements that were not answered yet, the oldest first. */
  const underWay = new Set<{ client: ClientBase; began: number }>();
  const born = new WeakMap<ClientBase, number>();
  let generation = 0;
  let isAway = false;
  let onlyReads = false;
  let outage: Outage | undefined;
  let isLooking = false;
  let looked = 0;
  let isClosed = false;

  function watch(): void {
    const now = performance.now();
    const [oldest] = underWay;
    if (oldest !== undefined && now - Math.max(oldest.began, looked) > doubtAfter) void look();
    if (outage === undefined) return;
    const seconds = Math.round((now - outage.began) / 1000);
    if (!isAway && !onlyReads && now - outage.lastFailed > quiet) {
      log.warn({ failed: outage.failed, seconds: seconds - quiet / 1000 }, 'the database can be used again');
      outage = undefined;
    } else if (now - outage.reportedAt > countEvery) {
      log.warn({ failed: outage.failed, seconds }, 'the database still cannot be used');
      outage.reportedAt = now;
    }
  }
  const timer = setInterval(watch, watchEvery).unref();

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      while (!isClosed && !(await isSettled()))
        await sleep(isAway ? lookAgainAfter.nothing : lookAgainAfter.reads, undefined, { ref: false });
    } finally {
      isLooking = false;
      looked = performance.now();
    }
  }

  /** One look, and what follows from it; false: look again. */
  async function isSettled(): Promise<boolean> {
    const found = await lookOnce();
    if (found === 'nothing' && !isAway) leave();
    isAway = found === 'nothing';
    if (found !== 'writes') return found === 'reads' && !onlyReads;
    if (onlyReads) generation += 1; // those that were made meanwhile may go on reading only
    onlyReads = false;
    return true;
  }

  async function lookOnce(): Promise<Found> {
    const client = new Session({ ...clientConfig(server), connectionTimeoutMillis: 0 });
    client.on('error', () => undefined);
    const see = async () => {
      await client.connect();
      return client.query(readsOnly);
    };
    try {
      const { rows } = await inTime(client, lookFor, see());
      return rows[0]?.reads_only === true ? 'reads' : 'writes';
    } catch (error) {
      return isOutage(error) && !isCrowded(error) ? 'nothing' : 'writes'; // refused in words: somebody is there
    } finally {
      endAtOnce(client);
    }
  }

  /** Whatever is under way waits for nobody. */
  function leave(): void {
    generation += 1;
    for (const { client } of underWay) destroy(client, new Error('Connection terminated: the server is silent'));
  }

  function foundReadOnly(): void {
    if (onlyReads) return;
    onlyReads = true;
    generation += 1;
    void look();
  }

  return {
    isAway: () => isAway,
    born: (client: ClientBase) => void born.set(client, generation),
    /** Made before something happened after which no connection of that time is trusted. */
    isOld: (client: ClientBase) => (born.get(client) ?? 0) < generation,

    /** Sends a statement, under the eyes of the watch. */
    async ask(...[client, statement]: Parameters<typeof ask>): ReturnType<typeof ask> {
      const one = { client, began: performance.now() };
      underWay.add(one);
      try {
        return await ask(client, statement);
      } finally {
        underWay.delete(one);
      }
    },

    /** Somebody who only asked has found it so: where nobody writes, because nobody is sent here, no error would ever tell. */
    foundReadOnly,

    /** What an error says of the server. */
    failed(error: unknown): void {
      if (!isOutage(error)) return;
      const now = performance.now();
      if (outage === undefined) log.warn(reason(error), 'the database cannot be used');
      outage ??= { began: now, lastFailed: now, failed: 0, reportedAt: now };
      outage.failed += 1;
      outage.lastFailed = now;
      if (isReadOnly(error)) foundReadOnly();
      else if (isSilence(error) && !isAway) {
        generation += 1;
        void look();
      }
    },

    close(): void {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

export type Availability = ReturnType<typeof createAvailability>;

export const readsOnly = `select current_setting('transaction_read_only')::bool as reads_only`;

/** All its connections are taken: it is there, and has no room. */
const isCrowded = (error: unknown) => error instanceof Error && 'code' in error && error.code === '53300';
