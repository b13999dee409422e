import { Socket } from 'node:net';
import { Client, type ClientBase, type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import { deadline } from './deadline.ts';
import type { Server } from './server.ts';
import { values } from './values.ts';

/** The settings of every connection. Its statements have deadlines (deadline.ts). */
export const clientConfig = (server: Server): ClientConfig => ({
  connectionString: server.url(),
  application_name: 'culture-cloud-connect',
  connectionTimeoutMillis: 4_000, // also for a place in the pool
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  types: values,
});

const sockets = new WeakMap<ClientBase, Socket>();

/** A client whose socket can be destroyed: the library's own `end` waits for a server that may not answer. */
export class Session extends Client {
  constructor(config: ClientConfig = {}) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    sockets.set(this, socket);
  }
}

/** Destroys a connection; what is running on it fails with the error. */
export const destroy = (client: ClientBase, error?: Error): void => {
  sockets.get(client)?.destroy(error);
};

/** Ends a connection without waiting for the server's answer. */
export function endAtOnce(client: Client): void {
  client.end().catch(() => undefined);
  destroy(client);
}

/** Waits so many milliseconds for an answer; after that the connection counts as dead. */
export async function inTime<T>(client: ClientBase, ms: number, answer: Promise<T>): Promise<T> {
  let immediate: NodeJS.Immediate | undefined;
  // A process that was busy finds the answer and the end of the time at the same moment: the answer is read first.
  const timer = setTimeout(() => {
    immediate = setImmediate(() => destroy(client, new Error('Query read timeout')));
  }, ms);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    clearImmediate(immediate);
  }
}

/** Sends a statement, which has the deadline of the work that it belongs to. */
export const ask = (client: ClientBase, statement: QueryConfig): Promise<QueryResult> =>
  inTime(client, deadline(), client.query(statement));
