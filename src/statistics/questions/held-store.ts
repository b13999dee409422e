import type { Reader } from '../../database/open.ts';
import { nowhere } from '../reports/duty.ts';
import { isHeld } from './question.ts';

/** Figures that no ranking counts: their sum, of how many reports, and whether all of them were decided so. */
export type HeldFigures = { key: string; sum: number; reports: number; isDecided: boolean };

/** Whether a report's figure is held: `metrics` is the parameter of the codes that are in question together. */
export const isHeldReport = (report: string, metrics: string) =>
  `exists (select from figure_findings f join figure_questions q on q.id = f.question_id
     where f.client_id = ${report}.client_id and f.day = ${report}.day and f.metric = any(${metrics}) and ${isHeld.sql('q')})`;

const keys = {
  region: `left(coalesce(r.region_code, '${nowhere}'), $6)`,
  kind: `coalesce(nullif(r.kind, ''), 'none')`,
  institution: 'r.institution_id::text',
  application: 'r.client_id',
} as const;

type HeldQuery = {
  by: keyof typeof keys;
  /** Of regions: how long their codes are. */
  length?: number;
  within: { region: string } | { institution: string } | { application: string };
  metrics: readonly string[];
  place: number;
  first: string;
  last: string;
};

/** By the places below one. Few figures are in question at a time. */
export async function heldBelow(
  db: Reader,
  { by, length = 6, within, metrics, place, first, last }: HeldQuery,
): Promise<HeldFigures[]> {
  const [column, value] =
    'region' in within
      ? [`left(coalesce(r.region_code, '${nowhere}'), length($5))`, within.region]
      : 'institution' in within
        ? ['r.institution_id::text', within.institution]
        : ['r.client_id', within.application];
  const rows = await db.rows<{ key: string; sum: string | null; reports: number; isDecided: boolean }>(
    `select key, sum(value) as sum, count(*)::int as reports, bool_and(decided) as "isDecided" from (
       select r.client_id, r.day, ${keys[by]} as key, r.figures[$4] as value, bool_and(q.decided_at is not null) as decided
       from figure_findings f join figure_questions q on q.id = f.question_id
         join daily_reports r on r.client_id = f.client_id and r.day = f.day
       where f.day between $1 and $2 and f.metric = any($3) and ${isHeld.sql('q')} and ${column} = $5 and $6::int > 0
         and r.figures[$4] is not null
       group by r.client_id, r.day) one group by key`,
    [first, last, metrics, place + 1, value, length],
  );
  return rows.map(({ sum, ...row }) => ({ ...row, sum: Number(sum ?? 0) }));
}
