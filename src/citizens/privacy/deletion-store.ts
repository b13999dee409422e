import type { Connection } from '../../database/open.ts';

export type Deletion = {
  id: string;
  accountId: string;
  askedAt: Date;
  dueAt: Date;
  device: string;
  platforms: string[];
};

const columns = `id, account_id as "accountId", asked_at as "askedAt", due_at as "dueAt", device, platforms`;

export const insert = (trx: Connection, { id, accountId, askedAt, dueAt, device, platforms }: Deletion) =>
  trx.run(
    `insert into account_deletions (id, account_id, asked_at, due_at, device, platforms) values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id) do nothing`,
    [id, accountId, askedAt, dueAt, device, platforms],
  );

export const open = (db: Connection, accountId: string) =>
  db.row<Deletion>(`select ${columns} from account_deletions where account_id = $1 and erased_at is null`, [accountId]);

/** The same, locked until the transaction ends. */
export const openForUpdate = (trx: Connection, accountId: string) =>
  trx.row<Deletion>(`select ${columns} from account_deletions where account_id = $1 and erased_at is null for update`, [
    accountId,
  ]);

export const takeBack = (trx: Connection, accountId: string) =>
  trx.run(`delete from account_deletions where account_id = $1 and erased_at is null`, [accountId]);

export async function due(db: Connection, now: Date, limit: number): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select account_id as id from account_deletions where erased_at is null and due_at <= $1 order by due_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Once: only the caller whose update changes the row continues. */
export const end = (trx: Connection, accountId: string, at: Date) =>
  trx.run(`update account_deletions set erased_at = $2, device = '' where account_id = $1 and erased_at is null`, [
    accountId,
    at,
  ]);
