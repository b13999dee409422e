import type { Connection } from '../database/open.ts';
import { type Figures, figuresOf } from './metric.ts';

/** Where the region of an institution is not known. */
export const nowhere = '000000';

export type Total = {
  region: string;
  day: string;
  figures: Figures;
  reported: number;
  due: number;
  late: number;
  revised: number;
  updatedAt: Date;
};

/** Days of counties that wait, the oldest first; they are off the list with this transaction. */
export async function takeDue(trx: Connection, limit: number): Promise<{ day: string; region: string }[]> {
  const rows = await trx.rows<{ day: string; region_code: string }>(
    `delete from totals_due where (day, region_code) in (select day, region_code from totals_due order by day, region_code limit $1 for update skip locked)
     returning to_char(day, 'YYYY-MM-DD') as day, region_code`,
    [limit],
  );
  return rows.map(({ day, region_code }) => ({ day, region: region_code === '' ? nowhere : region_code }));
}

/** Whoever makes totals of a day anew has the day for the time of the transaction. */
export async function lockDay(trx: Connection, day: string): Promise<void> {
  await trx.run(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`daily_totals ${day}`]);
}

/** Every row of figures, place by place. */
const added = (from: string) =>
  `array(select sum(value)::bigint from (${from}) as given (figures), unnest(given.figures) with ordinality as cell (value, place) group by place order by place)`;

/** A county from its reports; `due` is counted by the caller. */
export async function totalCounty(
  trx: Connection,
  { region, day, due, at }: { region: string; day: string; due: number; at: Date },
): Promise<void> {
  await trx.run(
    `insert into daily_totals (region, day, figures, reported, due, late, revised, updated_at)
     select $1, $2, ${added(`select figures from daily_reports where day = $2 and coalesce(region_code, '${nowhere}') = $1
         union all select figures from daily_counts where day = $2 and coalesce(region_code, '${nowhere}') = $1`)},
       count(*), greatest($3, count(*)), count(*) filter (where late), count(*) filter (where revision > 1), $4
     from daily_reports where day = $2 and coalesce(region_code, '${nowhere}') = $1
     on conflict (region, day) do update set figures = excluded.figures, reported = excluded.reported, due = excluded.due, late = excluded.late,
       revised = excluded.revised, updated_at = excluded.updated_at`,
    [region, day, due, at],
  );
}

/** A city (3301), a province (33) or the country ('') from the next smaller ones. */
export async function totalAbove(
  trx: Connection,
  { region, day, at }: { region: string; day: string; at: Date },
): Promise<void> {
  await trx.run(
    `insert into daily_totals (region, day, figures, reported, due, late, revised, updated_at)
     select $1::text, $2::date, ${added(
       `select figures from daily_totals where day = $2::date and length(region) = length($1::text) + 2 and left(region, length($1::text)) = $1::text`,
     )}, coalesce(sum(reported), 0), coalesce(sum(due), 0), coalesce(sum(late), 0), coalesce(sum(revised), 0), $3
     from daily_totals where day = $2::date and length(region) = length($1::text) + 2 and left(region, length($1::text)) = $1::text
     on conflict (region, day) do update set figures = excluded.figures, reported = excluded.reported, due = excluded.due, late = excluded.late,
       revised = excluded.revised, updated_at = excluded.updated_at`,
    [region, day, at],
  );
}

type Row = {
  region: string;
  day: string;
  figures: (string | null)[];
  reported: number;
  due: number;
  late: number;
  revised: number;
  updated_at: Date;
};
const columns = `t.region, to_char(t.day, 'YYYY-MM-DD') as day, t.figures, t.reported, t.due, t.late, t.revised, t.updated_at`;
const present = ({ figures, updated_at, ...row }: Row): Total => ({
  ...row,
  figures: figuresOf(figures),
  updatedAt: updated_at,
});

/** The days of one region, the first one first. */
export const days = async (db: Connection, region: string, from: string, to: string): Promise<Total[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from daily_totals t where t.region = $1 and t.day between $2 and $3 order by t.day`,
      [region, from, to],
    )
  ).map(present);

/** One day of the regions right below one. */
export const below = async (db: Connection, region: string, day: string): Promise<Total[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from daily_totals t where t.day = $2 and length(t.region) = length($1) + 2 and left(t.region, length($1)) = $1 order by t.region`,
      [region, day],
    )
  ).map(present);

/** How many applications should report on a day, by the region code of their institutions. */
export async function dueByRegion(db: Connection, day: string, end: Date): Promise<Map<string, number>> {
  const rows = await db.rows<{ region_code: string | null; due: number }>(
    `select i.region_code, count(*) as due from applications a join institutions i on i.id = a.institution_id
     where not a.sandbox and not a.first_party and a.created_at < $2 and (a.disabled_at is null or a.disabled_at >= $2)
       and (i.disabled_at is null or i.disabled_at >= $2) and a.api_scope like '%stats:write%' and $1 <> ''
     group by 1`,
    [day, end],
  );
  return new Map(rows.map(({ region_code, due }) => [region_code ?? nowhere, due]));
}

/** All counties of a day are to be made anew: with it they know who has not reported. */
export async function markAll(trx: Connection, day: string, regions: readonly string[]): Promise<void> {
  await trx.run(`insert into totals_due (day, region_code) select $1, unnest($2::text[]) on conflict do nothing`, [
    day,
    regions,
  ]);
}
