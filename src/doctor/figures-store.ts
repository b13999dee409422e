import type { Connection } from '../database/open.ts';

/** How many events wait for their seal, and since when the oldest does. */
export const unsealed = (db: Connection) =>
  db.row<{ count: number; since: Date | null }>(
    `select count(*)::int as count, min(e.at) as since from audit_pending p join audit_events e on e.id = p.event_id`,
  );

/** AKs in use that end before each of these moments. */
export const endingBefore = (db: Connection, now: Date, soon: Date, later: Date) =>
  db.row<{ soon: number; later: number }>(
    `select count(*) filter (where expires_at < $2)::int as soon, count(*)::int as later from applications
     where not first_party and not sandbox and disabled_at is null and expires_at > $1 and expires_at < $3`,
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

/** Connections to this database, and how many there may be. */
export const connections = (db: Connection) =>
  db.row<{ used: number; most: number }>(
    `select count(*)::int as used, current_setting('max_connections')::int as most from pg_stat_activity where datname = current_database()`,
  );
