import { createHash } from 'node:crypto';
import type { QueryConfig, QueryResult } from 'pg';
import type { AuditHash } from '../crypto/suite.ts';
import type { PoolState } from '../queue.ts';
import type { Prepared } from './prepared.ts';
import { type Changes, type Subject, topic as topicOfChanges } from './subjects.ts';

export interface Connection {
  /** Rows of a constant SQL text (no interpolation): prepared once per connection under a name derived from the text. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first row. */
  row<Row>(text: string, values?: readonly unknown[]): Promise<Row | undefined>;
  /** The number of affected rows. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** Notifies every node that listens; within a transaction at its commit. At most 8,000 bytes. */
  notify(topic: string, payload: string): Promise<void>;
  /** Announces a change of data on public pages to every process, at the commit. */
  changed(subject: Subject): Promise<void>;
  /** The key that signs audit events (audit/mac.ts): a stolen database role lacks it. */
  readonly auditKey: Buffer | undefined;
  /** The hash for it; SHA-256 by default. */
  readonly auditHash?: AuditHash;
}

/** Reads only, which a standby can answer as well. A store states by this type that it may be read there (standby.ts). */
export type Reader = Pick<Connection, 'rows' | 'row'>;

export interface Together {
  /**
   * A transaction whose statements leave together with its commit: one wait instead of one for each. `work` sends them all before it first
   * awaits; none can depend on the answer of another, so a failed condition must make its statement fail.
   */
  together<T>(work: (trx: Connection) => Promise<T>): Promise<T>;
}

/** Notifications of a process about ended tokens, grants, sessions, applications and people. */
export interface Withdrawals {
  /** Whether every change committed longer ago than that has arrived. */
  isLive(withinMs?: number): boolean;
  /** Counts notifications; taken before a read. */
  count(): number;
  /** Whether none of these changed since that count, and none is being changed by this process. */
  holds(since: number, keys: readonly string[]): boolean;
  /** How often something may have been missed. */
  gaps(): number;
  start(): void;
}

export interface Database extends Connection {
  /** For short statements by key whose one plan is right whatever their values are (database/by-key.ts). */
  byKey: Connection & Together & Pick<Database, 'transaction'>;
  /** Commits the writes of `work`, or rolls them back when `work` throws. `trx` is valid until `work` ends. */
  transaction<T>(work: (trx: Connection) => Promise<T>): Promise<T>;
  /**
   * Receives notifications of any node, this one included. `onGap` is called when the listening connection is lost and again when it is back:
   * payloads may have been missed. Returns a function that ends the subscription.
   */
  listen(topic: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /**
   * Whether the database answers, soon, on the shared connections, and takes writes; throws the 503 of any other query where it does not answer.
   */
  isReady(): Promise<boolean>;
  /** Whether it had no room for a write in the last ten seconds. */
  isFull(): boolean;
  /** How full the pools of connections are: the ordinary one, and that of statements by key where it has connections of its own. */
  pools(): Readonly<Record<string, PoolState>>;
  /** The address with its password, for other programs on this machine; a function, so that no log prints it. */
  url(): string;
  /** Notifications of such changes. */
  changes: Changes;
  /** Notifications about tokens that ended, and about rows that they depend on. */
  withdrawals: Withdrawals;
  close(): Promise<void>;
}

export type Query = (statement: QueryConfig) => Promise<QueryResult>;

export type Own = {
  auditKey?: Buffer | undefined;
  auditHash?: AuditHash | undefined;
  announce?: ((subject: Subject) => string) | undefined;
  /** Receives PostgreSQL's notices of a connection (`raise info`). */
  noticed?: ((message: string) => void) | undefined;
};

/** Sends a statement: the only thing in which a pool and a transaction differ. */
export function connectionBy(
  query: (statement: Prepared) => Promise<QueryResult>,
  { auditKey, auditHash, announce = (subject) => subject }: Own = {},
): Connection {
  return {
    auditKey,
    ...(auditHash && { auditHash }),
    async rows<Row>(text: string, values?: readonly unknown[]) {
      const { rows }: { rows: Row[] } = await query(prepared(text, values));
      return rows;
    },
    async row<Row>(text: string, values?: readonly unknown[]) {
      const { rows }: { rows: Row[] } = await query(prepared(text, values));
      return rows[0];
    },
    async run(text, values) {
      return (await query(prepared(text, values))).rowCount ?? 0;
    },
    async notify(topic, payload) {
      await query(prepared('select pg_notify($1, $2)', [topic, payload]));
    },
    async changed(subject) {
      await query(prepared('select pg_notify($1, $2)', [topicOfChanges, announce(subject)]));
    },
  };
}

const names = new Map<string, string>();

export const prepared = (text: string, values: readonly unknown[] = []): Prepared => ({
  name: nameOf(text),
  text,
  values: values.map(written),
});

/** The library writes a time part for part and in the zone of this machine. Before the year 1 and behind 9999 it writes as PostgreSQL reads. */
function written(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  const year = value.getUTCFullYear();
  return year > 0 && year < 9999 ? value.toISOString() : value;
}

/** The same text has the same name on every connection and node, as PgBouncer wants it. */
export function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}
