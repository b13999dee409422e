import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { isBehindAllowed, stayCurrent } from './behind.ts';
import { ask, clientConfig, destroy, endAtOnce, inTime, Session } from './client.ts';
import { type Connection, connectionBy, type Reader } from './connection.ts';
import { timed } from './deadline.ts';
import { isLost, isOutage, isReadOnly, reason } from './outage.ts';
import { identity } from './privileges.ts';
import { remoteServer } from './server.ts';
import { withReservedConnections } from './share.ts';
import { createStaleness } from './staleness.ts';

const watchEvery = 250;
/** Milliseconds after which a standby that says nothing counts as gone. */
const silentAfter = 1_000;
/** Separate from the primary's: logins wait for none of them. */
const maxConnections = 10;
/** Milliseconds for which a read waits for one of them; then the primary answers. */
const waitForPlace = 1_000;
const ignore = () => undefined;

/** Why it is not read: it does not answer, it has become a primary, or it is a copy of another database. */
type Fault = 'away' | 'promoted' | 'foreign';
export type Standing = {
  /** `old`: it is too far behind. */
  state: 'read' | 'old' | Fault;
  /** Maximum seconds behind the primary; undefined if unknown. */
  age: number | undefined;
  /** Statements that it answered, and those that it should have and the primary did. */
  read: number;
  passedOver: number;
};

export interface Standby extends Reader {
  /** Begins to look after it; until then the primary answers everything. */
  watch(): void;
  standing(): Standing;
  close(): Promise<void>;
}

const ofPrimary = `select ${identity} as identity, (pg_current_wal_lsn() - '0/0')::int8 as position`;
const ofStandby = `select ${identity} as identity, pg_is_in_recovery() as is_standby, (pg_last_wal_replay_lsn() - '0/0')::int8 as position`;
const seenShape = z.object({ identity: z.string(), is_standby: z.boolean(), position: z.number().nullable() });

/**
 * Reads data that may be some moments old (behind.ts) from a streaming standby, and from the primary if the standby cannot answer: an error of
 * any kind there is the primary's to judge. Four times a second it is asked how far it is; one that is silent, old, promoted or of another
 * database is not read until that is over, and its running statements are repeated on the primary, so that no reader waits for a timeout.
 */
export function openStandby({ url, primary, log }: { url: string; primary: Connection; log: Log }): Standby {
  const server = remoteServer(url);
  const staleness = createStaleness();
  const underWay = new Set<(error: Error) => void>();
  let clients = new Set<PoolClient>();
  let pool = createPool();
  let primaryIdentity: string | undefined;
  let fault: Fault | undefined = 'away';
  let watcher: Session | undefined;
  let isWatching = false;
  let isClosed = false;
  let told: Standing['state'] = 'away';
  const count = { read: 0, passedOver: 0 };

  function createPool(): Pool {
    const made = new Pool({
      ...clientConfig(server),
      Client: Session,
      max: maxConnections,
      connectionTimeoutMillis: waitForPlace,
      idleTimeoutMillis: 300_000,
      maxLifetimeSeconds: 3600,
    });
    const own = clients;
    made.on('error', (error) => log.debug(reason(error), 'an idle connection to the standby was lost'));
    made.on('connect', (client) => {
      own.add(client);
      client.on('error', ignore); // the statement on it reports the loss
    });
    made.on('remove', (client) => void own.delete(client));
    return made;
  }

  const stateNow = (): Standing['state'] => fault ?? (staleness.isOld(performance.now()) ? 'old' : 'read');

  function tell(): void {
    const state = stateNow();
    if (state === told) return;
    told = state;
    if (state === 'read') log.info('the standby is read');
    else log.warn({ why: state }, 'the standby is not read: the primary answers');
  }

  /** Its running statements end, and all its connections with them: none of them is trusted afterwards. */
  function leave(why: Fault): void {
    const isNew = fault === undefined;
    fault = why;
    if (watcher !== undefined) endAtOnce(watcher);
    watcher = undefined;
    staleness.forget();
    if (isNew) {
      const [old, lost] = [pool, clients];
      clients = new Set();
      pool = createPool();
      for (const refuse of underWay) refuse(new Error('Connection terminated: the standby is not read any more'));
      for (const client of lost) destroy(client);
      old.end().catch(ignore);
    }
    tell();
  }

  async function lookAtPrimary(): Promise<void> {
    const at = performance.now();
    const seen = await withReservedConnections(() =>
      timed('readiness', () => primary.row<{ identity: string; position: number }>(ofPrimary)),
    );
    if (seen === undefined) return;
    primaryIdentity = seen.identity;
    staleness.primaryWas(seen.position, at);
  }

  async function connected(): Promise<Session> {
    if (watcher !== undefined) return watcher;
    const made = new Session(clientConfig(server));
    made.on('error', ignore);
    made.once('end', () => {
      if (watcher === made && !isClosed) leave('away');
    });
    try {
      await inTime(made, silentAfter, made.connect());
    } catch (error) {
      endAtOnce(made);
      throw error;
    }
    watcher = made;
    return made;
  }

  async function lookAtStandby(): Promise<void> {
    try {
      const client = await connected();
      const { rows } = await inTime(client, silentAfter, client.query(ofStandby));
      const seen = seenShape.parse(rows[0]);
      if (!seen.is_standby) leave('promoted');
      else if (primaryIdentity !== undefined && seen.identity !== primaryIdentity) leave('foreign');
      else {
        staleness.standbyHas(seen.position ?? 0);
        fault = undefined;
        tell();
      }
    } catch (error) {
      log.debug(reason(error), 'the standby does not answer');
      if (!isClosed) leave('away');
    }
  }

  /** Again and again, each at its own pace: neither waits for the other. */
  async function again(look: () => Promise<void>): Promise<void> {
    while (!isClosed) {
      await look().catch(ignore); // an unreachable primary is reported elsewhere; an unknown lag makes the standby old
      await sleep(watchEvery, undefined, { ref: false });
    }
  }

  async function run(statement: QueryConfig): Promise<QueryResult> {
    const client = await pool.connect();
    let isOver = true;
    try {
      const result = await ask(client, statement);
      isOver = false;
      return result;
    } catch (error) {
      isOver = isLost(error);
      throw error;
    } finally {
      client.release(isOver);
      if (isOver) destroy(client);
    }
  }

  /** Fails at once when the standby is left. */
  function runOrLeave(statement: QueryConfig): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      underWay.add(reject);
      run(statement)
        .then(resolve, reject)
        .finally(() => underWay.delete(reject));
    });
  }

  const standby = connectionBy(runOrLeave);
  async function rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    if (!isWatching || !isBehindAllowed()) return primary.rows<Row>(text, values);
    if (stateNow() === 'read')
      try {
        const found = await standby.rows<Row>(text, values);
        count.read += 1;
        return found;
      } catch (error) {
        if (isReadOnly(error)) log.error({ err: error }, 'a statement that writes was sent to the standby');
        else if (isEnd(error) && fault === undefined) leave('away');
        log.debug(reason(error), 'what the standby could not answer is read from the primary');
      }
    count.passedOver += 1;
    stayCurrent();
    return primary.rows<Row>(text, values);
  }

  return {
    rows,
    row: async <Row>(text: string, values?: readonly unknown[]) => (await rows<Row>(text, values))[0],
    watch() {
      if (isWatching) return;
      isWatching = true;
      void again(lookAtPrimary);
      void again(lookAtStandby);
    },
    standing() {
      const age = staleness.age(performance.now()) / 1000;
      return { state: stateNow(), age: Number.isFinite(age) ? age : undefined, ...count };
    },
    async close() {
      isClosed = true;
      if (watcher !== undefined) endAtOnce(watcher);
      await pool.end();
    },
  };
}

/** Whether an error says that the whole standby is gone, and not that one statement was too much for it. */
const isEnd = (error: unknown) =>
  isOutage(error) && isLost(error) && !isCrowded(error) && reason(error).reason !== 'Query read timeout';
/** None of its connections was free in time, ours or those of the server. */
const isCrowded = (error: unknown) =>
  /^timeout exceeded when trying to connect/.test(reason(error).reason) ||
  (error instanceof DatabaseError && error.code === '53300');
