import type { Connection } from '../../database/open.ts';
import type { Unproved } from './checking.ts';
import type { FigureKind } from './entry.ts';
import { isOf, ofKept } from './figure-store.ts';

/** The result for the leaves from `from` up to `to`: those restored since leave the list. */
export const noteAltered = (db: Connection, from: number, to: number, altered: readonly number[], at: Date) =>
  db.run(
    `with gone as (delete from figures_altered where position >= $1 and position < $2 and not position = any($3::bigint[]))
     insert into figures_altered (position, at) select unnest($3::bigint[]), $4 on conflict do nothing`,
    [from, to, altered, at],
  );

/** The result for a day; how many were not known. */
export async function noteUnproved(
  db: Connection,
  day: string,
  unproved: readonly Unproved[],
  at: Date,
): Promise<number> {
  const columns = [
    unproved.map(({ kind }) => kind),
    unproved.map(({ key }) => key),
    unproved.map(({ revision }) => revision),
  ];
  return db.run(
    `with found as (select * from unnest($2::text[], $3::text[], $4::int[]) as f (kind, key, revision)),
     gone as (delete from figures_unproved u where u.day = $1 and not exists (
       select from found f where f.kind = u.kind and f.key = u.key and f.revision = u.revision))
     insert into figures_unproved (day, kind, key, revision, at) select $1, kind, key, revision, $5 from found on conflict do nothing`,
    [day, ...columns, at],
  );
}

/** Days on which something was found. */
export const unprovedDays = async (db: Connection): Promise<string[]> =>
  (await db.rows<{ day: string }>(`select distinct to_char(day, 'YYYY-MM-DD') as day from figures_unproved`)).map(
    ({ day }) => day,
  );

/** Where the look at older leaves and days goes on, and when the last one ended. */
export const progress = (db: Connection) =>
  db.row<{ next: number; nextDay: string | null; at: Date }>(
    `select next::float8 as next, to_char(next_day, 'YYYY-MM-DD') as "nextDay", at from figures_compared`,
  );

export const noteProgress = (db: Connection, next: number, nextDay: string | undefined, at: Date) =>
  db.run(
    `insert into figures_compared (next, next_day, at) values ($1, $2, $3)
     on conflict (single) do update set next = excluded.next, next_day = excluded.next_day, at = excluded.at`,
    [next, nextDay ?? null, at],
  );

export type AlteredFigure = {
  /** Of its leaf; null where it has none. */
  position: number | null;
  at: Date;
  /** Absent where the row that says which figure the leaf is of is gone as well. */
  kind: FigureKind | null;
  key: string | null;
  day: string | null;
  revision: number | null;
};

// A figure that is both has one line: that of its leaf.
const all = `(
  select a.position::float8 as position, a.at, ${ofKept('l')}, l.day, l.revision from figures_altered a left join figure_leaves l using (position)
  union all
  select null, u.at, u.kind, u.key, u.day, nullif(u.revision, 0) from figures_unproved u
  where not exists (
    select from figure_leaves l join figures_altered a using (position)
    where ${isOf('l', 'u')} and u.revision in (0, l.revision)))`;

/** The first that were found, and how many there are. */
export const altered = (db: Connection, limit: number): Promise<AlteredFigure[]> =>
  db.rows<AlteredFigure>(
    `select position, at, kind, key, to_char(day, 'YYYY-MM-DD') as day, revision from ${all} found
     order by position nulls last, day, kind, key limit $1`,
    [limit],
  );

export const countAltered = async (db: Connection): Promise<number> =>
  (await db.row<{ count: number }>(`select count(*)::int as count from ${all} found`))?.count ?? 0;
