import type { Connection } from '../../database/open.ts';

type ExportState = 'making' | 'ready' | 'over';
export type PersonalExport = {
  id: string;
  accountId: string;
  askedAt: Date;
  state: ExportState;
  done: number;
  total: number;
  size: number;
  expiresAt: Date | null;
};

const columns = `id, account_id as "accountId", asked_at as "askedAt", state, done, total, size::float8 as size, expires_at as "expiresAt"`;

/** Once a day: says no where there is one of this day. */
export const begin = (trx: Connection, id: string, accountId: string, day: string, at: Date) =>
  trx.run(
    `insert into personal_exports (id, account_id, day, asked_at, state) values ($1, $2, $3, $4, 'making')
     on conflict (account_id, day) do nothing`,
    [id, accountId, day, at],
  );

export const find = (db: Connection, id: string) =>
  db.row<PersonalExport>(`select ${columns} from personal_exports where id = $1`, [id]);

export const newest = (db: Connection, accountId: string) =>
  db.rows<PersonalExport>(
    `select ${columns} from personal_exports where account_id = $1 and state <> 'over' order by asked_at desc limit 10`,
    [accountId],
  );

export const hasOfDay = async (db: Connection, accountId: string, day: string): Promise<boolean> =>
  (await db.row(`select 1 from personal_exports where account_id = $1 and day = $2`, [accountId, day])) !== undefined;

export const progress = (db: Connection, id: string, done: number, total: number) =>
  db.run(`update personal_exports set done = $2, total = $3 where id = $1 and state = 'making'`, [id, done, total]);

export const ready = (trx: Connection, id: string, size: number, at: Date, expiresAt: Date) =>
  trx.run(
    `update personal_exports set state = 'ready', size = $2, ready_at = $3, expires_at = $4, done = total where id = $1 and state = 'making'`,
    [id, size, at, expiresAt],
  );

export const clearParts = (trx: Connection, id: string) =>
  trx.run(`delete from personal_export_parts where export_id = $1`, [id]);

export const addPart = (db: Connection, id: string, position: number, bytes: Buffer) =>
  db.run(
    `insert into personal_export_parts (export_id, position, bytes) values ($1, $2, $3)
     on conflict (export_id, position) do update set bytes = excluded.bytes`,
    [id, position, bytes],
  );

export const part = (db: Connection, id: string, position: number) =>
  db.row<{ bytes: Buffer }>(`select bytes from personal_export_parts where export_id = $1 and position = $2`, [
    id,
    position,
  ]);

/** Deletes expired exports; at most `limit`, each with its bytes. */
export async function purge(db: Connection, now: Date, limit: number): Promise<number> {
  return db.run(
    `with over as (
       update personal_exports set state = 'over' where id = any (array(
         select id from personal_exports where state = 'ready' and expires_at <= $1 order by expires_at limit $2)) returning id),
     gone as (delete from personal_export_parts where export_id in (select id from over))
     select 1 from over`,
    [now, limit],
  );
}
