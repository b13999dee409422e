import type { Connection } from '../database/open.ts';
import { type Figures, type MetricCode, metrics } from './metric.ts';
import { nowhere } from './totals-store.ts';

type Range = { first: string; last: string };

export type Scope = { region: string; length: number } | { county: string } | { clientIds: readonly string[] };
export type Published = { key: string; day: string; figures: Figures; reported: number; late: number; revised: number };

/** What is asked for: how rows become places below, and which of them ($4). */
function partsOf(scope: Scope): { key: string; where: string; value: unknown } {
  if ('clientIds' in scope) return { key: 'r.client_id', where: 'r.client_id = any($4)', value: scope.clientIds };
  if ('county' in scope) return { key: 'r.institution_id::text', where: 'r.region_code = $4', value: scope.county };
  const { region, length } = scope;
  const key = `left(coalesce(r.region_code, '${nowhere}'), ${Number(length)})`;
  if (region !== '' && nowhere.startsWith(region))
    return { key, where: 'r.region_code is null and $4::text is not null', value: region };
  return { key, where: `($4 = '' or starts_with(r.region_code, $4))`, value: region };
}

/**
 * R53: what had been reported of these days by a moment, as it counted then, day by day and for each place below; of these metrics.
 * Sums stay below what a double holds exactly, and numeric, in which PostgreSQL adds up bigint, takes several times as long.
 */
export async function published(
  db: Connection,
  scope: Scope,
  codes: readonly MetricCode[],
  { first, last }: Range,
  at: Date,
): Promise<Published[]> {
  const { key, where, value } = partsOf(scope);
  const known = `r.day between $1 and $2 and r.reported_at <= $3 and ${where}`;
  const sums = codes.map((code) => `sum(figures[${metrics[code].place + 1}]::float8)`).join(', ');
  const rows = await db.rows<{
    key: string;
    day: string;
    sums: (number | null)[];
    reported: number;
    late: number;
    revised: number;
  }>(
    `with told as (
       select ${key} as key, r.day, r.late, r.figures, r.revision from daily_reports r where ${known} and r.updated_at <= $3
       union all
       select ${key} as key, r.day, r.late, v.figures, v.revision from daily_reports r cross join lateral (
         select w.figures, w.revision from report_revisions w
         where w.client_id = r.client_id and w.day = r.day and w.at <= $3 order by w.revision desc limit 1
       ) v where ${known} and r.updated_at > $3)
     select key, to_char(day, 'YYYY-MM-DD') as day, array[${sums}] as sums, count(*)::int as reported,
       count(*) filter (where late)::int as late, count(*) filter (where revision > 1)::int as revised
     from told group by key, day`,
    [first, last, at, value],
  );
  return rows.map(({ sums: found, ...row }) => ({
    ...row,
    figures: Object.fromEntries(
      codes.flatMap((code, place) => {
        const sum = found[place];
        return sum === null || sum === undefined ? [] : [[code, sum]];
      }),
    ),
  }));
}
