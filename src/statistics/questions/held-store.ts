import type { Reader } from '../../database/open.ts';
import { nowhere } from '../reports/duty.ts';
import { figuresOf } from '../reports/metric.ts';
import { sums } from '../totals/totals-store.ts';
import type { HeldApplication, HeldReport } from './held.ts';
import { standingIn } from './standing.ts';
import { isHeld } from './standing-rules.ts';

/** Whether a report's figure is held: `metrics` is the parameter of the codes that are in question together. */
export const isHeldReport = (report: string, metrics: string) =>
  `exists (select from figure_findings f join figure_questions q on q.id = f.question_id
     where f.client_id = ${report}.client_id and f.day = ${report}.day and f.metric = any(${metrics}) and ${isHeld.sql(['f', 'q'])})`;

type HeldQuery = {
  within: { region: string } | { institution: string } | { application: string };
  first: string;
  last: string;
  /** As it stood before this moment; undefined: now. */
  before?: Date | undefined;
};
type Row = Omit<HeldReport, 'figures'> & { figures: (string | null)[]; counts: (string | null)[] | null };

/** Questions as they stood before a moment ($4), by their last step until then. */
const questionsThen = `(
  select q.id, last.cause, last.at as answered_at, case when last.kind = 'more' then last.at end as more_at,
    case when q.decided_at < $4 then q.verdict end as verdict, case when q.appealed_at < $4 then q.appealed_at end as appealed_at,
    case when q.final_at < $4 then q.final_verdict end as final_verdict
  from figure_questions q left join lateral (
    select step.at, step.kind, step.cause from (
      select (h ->> 'at')::timestamptz as at, h ->> 'kind' as kind, h ->> 'cause' as cause from jsonb_array_elements(q.history) h
      union all
      select q.answered_at, 'answer', q.cause) step
    where step.at < $4 order by step.at desc, step.kind desc limit 1) last on true
  where q.asked_at < $4)`;
/** A decision that had not ended then. */
const findingsThen = `(select client_id, day, metric, question_id, found_at, case when over_at < $4 then over_at end as over_at from figure_findings)`;
/** The figures of a report as they were then. */
const figuresThen = `case when r.updated_at < $4 then r.figures else (select w.figures from report_revisions w
  where w.client_id = r.client_id and w.day = r.day and w.at < $4 order by w.revision desc limit 1) end`;

/** The reports of a place that have figures in question, with the Cloud's counts of the same days. Few figures are in question at a time. */
export async function heldReports(db: Reader, { within, first, last, before }: HeldQuery): Promise<HeldReport[]> {
  const [where, value] =
    'region' in within
      ? [`left(coalesce(r.region_code, '${nowhere}'), length($3))`, within.region]
      : 'institution' in within
        ? ['r.institution_id::text', within.institution]
        : ['r.client_id', within.application];
  const isThen = before !== undefined;
  const rows = await db.rows<Row>(
    `select r.client_id as "clientId", r.institution_id as "institutionId", coalesce(r.region_code, '${nowhere}') as region,
       coalesce(nullif(r.kind, ''), 'none') as kind, to_char(r.day, 'YYYY-MM-DD') as day, held.findings,
        ${isThen ? figuresThen : 'r.figures'} as figures, c.figures as counts,
        exists (select from totals_due t where t.day = r.day and t.region_code = coalesce(r.region_code, '')) as "isNewer"
     from (select f.client_id, f.day, jsonb_agg(distinct jsonb_build_object('metric', f.metric, 'standing', ${standingIn('q')})) as findings
         from ${isThen ? findingsThen : 'figure_findings'} f join ${isThen ? questionsThen : 'figure_questions'} q on q.id = f.question_id
         where f.day between $1 and $2 and ${isHeld.sql(['f', 'q'])}${isThen ? ' and f.found_at < $4' : ''} group by 1, 2) held
       join daily_reports r on r.client_id = held.client_id and r.day = held.day
       left join daily_counts c on c.client_id = held.client_id and c.day = held.day
     where ${where} = $3${isThen ? ' and r.reported_at < $4' : ''}`,
    [first, last, value, ...(isThen ? [before] : [])],
  );
  return rows.map(({ figures, counts, isNewer, ...row }) => ({
    ...row,
    // Only regions have totals.
    isNewer: isNewer && 'region' in within,
    figures: { ...figuresOf(figures), ...(counts !== null && figuresOf(counts)) },
  }));
}

type ApplicationRow = Omit<HeldApplication, 'figures'> & { figures: (string | null)[] };

/** The parts of these days of applications in the sums of a region: a look into the primary keys for each. */
export async function heldApplications(
  db: Reader,
  region: string,
  days: readonly { clientId: string; day: string }[],
): Promise<HeldApplication[]> {
  const rows = await db.rows<ApplicationRow>(
    `with asked as (select * from unnest($2::text[], $3::date[]) as asked (client_id, day)),
     own as (
       select r.client_id, r.day, r.region_code, r.kind, r.figures, r.revision
       from asked join daily_reports r on r.client_id = asked.client_id and r.day = asked.day
       union all
       select c.client_id, c.day, c.region_code, c.kind, c.figures, null
       from asked join daily_counts c on c.client_id = asked.client_id and c.day = asked.day)
     select to_char(o.day, 'YYYY-MM-DD') as day, o.client_id as "clientId", coalesce(o.region_code, '${nowhere}') as region,
       coalesce(nullif(o.kind, ''), 'none') as kind, ${sums('o.figures')} as figures, count(o.revision)::int as reported,
       bool_or(exists (select from totals_due t where t.day = o.day and t.region_code = coalesce(o.region_code, ''))) as "isNewer"
     from own o where left(coalesce(o.region_code, '${nowhere}'), length($1)) = $1 group by o.day, 2, 3, 4`,
    [region, days.map(({ clientId }) => clientId), days.map(({ day }) => day)],
  );
  return rows.map(({ figures, ...row }) => ({ ...row, figures: figuresOf(figures) }));
}
