import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, QueryConfig } from 'pg';
import type { Log } from '../log.ts';
import { spanNow } from '../trace.ts';
import { ask, clientConfig, destroy, endAtOnce, inTime, Session } from './client.ts';
import { deadline } from './deadline.ts';
import { begins, mustBeWhole, watchCommits } from './half-done.ts';
import { isFull, isOutage, isReadOnly, isSilence, reason } from './outage.ts';
import { type Answered, sendPipelined } from './pipelined.ts';
import type { Prepared } from './prepared.ts';
import type { Server } from './server.ts';

const watchEvery = 500;
/** Looks of the watch, each with its own time, after which an unanswered statement is reason enough to ask for the server. */
const doubtAfter = 4;
const lookFor = 2_500;
/** Before a new connection is asked for, which is dear. */
const headStart = 250;
const lookAgainAfter = { nothing: 250, reads: 1_000 };
/** Milliseconds without a failure after which an outage is over. */
const quiet = 3_000;
const countEvery = 30_000;
/** Milliseconds for which a server that had no room for a write counts as full. */
const fullFor = 3_000;

type Outage = { began: number; lastFailed: number; failed: number; reportedAt: number };
/** The result of a probe: a server that takes writes, one that only reads, or none. */
type Found = 'writes' | 'reads' | 'nothing';

/**
 * The state of the server, shared by all connections. One waiting statement proves nothing; where no idle connection answers, no other answer
 * came meanwhile, and a new connection gets none either, the server (or the network) is gone: all running statements end, new ones are refused
 * immediately, and a probe four times a second finds when the server is back. All times are our own (own-time.ts): a process that was not
 * scheduled could not hear an answer. An outage is logged by one line when it begins, a count while it lasts and one line when it is over.
 */
export function createAvailability(server: Server, log: Log) {
  /** The statements that were not answered yet, the oldest first. */
  const underWay = new Set<{ client: ClientBase; began: number }>();
  let answered = 0;
  /** Looks of the watch: one that comes late is one. */
  let ticks = 0;
  const proofs: (() => Promise<boolean>)[] = [];
  let opening: Promise<unknown> = Promise.resolve();
  const born = new WeakMap<ClientBase, number>();
  let generation = 0;
  let isAway = false;
  let onlyReads = false;
  let wasFullAt = Number.NEGATIVE_INFINITY;
  let outage: Outage | undefined;
  let isLooking = false;
  let looked = 0;
  let isClosed = false;

  function watch(): void {
    ticks += 1;
    const now = performance.now();
    const [oldest] = underWay;
    if (oldest !== undefined && ticks - Math.max(oldest.began, looked) > doubtAfter) void look();
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
      looked = ticks;
    }
  }

  /** Whether one of the connections that rest is answered. */
  const isAnswered = async () => (await Promise.all(proofs.map((prove) => prove()))).includes(true);

  /** One probe, and its consequences; false: probe again. */
  async function isSettled(): Promise<boolean> {
    const before = answered;
    const proof = isAnswered();
    const isKnown = await Promise.race([proof, sleep(headStart, false, { ref: false })]);
    if (isKnown && !isAway && !onlyReads) return true;
    const found = await lookOnce();
    const isSilent = found === 'nothing' && answered === before && !(await proof);
    if (isSilent && !isAway) leave();
    isAway = isSilent;
    if (found === 'nothing' && !isSilent) return true; // only a new connection comes hard
    if (found !== 'writes') return found === 'reads' && !onlyReads;
    if (onlyReads) generation += 1; // those that were made meanwhile may go on reading only
    onlyReads = false;
    return true;
  }

  async function lookOnce(): Promise<Found> {
    const client = new Session(clientConfig(server));
    client.on('error', () => undefined);
    const see = async () => {
      await client.connect();
      return client.query(readsOnly);
    };
    try {
      const { rows } = await inTime(client, lookFor, see());
      return rows[0]?.reads_only === true ? 'reads' : 'writes';
    } catch (error) {
      return isOutage(error) && !isCrowded(error) ? 'nothing' : 'writes'; // refused with a message: the server is up
    } finally {
      endAtOnce(client);
    }
  }

  /** Ends all running statements. */
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

  /** A statement is watched until it is answered, and reported where requests are traced. */
  async function watched<T>(
    client: ClientBase,
    statements: readonly QueryConfig[],
    send: () => Promise<T>,
    hasFailed: (answer: T) => boolean = () => false,
  ): Promise<T> {
    const one = { client, began: ticks };
    underWay.add(one);
    const span = spanNow();
    const steps = span && statements.map((statement) => span.begin(...describe(statement.text)));
    begins(client);
    try {
      const answer = await send();
      answered += 1;
      if (!hasFailed(answer)) mustBeWhole(client);
      for (const step of steps ?? []) step.end(hasFailed(answer));
      return answer;
    } catch (error) {
      for (const step of steps ?? []) step.end(true);
      throw error;
    } finally {
      underWay.delete(one);
    }
  }

  return {
    isAway: () => isAway,
    isFull: () => performance.now() - wasFullAt < fullFor,
    /** Of a pool: whether one of its connections that rest is answered. */
    alsoAsk: (prove: () => Promise<boolean>): void => void proofs.push(prove),
    /** One connection after the other is opened. */
    opening<T>(open: () => Promise<T>): Promise<T> {
      const opened = opening.then(open);
      opening = opened.catch(() => undefined);
      return opened;
    },
    born(client: ClientBase): void {
      born.set(client, generation);
      watchCommits(client);
    },
    /** Whether the connection is from before the last outage, and so not to be trusted. */
    isOld: (client: ClientBase) => (born.get(client) ?? 0) < generation,

    /** Sends a statement, and probes the server if no answer comes. */
    ask: (...[client, statement]: Parameters<typeof ask>): ReturnType<typeof ask> =>
      watched(client, [statement], () => ask(client, statement)),

    /** Sends statements as one transaction; whatever comes in between, it says how it ended. */
    async askTogether(client: ClientBase, statements: readonly Prepared[]): Promise<Answered> {
      const answers = () => inTime(client, deadline(), sendPipelined(client, statements));
      return watched(client, statements, answers, ({ error }) => error !== undefined);
    },

    /** For the readiness probe: where no requests arrive, no write would fail and show it. */
    foundReadOnly,

    /** Notes an error of a statement as evidence about the server. */
    failed(error: unknown): void {
      if (!isOutage(error)) return;
      const now = performance.now();
      if (outage === undefined) log.warn(reason(error), 'the database cannot be used');
      outage ??= { began: now, lastFailed: now, failed: 0, reportedAt: now };
      outage.failed += 1;
      outage.lastFailed = now;
      if (isFull(error)) wasFullAt = now;
      if (isReadOnly(error)) foundReadOnly();
      else if (isSilence(error) && !isAway) void look();
    },

    close(): void {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

/** For traces: statements are constant, their values are in the parameters. */
const describe = (text: string) => {
  const operation = (/^\s*(\w+)/.exec(text)?.[1] ?? '').toUpperCase();
  const names = { 'db.system.name': 'postgresql', 'db.operation.name': operation };
  return [operation, { ...names, 'db.query.text': text.replaceAll(/\s+/g, ' ').trim().slice(0, 2_000) }] as const;
};

export type Availability = ReturnType<typeof createAvailability>;

export const readsOnly = `select current_setting('transaction_read_only')::bool as reads_only`;

/** Whether the server answers but has no connection left. */
const isCrowded = (error: unknown) => error instanceof Error && 'code' in error && error.code === '53300';
