import type { Connection } from '../database/open.ts';

export interface Sealed {
  id: string;
  sealed: Buffer;
  createdAt: Date;
  sentAt: Date | undefined;
  failedAt: Date | undefined;
  attempts: number;
  /** Why the last attempt failed; names no recipient. */
  problem: string | undefined;
}

type Row = {
  id: string;
  sealed: Buffer;
  created_at: Date;
  sent_at: Date | null;
  failed_at: Date | null;
  attempts: number;
  problem: string | null;
};

const present = (row: Row): Sealed => ({
  id: row.id,
  sealed: row.sealed,
  createdAt: row.created_at,
  sentAt: row.sent_at ?? undefined,
  failedAt: row.failed_at ?? undefined,
  attempts: row.attempts,
  problem: row.problem ?? undefined,
});

const columns = 'id, created_at, sealed, sent_at, failed_at, attempts, problem';
type Page = { before: { at: Date; id: string } | undefined; limit: number };
const cursor = ({ before, limit }: Page) => [before?.at ?? null, before?.id ?? null, limit];

/** The statements of one of the two tables; they have the same columns. */
export function messagesIn(table: 'mails' | 'sms_messages') {
  const insert = `insert into ${table} (id, created_at, sealed) values ($1, $2, $3)`;
  const find = `select ${columns} from ${table} where id = $1`;
  const newest = `select ${columns} from ${table} order by created_at desc, id limit $1`;
  const markSent = `update ${table} set sent_at = $2 where id = $1`;
  const noteFailure = `update ${table} set attempts = $2, problem = $3, failed_at = $4 where id = $1`;
  const isOpen = 'sent_at is null and failed_at is null';
  const waiting = `select ${columns} from ${table} where ${isOpen} and ($1::timestamptz is null or (created_at, id) > ($1, $2::uuid))
    order by created_at, id limit $3`;
  const dead = `select ${columns} from ${table} where failed_at is not null and ($1::timestamptz is null or (created_at, id) < ($1, $2::uuid))
    order by created_at desc, id desc limit $3`;
  const counts = `select (select count(*)::int from ${table} where ${isOpen}) as waiting, (select min(created_at) from ${table} where ${isOpen}) as oldest,
    (select count(*)::int from ${table} where failed_at is not null) as dead`;
  const revive = `update ${table} set failed_at = null, attempts = 0 where id = $1 and sent_at is null`;
  const drop = `delete from ${table} where id = $1 and sent_at is null`;
  // Nothing ends before it was created: the first condition is for the index, the second decides.
  const remove = `delete from ${table} where id in (
    select id from ${table} where created_at < $1 and coalesce(sent_at, failed_at, created_at) < $1 limit $2)`;

  return {
    insert: (trx: Connection, id: string, at: Date, sealed: Buffer) => trx.run(insert, [id, at, sealed]),
    async find(db: Connection, id: string): Promise<Sealed | undefined> {
      const row = await db.row<Row>(find, [id]);
      return row && present(row);
    },
    newest: async (db: Connection, limit: number) => (await db.rows<Row>(newest, [limit])).map(present),
    markSent: (db: Connection, id: string, at: Date) => db.run(markSent, [id, at]),
    /** `failedAt`: no further attempts. */
    noteFailure: (db: Connection, id: string, attempts: number, problem: string, failedAt: Date | undefined) =>
      db.run(noteFailure, [id, attempts, problem, failedAt ?? null]),
    waiting: async (db: Connection, page: Page) => (await db.rows<Row>(waiting, cursor(page))).map(present),
    dead: async (db: Connection, page: Page) => (await db.rows<Row>(dead, cursor(page))).map(present),
    counts: (db: Connection) => db.row<{ waiting: number; oldest: Date | null; dead: number }>(counts),
    /** As if it had just come; false where it was sent or is gone. */
    revive: async (trx: Connection, id: string) => (await trx.run(revive, [id])) === 1,
    drop: async (trx: Connection, id: string) => (await trx.run(drop, [id])) === 1,
    remove: (db: Connection, before: Date, limit: number) => db.run(remove, [before, limit]),
  };
}
