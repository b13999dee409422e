import type { Reader } from '../../database/open.ts';
import { nowhere } from '../reports/duty.ts';
import { figuresOf } from '../reports/metric.ts';
import type { HeldReport } from './held.ts';
import { standingIn } from './standing.ts';
import { isHeld } from './standing-rules.ts';

/** Whether a report's figure is held: `metrics` is the parameter of the codes that are in question together. */
export const isHeldReport = (report: string, metrics: string) =>
  `exists (select from figure_findings f join figure_questions q on q.id = f.question_id
     where f.client_id = ${report}.client_id and f.day = ${report}.day and f.metric = any(${metrics}) and ${isHeld.sql('q')})`;

type HeldQuery = {
  within: { region: string } | { institution: string } | { application: string };
  first: string;
  last: string;
};
type Row = Omit<HeldReport, 'figures'> & { figures: (string | null)[]; counts: (string | null)[] | null };

/** The reports of a place that have figures in question, with the Cloud's counts of the same days. Few figures are in question at a time. */
export async function heldReports(db: Reader, { within, first, last }: HeldQuery): Promise<HeldReport[]> {
  const [where, value] =
    'region' in within
      ? [`left(coalesce(r.region_code, '${nowhere}'), length($3))`, within.region]
      : 'institution' in within
        ? ['r.institution_id::text', within.institution]
        : ['r.client_id', within.application];
  const rows = await db.rows<Row>(
    `select r.client_id as "clientId", r.institution_id as "institutionId", coalesce(r.region_code, '${nowhere}') as region,
       coalesce(nullif(r.kind, ''), 'none') as kind, to_char(r.day, 'YYYY-MM-DD') as day, held.findings,
       r.figures, c.figures as counts,
       exists (select from totals_due t where t.day = r.day and t.region_code = coalesce(r.region_code, '')) as "isNewer"
     from (select f.client_id, f.day, jsonb_agg(distinct jsonb_build_object('metric', f.metric, 'standing', ${standingIn('q')})) as findings
         from figure_findings f join figure_questions q on q.id = f.question_id
         where f.day between $1 and $2 and ${isHeld.sql('q')} group by 1, 2) held
       join daily_reports r on r.client_id = held.client_id and r.day = held.day
       left join daily_counts c on c.client_id = held.client_id and c.day = held.day
     where ${where} = $3`,
    [first, last, value],
  );
  return rows.map(({ figures, counts, isNewer, ...row }) => ({
    ...row,
    // Only regions have totals.
    isNewer: isNewer && 'region' in within,
    figures: { ...figuresOf(figures), ...(counts !== null && figuresOf(counts)) },
  }));
}
