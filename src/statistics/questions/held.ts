import { type Figures, type Metric, type MetricCode, metrics } from '../reports/metric.ts';
import type { Range } from '../reports/period.ts';
import { changeOf, figureOf, type Side, type Whole, whyNotCompared } from '../totals/figure.ts';
import type { HeldSum, LeftOut, LeftOutOfBoth } from '../totals/sums.ts';
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
 * their corrections: a rest of two versions is no figure. A comparison has two sides (`compare`).
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
/** Why a region is not compared of which nothing stays. */
export const whyNothing = '有疑问的以外没有可以比的数';

/** All figures of an application on a day that a comparison leaves out, its own and the Cloud's. */
export type HeldApplication = Pick<HeldReport, 'clientId' | 'region' | 'kind' | 'day' | 'isNewer'> & {
  figures: Figures;
  reported: number;
};
type Pair = readonly [Range, Range];
const isIn = ({ first, last }: Range, day: string) => first <= day && day <= last;
const keyOf = (clientId: string, day: string) => `${clientId} ${day}`;

/** The day as far from the beginning of its period as this one; a shorter period may have none. */
function counterpart(day: string, from: Range, to: Range): string[] {
  // Days without a time of day lie 24 hours apart in UTC.
  const other = new Date(Date.parse(to.first) + Date.parse(day) - Date.parse(from.first)).toISOString().slice(0, 10);
  return isIn(to, other) ? [other] : [];
}

/** Of reports in question the days that two periods leave out: each day itself, and its counterpart in the other one. */
const leftOutDays = (reports: readonly Pick<HeldReport, 'clientId' | 'day'>[], [now, base]: Pair) => ({
  now: reports.flatMap(({ clientId, day }) => {
    const days = isIn(now, day) ? [day] : isIn(base, day) ? counterpart(day, base, now) : [];
    return days.map((each) => ({ clientId, day: each }));
  }),
  base: reports.flatMap(({ clientId, day }) => {
    const days = isIn(base, day) ? [day] : isIn(now, day) ? counterpart(day, now, base) : [];
    return days.map((each) => ({ clientId, day: each }));
  }),
});

/** The days of applications that some comparisons leave out, each once. */
export function allLeftOut(
  reports: readonly HeldReport[],
  pairs: readonly Pair[],
): { clientId: string; day: string }[] {
  const found = pairs.flatMap((pair) => Object.values(leftOutDays(reports, pair)).flat());
  return [...new Map(found.map((each) => [keyOf(each.clientId, each.day), each])).values()];
}

/** A day of an application with a figure in question in one of two periods is left out of both: else one side would count it. */
export function leftOutOf(
  code: MetricCode,
  reports: readonly HeldReport[],
  applications: readonly HeldApplication[],
  pair: Pair,
): LeftOutOfBoth | undefined {
  const found = reports.flatMap((report) => {
    const held = pair.flatMap((range) => heldOf([report], code, range) ?? []);
    return held.length === 0 ? [] : [{ report, standings: held.flatMap(({ standings: of }) => of) }];
  });
  if (found.length === 0) return undefined;
  const days = leftOutDays(
    found.map(({ report }) => report),
    pair,
  );
  const leftOut = (of: readonly { clientId: string; day: string }[]): LeftOut => {
    const keys = new Set(of.map(({ clientId, day }) => keyOf(clientId, day)));
    const own = applications.filter(({ clientId, day }) => keys.has(keyOf(clientId, day)));
    return {
      sum: own.reduce((sum, { figures }) => sum + (figures[code] ?? 0), 0),
      reported: own.reduce((sum, { reported }) => sum + reported, 0),
      isNewer: own.some(({ isNewer }) => isNewer),
    };
  };
  return {
    ...{ now: leftOut(days.now), base: leftOut(days.base) },
    applications: new Set(found.map(({ report }) => report.clientId)).size,
    standings: found.flatMap(({ standings: of }) => of),
  };
}

type Compared = Side & { whole: Pick<Whole, 'sum' | 'days'>; held: Pick<HeldSum, 'isNewer'> | undefined };
export type Comparison = {
  change: number | undefined;
  /** Why there is none. */
  why: string | undefined;
  /** The figure that is compared where applications are left out. */
  rest?: number | undefined;
};

export const notCompared = (why: string | undefined): Comparison => ({ change: undefined, why });

/** Like with like: of a region the rest of both periods, of an institution or application nothing where a figure is in question. */
export function compare(
  metric: Pick<Metric, 'additive'>,
  [now, base]: readonly [Compared, Compared],
  leftOut: LeftOutOfBoth | undefined,
  isRegion: boolean,
): Comparison {
  const why = whyNotCompared(now, base);
  if (why !== undefined || now.whole.due === 0 || base.whole.due === 0) return notCompared(why);
  if (!isRegion && (now.held !== undefined || base.held !== undefined)) return notCompared(whyHeld);
  if (!isRegion || leftOut === undefined)
    return { change: changeOf(figureOf(metric, now.whole), figureOf(metric, base.whole)), why: undefined };
  if (leftOut.now.isNewer || leftOut.base.isNewer) return notCompared(whyNewer);
  const rests = [without(now, leftOut.now), without(base, leftOut.base)] as const;
  // A rest of zero is one without applications, or without any that reports this metric.
  if (rests.some(({ whole }) => whole.sum <= 0)) return notCompared(whyNothing);
  const whyRest = whyNotCompared(...rests);
  if (whyRest !== undefined) return notCompared(`其余的应用${whyRest}`);
  const rest = figureOf(metric, rests[0].whole);
  return { change: changeOf(rest, figureOf(metric, rests[1].whole)), why: undefined, rest };
}

/** Each of its reports was due, or counts as due. */
const without = ({ whole, length }: Compared, { sum, reported }: LeftOut) => ({
  length,
  whole: { ...whole, sum: whole.sum - sum, reported: whole.reported - reported, due: whole.due - reported },
});

/** Read before the totals and after them: a report that changed in between is newer than some of these. */
export const readTwice = (before: readonly HeldReport[], after: readonly HeldReport[]): HeldReport[] => {
  const known = new Map(before.map((each) => [`${each.clientId} ${each.day}`, each]));
  return after.map((each) => {
    const was = known.get(`${each.clientId} ${each.day}`);
    const isSame = was !== undefined && JSON.stringify(was.figures) === JSON.stringify(each.figures);
    return { ...each, isNewer: each.isNewer || was?.isNewer === true || !isSame };
  });
};

/** The same of applications. */
export const applicationsReadTwice = (
  before: readonly HeldApplication[],
  after: readonly HeldApplication[],
): HeldApplication[] => {
  const known = new Set(before.map((each) => JSON.stringify(each)));
  return after.map((each) => ({ ...each, isNewer: each.isNewer || !known.has(JSON.stringify(each)) }));
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
