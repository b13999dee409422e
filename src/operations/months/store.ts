import { DatabaseError } from 'pg';
import type { Connection } from '../../database/open.ts';

/** A table that is kept by the month: its parts are made, proved and dropped by functions of migrations/0022_operations.ts. */
export type Log = { parent: string; byColumn: string; keptDays: number };

export const logs = (db: Connection): Promise<Log[]> =>
  db.rows<Log>(
    `select parent, by_column as "byColumn", (extract(epoch from kept) / 86400)::int as "keptDays" from log_tables()`,
  );

/** `starts`: undefined for the first one, which goes back as far as there is anything. */
export type Part = {
  name: string;
  starts: Date | undefined;
  ends: Date;
  bytes: number;
  exportedAt: Date | undefined;
};

/** All but the part that takes the rest, the oldest first. */
export async function parts(db: Connection, parent: string): Promise<Part[]> {
  const rows = await db.rows<{
    name: string;
    starts: Date | null;
    ends: Date;
    bytes: number;
    exported_at: Date | null;
  }>(
    `select p.name, nullif(p.starts, '-infinity') as starts, p.ends, pg_total_relation_size(p.name::regclass)::float8 as bytes, e.at as exported_at
     from log_parts($1) p left join log_month_exports e on e.name = p.name where p.ends is not null order by p.ends`,
    [parent],
  );
  return rows.map(({ name, starts, ends, bytes, exported_at }) => ({
    name,
    starts: starts ?? undefined,
    ends,
    bytes,
    exportedAt: exported_at ?? undefined,
  }));
}

/** Whether a row lies in no part of its own. The names are those of `logs`. */
const hasRest = async (db: Connection, { parent, byColumn }: Log, covered: Date): Promise<boolean> =>
  (await db.row(`select from ${parent} where ${byColumn} >= $1 limit 1`, [covered])) !== undefined;

/** Up to which moment each log has months, and whether rows lie beyond. */
export const coverage = async (
  db: Connection,
): Promise<{ parent: string; until: Date | undefined; hasRest: boolean }[]> =>
  Promise.all(
    (await logs(db)).map(async (log) => {
      const until = (await parts(db, log.parent)).at(-1)?.ends;
      return { parent: log.parent, until, hasRest: await hasRest(db, log, until ?? new Date(0)) };
    }),
  );

export type Step = 'begun' | 'proved' | 'exchanged' | 'loosened' | 'done';
export const keep = async (db: Connection, parent: string): Promise<Step> =>
  (await db.row<{ step: Step }>(`select keep_log_months($1) as step`, [parent]))?.step ?? 'done';

/** Whether another session holds the table for longer than its writers may be kept waiting (the function's lock_timeout). */
export const isHeld = (error: unknown) => error instanceof DatabaseError && error.code === '55P03';

export const loosen = (db: Connection, parent: string) => db.row(`select keep_log_months($1, true)`, [parent]);

/** False where the database says that it has to stay. */
export const drop = async (db: Connection, parent: string, name: string): Promise<boolean> =>
  (await db.row<{ gone: boolean }>(`select drop_log_month($1, $2) as gone`, [parent, name]))?.gone === true;

/** Some `limit` rows from before `before`, the oldest: about as many, as those of one moment go together. */
export const removeBefore = (db: Connection, { parent, byColumn }: Log, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from ${parent} where ${byColumn} < $1 and ${byColumn} <=
       (select max(r.at) from (select ${byColumn} as at from ${parent} where ${byColumn} < $1 order by 1 limit $2) r)`,
    [before, limit],
  );

export type Line = { at: string; line: string };

/** The next rows of a part as JSON, oldest first; rows of one moment in the order of their texts. */
export const rowsAfter = (
  db: Connection,
  { parent, byColumn }: Log,
  { starts, ends }: Pick<Part, 'starts' | 'ends'>,
  last: Line | undefined,
  limit: number,
): Promise<Line[]> =>
  db.rows<Line>(
    `select ${byColumn}::text as at, to_jsonb(r)::text as line from ${parent} r
     where ${byColumn} >= coalesce($3::timestamptz, $1::timestamptz, '-infinity') and ${byColumn} < $2
       and ($3::timestamptz is null or ${byColumn} > $3 or to_jsonb(r)::text collate "C" > $4)
     order by ${byColumn}, to_jsonb(r)::text collate "C" limit $5`,
    [starts ?? null, ends, last?.at ?? null, last?.line ?? null, limit],
  );

export const noteExport = (trx: Connection, name: string, at: Date, count: number, sha256: string) =>
  trx.run(
    `insert into log_month_exports (name, at, row_count, sha256) values ($1, $2, $3, $4)
     on conflict (name) do update set at = excluded.at, row_count = excluded.row_count, sha256 = excluded.sha256`,
    [name, at, count, sha256],
  );
