import { Socket } from 'node:net';
import {
  Client,
  type ClientBase,
  type ClientConfig,
  type CustomTypesConfig,
  type QueryConfig,
  type QueryResult,
  types,
} from 'pg';
import { deadline } from './deadline.ts';
import { afterOwnTime } from './own-time.ts';
import { isPrepared, sendPrepared } from './prepared.ts';
import type { Server } from './server.ts';

/** The settings of every connection. Its statements have deadlines (deadline.ts). */
export const clientConfig = (server: Server): ClientConfig => ({
  connectionString: server.url(),
  application_name: 'culture-cloud-connect',
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

/** Destroys a connection; its running statement fails with the error. */
export const destroy = (client: ClientBase, error?: Error): void => {
  sockets.get(client)?.destroy(error);
};

/** Ends a connection without waiting for the server's answer. */
export function endAtOnce(client: Client): void {
  client.end().catch(() => undefined);
  destroy(client);
}

/** Waits for an answer for so many milliseconds of our own time; after that the connection counts as dead. */
export async function inTime<T>(
  client: ClientBase,
  ms: number,
  answer: Promise<T>,
  is = 'Query read timeout',
): Promise<T> {
  const stop = afterOwnTime(ms, () => destroy(client, new Error(is)));
  try {
    return await answer;
  } finally {
    stop();
  }
}

/** Opens a connection, likewise. */
export const connectWithin = (client: Session, ms: number): Promise<unknown> =>
  inTime(client, ms, client.connect(), 'Connection terminated due to connection timeout');

/** Sends a statement, which has the deadline of the work that it belongs to. */
export const ask = (client: ClientBase, statement: QueryConfig): Promise<QueryResult> =>
  inTime(client, deadline(), isPrepared(statement) ? sendPrepared(client, statement) : client.query(statement));

/** A count or an id; beyond 2^53 a number would silently be another number. */
const exactInteger = (text: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit into a number`);
  return number;
};

const asWritten = (text: string) => text;
const parserOf = (oid: number) => types.getTypeParser(oid, 'text');

// As PostgreSQL writes a time of ours; other forms (a zone of half an hour, infinity) are parsed by the library.
const usualTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d$/;
const anyTime = parserOf(1184);
const time = (text: string): unknown =>
  usualTime.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`) : anyTime(text);

// A date has no time zone: as a Date it would be another day elsewhere.
const parsers = new Map<number, (text: string) => unknown>([
  [20, exactInteger], // int8
  [1016, parserOf(1007)], // int8[] as int4[]
  [1082, asWritten], // date
  [1184, time], // timestamptz, five times as fast as the library's
  [1182, parserOf(1009)], // date[] as text[]
]);

/** How values of PostgreSQL look in TypeScript: timestamptz → Date, bytea → Buffer, json parsed, int8 → number, text[] → string[]. */
const values: CustomTypesConfig = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
    (format === 'text' && parsers.get(oid)) || types.getTypeParser(oid, format),
};
