import type { Connection } from '../../database/open.ts';

/** Bytes of all databases of the server that the role may ask about; its own is one of them. */
export const dataBytes = async (db: Connection): Promise<number> =>
  (
    await db.row<{ bytes: number }>(
      `select coalesce(sum(pg_database_size(d.oid)), 0)::float8 as bytes from pg_database d
       where case when has_database_privilege(d.oid, 'connect') then true else pg_has_role('pg_read_all_stats', 'usage') end`,
    )
  )?.bytes ?? 0;

/**
 * The size of its log (WAL): its files where the role may list them (pg_monitor), else the part certainly kept, by slots and by a stuck archive.
 */
export async function logBytes(db: Connection): Promise<number> {
  const may = await db.row<{ so: boolean }>(`select has_function_privilege('pg_ls_waldir()', 'execute') as so`);
  const found = may?.so
    ? await db.row<{ bytes: number }>(`select coalesce(sum(size), 0)::float8 as bytes from pg_ls_waldir()`)
    : await db.row<{ bytes: number }>(held);
  return found?.bytes ?? 0;
}

/** The name of a segment of the log holds its place: 8 digits of the timeline, 8 and 8 of the number. */
const held = `
  select greatest(0,
    (select max(here.at - (s.restart_lsn - '0/0'::pg_lsn)) from pg_replication_slots s where s.restart_lsn is not null),
    (select here.at - ('x' || substr(a.last_archived_wal, 9, 8))::bit(32)::bigint::numeric * 4294967296
       - ('x' || substr(a.last_archived_wal, 17, 8))::bit(32)::bigint * pg_size_bytes(current_setting('wal_segment_size'))
     from pg_stat_archiver a where a.last_archived_wal ~ '^[0-9A-F]{24}$' and current_setting('archive_mode') <> 'off'))::float8 as bytes
  from (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end - '0/0'::pg_lsn as at) here`;

/** Slots, and the bytes of log that each retains; a standby reports none. */
export const slots = (db: Connection) =>
  db.rows<{ slot: string; bytes: number; isRead: boolean }>(
    `select s.slot_name as slot, s.active as "isRead",
       (case when pg_is_in_recovery() then 0 else pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn) end)::float8 as bytes
     from pg_replication_slots s where s.restart_lsn is not null order by s.slot_name`,
  );

/** Once a day; the first node that comes writes it down. */
export const noteSize = (db: Connection, at: Date, data: number) =>
  db.run(`insert into database_sizes (at, data) values ($1, $2)`, [at, data]);
export const forgetSizes = (db: Connection, before: Date) =>
  db.run(`delete from database_sizes where at < $1`, [before]);

/** How many bytes come a day, by the last size that was noted and the oldest of those since `since`; undefined before there are two of different days. */
export const growth = async (db: Connection, since: Date): Promise<number | undefined> =>
  (
    await db.row<{ bytes: number | null }>(
      `select ((l.data - f.data) / extract(epoch from l.at - f.at) * 86400)::float8 as bytes
       from (select at, data from database_sizes order by at desc limit 1) l,
         (select at, data from database_sizes where at >= $1 order by at limit 1) f
       where l.at >= f.at + interval '20 hours'`,
      [since],
    )
  )?.bytes ?? undefined;
