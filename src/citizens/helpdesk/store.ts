import type { Connection } from '../../database/open.ts';

export type Case = { id: string; staffId: string; accountId: string; reason: string; openedAt: Date; closesAt: Date };

const columns = `id, staff_id as "staffId", account_id as "accountId", reason, opened_at as "openedAt", closes_at as "closesAt"`;

export const insert = (trx: Connection, { id, staffId, accountId, reason, openedAt, closesAt }: Case) =>
  trx.run(
    'insert into helpdesk_cases (id, staff_id, account_id, reason, opened_at, closes_at) values ($1, $2, $3, $4, $5, $6)',
    [id, staffId, accountId, reason, openedAt, closesAt],
  );

/** Still open, and this person's own. */
export const open = (db: Connection, id: string, staffId: string, at: Date): Promise<Case | undefined> =>
  db.row<Case>(`select ${columns} from helpdesk_cases where id = $1 and staff_id = $2 and closes_at > $3`, [
    id,
    staffId,
    at,
  ]);

export type Listed = { of: string | undefined; before: { at: Date; id: string } | undefined; limit: number };

/** The newest first, of one person or of all. */
export const list = (db: Connection, { of, before, limit }: Listed): Promise<Case[]> =>
  db.rows<Case>(
    `select ${columns} from helpdesk_cases
      where ($1::uuid is null or staff_id = $1) and ($2::timestamptz is null or (opened_at, id) < ($2, $3::uuid))
      order by opened_at desc, id desc limit $4`,
    [of ?? null, before?.at ?? null, before?.id ?? null, limit],
  );

export const removeBefore = (db: Connection, before: Date, limit: number) =>
  db.run(
    'delete from helpdesk_cases where id in (select id from helpdesk_cases where opened_at < $1 order by opened_at limit $2)',
    [before, limit],
  );
