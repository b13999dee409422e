import type { Connection } from '../database/open.ts';

export interface Sealed {
  id: string;
  sealed: Buffer;
  createdAt: Date;
  sentAt: Date | undefined;
  failedAt: Date | undefined;
}

type Row = { id: string; sealed: Buffer; created_at: Date; sent_at: Date | null; failed_at: Date | null };

const present = (row: Row): Sealed => ({
  id: row.id,
  sealed: row.sealed,
  createdAt: row.created_at,
  sentAt: row.sent_at ?? undefined,
  failedAt: row.failed_at ?? undefined,
});

/** The statements of one of the two tables; they have the same columns. */
export function messagesIn(table: 'mails' | 'sms_messages') {
  const insert = `insert into ${table} (id, created_at, sealed) values ($1, $2, $3)`;
  const find = `select id, created_at, sealed, sent_at, failed_at from ${table} where id = $1`;
  const newest = `select id, created_at, sealed, sent_at, failed_at from ${table} order by created_at desc, id limit $1`;
  const markSent = `update ${table} set sent_at = $2 where id = $1`;
  const markFailed = `update ${table} set failed_at = $2 where id = $1`;
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
    markFailed: (db: Connection, id: string, at: Date) => db.run(markFailed, [id, at]),
    remove: (db: Connection, before: Date, limit: number) => db.run(remove, [before, limit]),
  };
}
