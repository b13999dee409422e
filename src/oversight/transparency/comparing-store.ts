import type { Connection } from '../../database/open.ts';
import type { FigureKind } from './entry.ts';

/** The result for the leaves from `from` up to `to`: those restored since leave the list. */
export const noteAltered = (db: Connection, from: number, to: number, altered: readonly number[], at: Date) =>
  db.run(
    `with gone as (delete from figures_altered where position >= $1 and position < $2 and not position = any($3::bigint[]))
     insert into figures_altered (position, at) select unnest($3::bigint[]), $4 on conflict do nothing`,
    [from, to, altered, at],
  );

/** Where the look at older leaves goes on, and when the last one ended. */
export const progress = (db: Connection) =>
  db.row<{ next: number; at: Date }>(`select next::float8 as next, at from figures_compared`);

export const noteProgress = (db: Connection, next: number, at: Date) =>
  db.run(
    `insert into figures_compared (next, at) values ($1, $2)
     on conflict (single) do update set next = excluded.next, at = excluded.at`,
    [next, at],
  );

export type AlteredFigure = {
  position: number;
  at: Date;
  /** Absent where the row that says which figure the leaf is of is gone as well. */
  kind: FigureKind | null;
  key: string | null;
  day: string | null;
  revision: number | null;
};

/** The first that were found, and how many there are. */
export const altered = (db: Connection, limit: number): Promise<AlteredFigure[]> =>
  db.rows<AlteredFigure>(
    `select a.position::float8 as position, a.at, l.kind, l.key, to_char(l.day, 'YYYY-MM-DD') as day, l.revision
     from figures_altered a left join figure_leaves l using (position) order by a.position limit $1`,
    [limit],
  );

export const countAltered = async (db: Connection): Promise<number> =>
  (await db.row<{ count: number }>(`select count(*)::int as count from figures_altered`))?.count ?? 0;
