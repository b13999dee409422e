import type { Connection, Database } from '../../database/open.ts';

/** Settings of a PostgreSQL server, as far as the role of DATABASE_URL may read them. */
export type ServerSettings = {
  version: string;
  encoding: string;
  timezone: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  autovacuum: string;
  shared_megabytes: number;
  archive_mode: string;
  archives_by: string;
  read_only: boolean;
  is_standby: boolean;
  ssl: boolean | null;
  role: string;
  is_superuser: boolean;
  owns: boolean;
  collation_was: string | null;
  collation_is: string | null;
  id_age: number;
};

/** The first thing that is asked: an older server would not understand the rest. */
export const version = async (db: Connection): Promise<string> =>
  (await db.row<{ version: string }>(`select current_setting('server_version') as version`))?.version ?? '';

export const settings = (db: Connection): Promise<ServerSettings | undefined> =>
  db.row<ServerSettings>(`
    select current_setting('server_version') as version, pg_encoding_to_char(d.encoding) as encoding,
           current_setting('TimeZone') as timezone, current_setting('fsync') as fsync,
           current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit,
           current_setting('autovacuum') as autovacuum,
           (pg_size_bytes(current_setting('shared_buffers')) / 1048576)::int as shared_megabytes,
           current_setting('archive_mode') as archive_mode,
           concat(nullif(current_setting('archive_command', true), '(disabled)'), current_setting('archive_library', true)) as archives_by,
           current_setting('transaction_read_only') = 'on' as read_only, pg_is_in_recovery() as is_standby,
           (select s.ssl from pg_stat_ssl s where s.pid = pg_backend_pid()) as ssl,
           current_user as role, r.rolsuper or r.rolbypassrls as is_superuser,
           exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname = current_schema() and c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'usage')) as owns,
           d.datcollversion as collation_was, pg_database_collation_actual_version(d.oid) as collation_is,
           age(d.datfrozenxid)::int as id_age
    from pg_database d, pg_roles r
    where d.datname = current_database() and r.rolname = current_user`);

/** Settings that were changed and wait for a restart of the server. */
export const waitingForRestart = async (db: Connection): Promise<string[]> =>
  (await db.rows<{ name: string }>(`select name from pg_settings where pending_restart order by name`)).map(
    ({ name }) => name,
  );

/** When archiving failed last, if nothing was archived since. */
export const archiveFailedAt = async (db: Connection): Promise<Date | undefined> =>
  (
    await db.row<{ at: Date }>(
      `select last_failed_time as at from pg_stat_archiver
       where last_failed_time is not null and last_failed_time > coalesce(last_archived_time, '-infinity')`,
    )
  )?.at;

/** Whether a client receives the log by the replication protocol, as Barman and pg_receivewal do. */
export const isLogReceived = async (db: Connection): Promise<boolean> =>
  (
    await db.row<{ so: boolean }>(
      `select exists (select from pg_stat_replication where application_name ~ 'receivewal|receive_wal|barman|pghoard') as so`,
    )
  )?.so === true;

/** The longest open transactions of others, in seconds. */
export const openTransactions = (db: Connection) =>
  db.rows<{ pid: number; seconds: number; program: string }>(
    `select a.pid, extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds, coalesce(a.application_name, '') as program
     from pg_stat_activity a
     where a.xact_start is not null and a.pid <> pg_backend_pid() and a.backend_type = 'client backend' and a.datname = current_database()
     order by a.xact_start limit 3`,
  );

/** Commits something that has to reach the disk. */
export const commit = (db: Database) =>
  db.transaction(async (trx) => {
    // Something in the log that changes nothing: a transaction without a word of it waits for no disk.
    await trx.row(`select pg_logical_emit_message(true, 'cloud doctor', '')::text as position`);
  });

/** Seconds since 1970 by the clock of the server. */
export const time = async (db: Connection): Promise<number> =>
  (await db.row<{ seconds: number }>(`select extract(epoch from clock_timestamp())::float8 as seconds`))?.seconds ?? 0;

export const ranMigrations = async (db: Connection): Promise<string[]> => {
  const found = await db.row<{ there: boolean }>(`select to_regclass('knex_migrations') is not null as there`);
  if (!found?.there) return [];
  return (await db.rows<{ name: string }>('select name from knex_migrations order by name')).map(({ name }) => name);
};

/** Every index of ours, and whether it can be used. */
export const indexes = (db: Connection) =>
  db.rows<{ name: string; is_valid: boolean }>(
    `select c.relname as name, i.indisvalid and i.indisready as is_valid
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema()`,
  );

/** Triggers that work, with their tables. */
export const triggers = (db: Connection) =>
  db.rows<{ name: string; table_name: string }>(
    `select t.tgname as name, c.relname as table_name
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and not t.tgisinternal and t.tgenabled in ('O', 'A')`,
  );
