import type { Reader } from '../../database/open.ts';
import { ofRegionBetween } from '../reports/duty-store.ts';
import { type Figures, figuresOf } from '../reports/metric.ts';
import { reportedSums } from './totals-store.ts';

type Range = { first: string; last: string };

export type Published = { key: string; day: string; figures: Figures; reported: number; late: number; revised: number };

/** The scope of a query: how rows become areas below, and which of them ($4). */
const scopes = {
  county: { key: 'r.institution_id::text', of: ofRegionBetween('daily_reports', 'r', '$4::text', '$1', '$2') },
  applications: {
    key: 'r.client_id',
    of: '(select $4::text[] as ids) asked join daily_reports r on r.client_id = any(asked.ids) and r.day between $1 and $2',
  },
} as const;

/**
 * R53: reports of these days before a moment, as they counted then, day by day: of the institutions of a county, or of some applications. Larger
 * regions have their totals of the past (totals-past-store.ts).
 */
async function published(
  db: Reader,
  { key, of }: (typeof scopes)[keyof typeof scopes],
  value: unknown,
  { first, last }: Range,
  before: Date,
): Promise<Published[]> {
  const rows = await db.rows<Omit<Published, 'figures'> & { figures: (string | null)[] }>(
    `with told as (
       select ${key} as key, r.day, r.late, r.figures, r.revision from ${of}
       where r.reported_at < $3 and r.updated_at < $3
       union all
       select ${key} as key, r.day, r.late, v.figures, v.revision from ${of} cross join lateral (
         select w.figures, w.revision from report_revisions w
         where w.client_id = r.client_id and w.day = r.day and w.at < $3 order by w.revision desc limit 1
       ) v where r.reported_at < $3 and r.updated_at >= $3)
     select key, to_char(day, 'YYYY-MM-DD') as day, ${reportedSums('figures')} as figures, count(*)::int as reported,
       count(*) filter (where late)::int as late, count(*) filter (where revision > 1)::int as revised
     from told group by key, day`,
    [first, last, before, value],
  );
  return rows.map((row) => ({ ...row, figures: figuresOf(row.figures) }));
}

export const publishedInCounty = (db: Reader, county: string, range: Range, before: Date) =>
  published(db, scopes.county, county, range, before);
export const publishedBy = (db: Reader, clientIds: readonly string[], range: Range, before: Date) =>
  published(db, scopes.applications, clientIds, range, before);
