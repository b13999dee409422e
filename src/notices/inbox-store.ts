import type { Connection } from '../database/open.ts';

/** A message of the back office to one person. */
export interface InboxMessage {
  id: number;
  institutionId: string | undefined;
  event: string;
  title: string;
  /** A paragraph a line. */
  body: string;
  /** A path of our own. */
  href: string | undefined;
  at: Date;
  readAt: Date | undefined;
}

type Row = {
  id: number;
  institution_id: string | null;
  event: string;
  title: string;
  body: string;
  href: string | null;
  created_at: Date;
  read_at: Date | null;
};

export async function insert(
  trx: Connection,
  accountId: string,
  message: Omit<InboxMessage, 'id' | 'readAt'>,
): Promise<void> {
  const { institutionId, event, title, body, href, at } = message;
  await trx.run(
    `insert into inbox (account_id, institution_id, event, title, body, href, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [accountId, institutionId ?? null, event, title, body, href ?? null, at],
  );
}

/** Newest first, below the message `before`. */
export async function newest(
  db: Connection,
  accountId: string,
  before: number | undefined,
  limit: number,
): Promise<InboxMessage[]> {
  const rows = await db.rows<Row>(
    `select id, institution_id, event, title, body, href, created_at, read_at from inbox
     where account_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [accountId, before ?? null, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    institutionId: row.institution_id ?? undefined,
    event: row.event,
    title: row.title,
    body: row.body,
    href: row.href ?? undefined,
    at: row.created_at,
    readAt: row.read_at ?? undefined,
  }));
}

export async function countUnread(db: Connection, accountId: string): Promise<number> {
  const row = await db.row<{ count: number }>(
    `select count(*)::int as count from inbox where account_id = $1 and read_at is null`,
    [accountId],
  );
  return row?.count ?? 0;
}

/** Only messages of this person; all of them where no ids are given. */
export const markRead = (db: Connection, accountId: string, ids: readonly number[] | undefined, at: Date) =>
  db.run(
    `update inbox set read_at = $3 where account_id = $1 and read_at is null and ($2::bigint[] is null or id = any($2))`,
    [accountId, ids ?? null, at],
  );

export const remove = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(`delete from inbox where id = any(array(select id from inbox where created_at < $1 limit $2))`, [
    before,
    limit,
  ]);
