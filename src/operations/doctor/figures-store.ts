import { endsBefore, inForce } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';

/** How many events wait for their seal, and since when the oldest does. */
export const unsealed = (db: Connection) =>
  db.row<{ count: number; since: Date | null }>(
    `select count(*)::int as count, min(e.at) as since from audit_pending p join audit_events e on e.id = p.event_id`,
  );

/** AKs in use that end before each of these moments. */
export const endingBefore = (db: Connection, now: Date, soon: Date, later: Date) =>
  db.row<{ soon: number; later: number }>(
    `select count(*) filter (where ${endsBefore.sql('a', '$2')})::int as soon, count(*)::int as later
     from applications a join institutions i on i.id = a.institution_id
     where not a.first_party and not a.sandbox and ${inForce.sql(['a', 'i'], '$1')} and ${endsBefore.sql('a', '$3')}`,
    [now, soon, later],
  );

export const linkSides = (db: Connection) =>
  db.rows<{ side: string; state: string; count: number }>(
    `select side, state, count(*)::int as count from link_sides group by 1, 2 order by 1, 2`,
  );

/** Runs of 在线验证 that ended since, by how. */
export const verifications = (db: Connection, since: Date) =>
  db.rows<{ state: string; count: number }>(
    `select state, count(*)::int as count from verification_runs
     where mode = 'verification' and started_at > $1 group by 1 order by 1`,
    [since],
  );

export const lastRun = async (db: Connection, name: string): Promise<Date | undefined> =>
  (
    await db.row<{ at: Date | null }>(
      `select max(finished_at) as at from job_runs where name = $1 and finished_at is not null`,
      [name],
    )
  )?.at ?? undefined;

/** Kinds of scheduled work that did not end lately; after a node that died in the middle the next run counts as recovery. */
export const failingRuns = async (db: Connection, since: Date, until: Date): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `with recursive names (name) as (
         select min(name) from job_runs
         union all select (select min(j.name) from job_runs j where j.name > n.name) from names n where n.name is not null)
       select count(*)::int as count from names n
       where exists (
         select from job_runs r
         where r.name = n.name and r.slot > $1 and r.finished_at is null and r.started_at between $1 and $2
           and not exists (select from job_runs l where l.name = r.name and l.slot > r.slot and l.finished_at is not null))`,
      [since, until],
    )
  )?.count ?? 0;

/** Connections to this database, and how many there may be: by the server, or by a limit of its own. */
export const connections = (db: Connection) =>
  db.row<{ used: number; most: number }>(
    `select count(*)::int as used,
       least(current_setting('max_connections')::int, (select nullif(greatest(datconnlimit, -1), -1) from pg_database where datname = current_database())) as most
     from pg_stat_activity where datname = current_database()`,
  );

export const databaseBytes = async (db: Connection): Promise<number> =>
  (await db.row<{ bytes: number }>(`select pg_database_size(current_database())::float8 as bytes`))?.bytes ?? 0;

/** Of which nothing goes, or only by the month. */
const growing = [
  'audit_events',
  'audit_seals',
  'transparency_tiles',
  'figure_leaves',
  'report_revisions',
  'oidc_tokens',
];
export const tableBytes = (db: Connection) =>
  db.rows<{ name: string; bytes: number }>(
    // A table without partitions has no tree, not even one of itself.
    `select t.name, coalesce(
         (select sum(pg_total_relation_size(p.relid)) from pg_partition_tree(t.name::regclass) p), pg_total_relation_size(t.name::regclass))::float8 as bytes
     from (select unnest($1::text[]) as name union select parent from log_tables()) t order by 1`,
    [growing],
  );
