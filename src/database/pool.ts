import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResult } from 'pg';
import type { Log } from '../log.ts';
import type { PoolState } from '../queue.ts';
import type { Availability } from './availability.ts';
import { clientConfig, type Session } from './client.ts';
import { type Connection, connectionBy, nameOf, type Own, prepared, type Query, type Together } from './connection.ts';
import { createConnections } from './connections.ts';
import { isLost, isOutage, isStale, translated } from './outage.ts';
import type { Answered } from './pipelined.ts';
import type { Prepared } from './prepared.ts';
import type { Server } from './server.ts';
import { createShare } from './share.ts';
import type { Subject } from './subjects.ts';

export interface Sessions {
  query: Query;
  transaction<T>(work: (trx: Connection) => Promise<T>): Promise<T>;
  together: Together['together'];
  state(): PoolState;
  close(): Promise<void>;
}

type Options = Own & {
  /** Of PostgreSQL, as its command line takes them, for every connection. */
  settings?: string;
  /** The schema whose tables are found before those of the same name. Said in each transaction: that passes through every proxy. */
  schema?: string;
  connections?: number;
};

const looksFirstIn = `select set_config('search_path', $1 || ', ' || current_setting('search_path'), true)`;
const usualConnections = 10;
/** Of ten; the others are left for logins and tokens. */
const shareOfOrdinary = 0.7;
/** Each drops one old connection. */
const maxTries = 10;
const ignore = () => undefined;
/** The test runner searches the logs for this line. */
const starving = 'a second connection is taken while a transaction holds one';

export function createSessions(server: Server, availability: Availability, log: Log, options: Options = {}): Sessions {
  const { settings, schema, connections: max = usualConnections, ...own } = options;
  const first = schema === undefined ? [] : [prepared(looksFirstIn, [schema])];
  const config = {
    ...clientConfig(server),
    ...(settings !== undefined && { options: settings }),
    pipeline: true, // `begin` travels with the first statement
  };
  const connections = createConnections({ config, max }, availability, log, (client) => {
    availability.born(client);
    client.on('notice', ({ message = '' }) => own.noticed?.(message));
  });

  const share = createShare(Math.max(1, Math.floor(max * shareOfOrdinary)));
  const takeShare = () => {
    const given = share.take();
    if (typeof given === 'function') return given;
    return given.catch((error: unknown) => {
      throw translated(error);
    });
  };
  const inside = new AsyncLocalStorage<{ over: boolean }>();
  /** A deadlock if every request that holds a connection waits for another. Logged, not refused: alone it does no harm. */
  function watch(): void {
    if (inside.getStore()?.over === false) log.error({ err: new Error(starving) }, starving);
  }

  /** A connection. Waiting for a server that is being healed is safe here, as nothing was sent yet. */
  async function acquire(): Promise<Session> {
    const began = performance.now();
    for (;;) {
      try {
        if (availability.isAway()) throw new Error('Connection terminated: the server is silent');
        await server.ready();
        const client = await connections.take();
        if (!availability.isOld(client)) return client;
        connections.give(client, true);
      } catch (error) {
        availability.failed(error);
        if (!isOutage(error) || performance.now() - began > server.reconnectTimeout) throw translated(error);
        await sleep(50);
      }
    }
  }

  /** Holds a connection for some work, which says where it must not be used again. */
  async function holding<T>(run: (client: Session, abandon: () => void) => Promise<T>): Promise<T> {
    watch();
    const giveShare = await takeShare();
    const client = await acquire().catch((error: unknown) => {
      giveShare();
      throw error;
    });
    let isDead = false;
    try {
      return await run(client, () => {
        isDead = true;
      });
    } finally {
      connections.give(client, isDead);
      giveShare();
    }
  }

  async function sendTogether(statements: readonly Prepared[]): Promise<Answered> {
    for (let tries = 0; ; tries++) {
      const answered = await holding(async (client, abandon) => {
        const found = await availability.askTogether(client, statements);
        if (found.error !== undefined) {
          availability.failed(found.error);
          if (isLost(found.error)) abandon();
        }
        return found;
      }).catch((error: Error): Answered => ({ results: [], error }));
      if (!isStale(answered.error) || tries > maxTries) return answered; // of these none was carried out; each try drops one old connection
    }
  }

  return {
    async query(statement) {
      if (first.length > 0) {
        const { results, error } = await sendTogether([...first, { ...statement, name: nameOf(statement.text) }]);
        const result = results[first.length];
        if (error !== undefined || result === undefined) throw translated(error);
        return result;
      }
      watch();
      const giveShare = await takeShare();
      try {
        for (let tries = 0; ; tries++) {
          const client = await acquire();
          try {
            const result = await availability.ask(client, statement);
            connections.give(client, false);
            return result;
          } catch (error) {
            availability.failed(error);
            connections.give(client, isLost(error));
            if (!isStale(error) || tries > maxTries) throw translated(error); // each try drops one old connection
          }
        }
      } finally {
        giveShare();
      }
    },

    transaction: (work) =>
      holding(async (client, abandon) => {
        const session = createTransaction(client, availability, own, first);
        const state = { over: false };
        try {
          const result = await inside.run(state, () => work(session.connection));
          state.over = true;
          await session.commit();
          return result;
        } catch (error) {
          state.over = true;
          await session.rollback();
          throw error;
        } finally {
          if (session.isLost()) abandon();
        }
      }),

    together: async (work) => {
      const { connection, statements, close, answer } = gathering(own, first);
      const answers = Promise.allSettled([work(connection)]);
      close();
      const sent = statements();
      const { results, error } = await sendTogether(sent);
      answer(results, error);
      const [answered] = await answers;
      if (answered.status === 'rejected') throw answered.reason;
      // An error behind the last statement is the commit's; before it, that of a statement whose error was swallowed.
      if (error !== undefined)
        throw results.length === sent.length || isOutage(error) ? translated(error) : new Error(rolledBack);
      return answered.value;
    },

    state() {
      const state = connections.state();
      return { ...state, waiting: state.waiting + share.waiting() };
    },

    close: connections.close,
  };
}

const isOver = 'The transaction is over: a statement was not awaited';
const rolledBack = 'The transaction was rolled back: one of its statements had failed';

/** A change is announced once per transaction. */
function onceChanged(connection: Connection): Connection {
  const changed = new Set<Subject>();
  return {
    ...connection,
    async changed(subject: Subject) {
      if (changed.has(subject)) return;
      changed.add(subject);
      await connection.changed(subject);
    },
  };
}

type Sent = { statement: Prepared; answered: (result: QueryResult) => void; refused: (error: unknown) => void };

/** A connection that collects statements, until they are sent together. */
function gathering(own: Own, first: readonly Prepared[]) {
  const sent: Sent[] = first.map((statement) => ({ statement, answered: ignore, refused: ignore }));
  let isClosed = false;
  const gather = (statement: Prepared): Promise<QueryResult> =>
    new Promise((answered, refused) => {
      if (isClosed) refused(new Error(isOver));
      else sent.push({ statement, answered, refused });
    });
  return {
    connection: onceChanged(connectionBy(gather, own)),
    statements: () => sent.map(({ statement }) => statement),
    close() {
      isClosed = true;
    },
    answer(results: Answered['results'], error: Error | undefined): void {
      for (const [index, { answered, refused }] of sent.entries()) {
        const result = results[index];
        if (result !== undefined) answered(result);
        // In an outage none has an answer, whichever the library was reading: each caller learns of the outage.
        else refused(index === results.length || isOutage(error) ? translated(error) : new Error(rolledBack));
      }
    },
  };
}

function createTransaction(client: Session, availability: Availability, own: Own, first: readonly Prepared[]) {
  let lost = false;
  let over = false;
  const watched: Query = async (statement) => {
    try {
      return await availability.ask(client, statement);
    } catch (error) {
      availability.failed(error);
      lost ||= isLost(error);
      throw translated(error);
    }
  };
  const begun = Promise.all([{ text: 'begin' }, ...first].map((statement) => watched(statement)));
  begun.catch(ignore); // reported by the first statement, or by the commit

  const connection = connectionBy(async (statement) => {
    if (over) throw new Error(isOver);
    const [, result] = await Promise.all([begun, watched(statement)]);
    return result;
  }, own);
  return {
    connection: onceChanged(connection),
    async commit() {
      over = true;
      const [, { command }] = await Promise.all([begun, watched({ text: 'commit' })]);
      // A failed statement whose error was swallowed: PostgreSQL answers commit with a silent rollback.
      if (command !== 'COMMIT') throw new Error(rolledBack);
    },
    async rollback() {
      over = true;
      if (!lost) await watched({ text: 'rollback' }).catch(ignore); // a lost connection rolls back by itself
    },
    isLost: () => lost,
  };
}
