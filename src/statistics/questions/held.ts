import { type Figures, type Metric, type MetricCode, metrics } from '../reports/metric.ts';
import type { Range } from '../reports/period.ts';
import { figureOf, type Whole } from '../totals/figure.ts';
import type { HeldSum } from '../totals/sums.ts';
import { inQuestionWith } from './question.ts';
import { type Standing, standings } from './standing.ts';

/** A report with figures that are in question, or were decided not to count. */
export type HeldReport = {
  clientId: string;
  institutionId: string;
  region: string;
  kind: string;
  day: string;
  /** Of its findings, with how their questions stand. */
  findings: readonly { metric: string; standing: Standing }[];
  figures: Figures;
  /** The totals of its county wait to be made again, and may contain an earlier version of it. */
  isNewer: boolean;
};

/** The parts of it by which one day of one place counts. */
export type HeldDay = Pick<HeldReport, 'day' | 'findings' | 'figures' | 'isNewer'>;

/** Of several questions about a report this one says how it stands. */
export const leastSettled = (findings: HeldReport['findings']): Standing =>
  standings.find((each) => findings.some(({ standing }) => standing === each)) ?? 'open';

/** Of some days, one figure of the reports in question; undefined where there is none. */
export function heldOf(reports: readonly HeldDay[], code: MetricCode, { first, last }: Range): HeldSum | undefined {
  const inQuestion = inQuestionWith(code);
  const own = reports.flatMap(({ day, findings, figures, isNewer }) => {
    const value = figures[code];
    const about = findings.filter(({ metric }) => inQuestion.includes(metric));
    const isIn = first <= day && day <= last && about.length > 0;
    return isIn && value !== undefined ? [{ value, standing: leastSettled(about), isNewer }] : [];
  });
  if (own.length === 0) return undefined;
  return {
    sum: own.reduce((sum, { value }) => sum + value, 0),
    standings: own.map(({ standing }) => standing),
    isNewer: own.some(({ isNewer }) => isNewer),
  };
}

/**
 * R54, the one rule: no ranking, comparison or highest day counts a figure in question. Of a region the others of its figures count; of an
 * institution or application nothing does, for a part of its own figures is another figure. Of a region nothing does either until its total has
 * their corrections: a rest of two versions is no figure.
 */
export const countedOf = (
  metric: Pick<Metric, 'additive'>,
  { sum, days }: Pick<Whole, 'sum' | 'days'>,
  held: Pick<HeldSum, 'sum' | 'isNewer'> | undefined,
  isRegion: boolean,
): number | undefined =>
  held !== undefined && (!isRegion || held.isNewer)
    ? undefined
    : figureOf(metric, { sum: sum - (held?.sum ?? 0), days });

/** Why an institution or application is not compared: the reader may not know which figure it is. */
export const whyHeld = '有还在核对或不计入排名的数';
/** Why a region is not compared for a minute. */
const whyNewer = '合计还没有算上刚更正的数';

/** Why a figure is not compared with another for the figures in question in either. */
export function whyNotCounted(
  held: readonly (Pick<HeldSum, 'isNewer'> | undefined)[],
  isRegion: boolean,
): string | undefined {
  if (!isRegion) return held.some((each) => each !== undefined) ? whyHeld : undefined;
  return held.some((each) => each?.isNewer) ? whyNewer : undefined;
}

/** Read before the totals and after them: a report that changed in between is newer than some of these. */
export const readTwice = (before: readonly HeldReport[], after: readonly HeldReport[]): HeldReport[] => {
  const known = new Map(before.map((each) => [`${each.clientId} ${each.day}`, each]));
  return after.map((each) => {
    const was = known.get(`${each.clientId} ${each.day}`);
    const isSame = was !== undefined && JSON.stringify(was.figures) === JSON.stringify(each.figures);
    return { ...each, isNewer: each.isNewer || was?.isNewer === true || !isSame };
  });
};

/** A day as it counts. */
export function countedDay<Day extends { day: string; figures: Figures }>(
  day: Day,
  reports: readonly HeldDay[],
  code: MetricCode,
  isRegion: boolean,
): Day {
  const held = heldOf(reports, code, { first: day.day, last: day.day });
  const value = day.figures[code];
  if (held === undefined || value === undefined) return day;
  const counted = countedOf(metrics[code], { sum: value, days: 1 }, held, isRegion);
  const { [code]: _, ...others } = day.figures;
  return { ...day, figures: counted === undefined ? others : { ...others, [code]: counted } };
}
