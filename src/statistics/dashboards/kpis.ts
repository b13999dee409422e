import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import {
  type Comparison,
  compare,
  countedDay,
  countedOf,
  type HeldApplication,
  type HeldReport,
  heldOf,
  leftOutOf,
  notCompared,
} from '../questions/held.ts';
import { isSettled, statesText } from '../questions/standing.ts';
import { isByCounter, type MetricCode, metrics } from '../reports/metric.ts';
import {
  dayName,
  lastDays,
  lengthOf,
  type Period,
  previousNames,
  previousOf,
  type Range,
  yearAgoOf,
} from '../reports/period.ts';
import {
  completeness,
  type Day,
  enough,
  exact,
  few,
  figureOf,
  formatChange,
  formatNumber,
  formatShare,
  formatShort,
  isEnough,
  isFew,
  measured,
  type Sight,
  wholeOf,
} from '../totals/figure.ts';
import type { HeldSum, LeftOutOfBoth } from '../totals/sums.ts';
import { sparkline } from './chart-line.ts';
import { type AttestedShare, overOf, seenFigure, seenOf } from './seen.ts';

export type Kpi = {
  /** Whose passport shows how it came. */
  metric: MetricCode;
  /** A figure of the reports themselves: that passport lists them, of the whole period or of its last day. */
  reports?: 'period' | 'last day';
  label: string;
  /** The limits of the figure: 未去重, or its source: 云端计数. */
  not?: string;
  number: string;
  unit: string;
  /** The whole number, and its definition. */
  title: string;
  /** `why` it is not compared, or the part that the comparison leaves out. */
  changes: { name: string; text: string; why?: string }[];
  note?: string;
  /** That figures in question are in the number, and in no comparison. */
  held?: string;
  /** The part that the Cloud saw. */
  seen?: AttestedShare;
  /** Of an institution or application: that the Cloud saw more than was reported. */
  over?: string;
  spark: string;
  isWeak: boolean;
};

export type Drawn = {
  period: Period;
  days: readonly Day[];
  yearAgo: readonly Day[];
  sight: Sight;
  /** Whether a day is the sum of several applications: people among them are counted more than once. */
  isSummed: boolean;
  asOf: string | undefined;
  /** The reports in question, and whether the place is a region, whose other figures count. */
  inQuestion?: readonly HeldReport[];
  heldApplications?: readonly HeldApplication[];
  isRegion?: boolean;
  /** Whether the reader sees undecided questions. */
  seesOpen?: boolean;
  say: Speech['say'];
};

export const within = (days: readonly Day[], { first, last }: Range): Day[] =>
  days.filter(({ day }) => first <= day && day <= last);

/** 资源访问量; a figure counted by the Cloud has its full name, so that it is not taken for the platforms' own. */
export const wordsOf = (code: MetricCode): string =>
  metrics[code].source === 'cloud' ? metrics[code].name : metrics[code].short;

/** The name of a metric's figure: 日均 for one that cannot be summed, and 未去重 where several applications are in it. */
function labelOf(code: MetricCode, isSummed: boolean): { label: string; not?: string } {
  const { additive } = metrics[code];
  const words = wordsOf(code);
  return additive ? { label: words } : { label: `日均${words}`, ...(isSummed && { not: '未去重' }) };
}

export const fullLabel = (code: MetricCode, isSummed: boolean): string => {
  const { label, not } = labelOf(code, isSummed);
  return not === undefined ? label : `${label}（${not}）`;
};

/** A figure of the period and its base, if enough was reported to compare. */
export function compared(
  code: MetricCode,
  {
    period,
    days,
    yearAgo,
    inQuestion = [],
    heldApplications = [],
    isRegion = false,
  }: Pick<Drawn, 'period' | 'days' | 'yearAgo' | 'inQuestion' | 'heldApplications' | 'isRegion'>,
) {
  const metric = metrics[code];
  const whole = wholeOf(code, within(days, period));
  const value = figureOf(metric, whole);
  const held = heldOf(inQuestion, code, period);
  const against = (base: readonly Day[], range: Range): Comparison & { leftOut?: LeftOutOfBoth | undefined } => {
    const before = wholeOf(code, base);
    const leftOut = leftOutOf(code, inQuestion, heldApplications, [period, range]);
    const sides = [
      { whole, held, length: lengthOf(period) },
      { whole: before, held: heldOf(inQuestion, code, range), length: lengthOf(range) },
    ] as const;
    return {
      ...(before.due === 0 ? notCompared(undefined) : compare(metric, sides, leftOut, isRegion)),
      ...(leftOut !== undefined && { leftOut }),
    };
  };
  return {
    whole,
    value,
    held,
    counted: countedOf(metric, whole, held, isRegion),
    before: against(within(days, previousOf(period)), previousOf(period)),
    yearAgo: against(within(yearAgo, yearAgoOf(period)), yearAgoOf(period)),
  };
}

/** One figure with 环比, 同比 and a line of the last 30 days. */
export function kpiOf(code: MetricCode, drawn: Drawn): Kpi {
  const { period, days, sight, isSummed, asOf, say } = drawn;
  const { definition, unit, additive } = metrics[code];
  const { value, held, counted, before, yearAgo } = compared(code, drawn);
  const whole = wholeOf(code, countedDays(code, drawn));
  const hidden = isFew(code, value, sight);
  const shown =
    value === undefined ? { number: '—', unit: '' } : hidden ? { number: few, unit: '' } : formatShort(value);
  const seen = seenOf({ code, value, seen: seenFigure(code, within(days, period)), sight }, say);
  const isOne = !isSummed && period.first === period.last;
  const over = drawn.isRegion === true ? undefined : overOf({ code, days: within(days, period), sight, isOne }, say);
  const reported = within(days, period).filter(({ figures }) => figures[code] !== undefined);
  const isCounted = !isSummed && reported.length > 0 && reported.every(({ figures }) => isByCounter(code, figures));
  const line = within(days, lastDays(period.last, 30)).map(({ figures }) => figures[code]);
  const change = (name: string, one: typeof before) => {
    const rest = restParams(code, one, drawn);
    return {
      name,
      text: formatChange(one.change),
      ...(one.why !== undefined && { why: say(fact('statistics.not_compared', { why: one.why })) }),
      ...(rest !== undefined && { why: say(fact('statistics.compared_rest', rest)) }),
    };
  };
  const peak = additive || whole.days < 2 || whole.peakDay === undefined || isFew(code, whole.peak, sight);
  return {
    metric: code,
    ...labelOf(code, isSummed),
    ...(isCounted && { not: say(fact('statistics.by_counter')) }),
    number: shown.number,
    unit: value === undefined || hidden ? '' : `${shown.unit}${unit}`,
    title:
      hidden || value === undefined
        ? definition
        : say(fact('statistics.figure_title', { value: exact(value), unit, definition })),
    changes:
      asOf === undefined && !hidden && value !== undefined ? [change('环比', before), change('同比', yearAgo)] : [],
    ...(!peak && {
      note: `峰值 ${formatNumber(whole.peak)}（${dayName(whole.peakDay ?? '', period.last.slice(0, 4))}）`,
    }),
    ...(seen !== undefined && { seen }),
    ...(over !== undefined && { over }),
    spark: line.some((each) => isFew(code, each, sight)) ? '' : sparkline(line),
    isWeak: !isEnough(whole) && whole.due > 0,
    ...(held !== undefined && {
      held: say(fact('statistics.held_in', heldParams(held, drawn, { code, rest: counted }))),
    }),
  };
}

/** How many reports in question a figure has, where the reader may know of them, and the part of it that is not: the sentence says both numbers. */
export function heldParams(
  { standings, sum, isNewer = false }: Pick<HeldSum, 'standings'> & Partial<HeldSum>,
  { seesOpen = true, sight = 'all' }: Pick<Drawn, 'seesOpen'> & { sight?: Sight },
  of?: { code: MetricCode; rest: number | undefined; isRestToldApart?: boolean },
) {
  if (!maySee(standings, seesOpen)) return { count: undefined, state: '', isNewer };
  const how = { count: standings.length, state: statesText(standings), isNewer };
  if (of?.rest === undefined || sum === undefined) return how;
  const { code, rest, isRestToldApart = false } = of;
  if (isFew(code, rest, sight) || isFew(code, sum, sight)) return how;
  const { unit, additive } = metrics[code];
  // People of several days or applications have no sum; the rest is made as the figure itself is.
  return {
    ...{ ...how, ...(additive && { sum: measured(sum, unit) }) },
    ...(!isRestToldApart && { rest: measured(rest, unit) }),
  };
}

/** Of how many applications a comparison leaves the figures out, and the rest that is compared, where the reader may know; undefined: of none. */
export function restParams(
  code: MetricCode,
  { leftOut, rest }: Pick<Comparison, 'rest'> & { leftOut?: LeftOutOfBoth | undefined },
  { seesOpen = true, sight = 'all' }: Pick<Drawn, 'seesOpen'> & { sight?: Sight },
) {
  if (leftOut === undefined || rest === undefined) return undefined;
  if (!maySee(leftOut.standings, seesOpen)) return { count: undefined, rest: undefined };
  const isHidden = isFew(code, rest, sight) || isFew(code, leftOut.now.sum, sight);
  return { count: leftOut.applications, rest: isHidden ? undefined : measured(rest, metrics[code].unit) };
}

/** Departments know of no question that is not decided. */
export const maySee = (standings: readonly string[], seesOpen: boolean): boolean =>
  seesOpen || standings.every(isSettled);

/** The days of the period as they count. */
const countedDays = (code: MetricCode, { period, days, inQuestion = [], isRegion = false }: Drawn): Day[] =>
  within(days, period).map((day) => countedDay(day, inQuestion, code, isRegion));

/** 完整率, with its parts. */
export function completenessKpi({ period, days, asOf, say }: Drawn): Kpi {
  const whole = wholeOf('', within(days, period));
  const before = wholeOf('', within(days, previousOf(period)));
  const [part, was] = [completeness(whole), completeness(before)];
  const points = part === undefined || was === undefined ? undefined : (part - was) * 100;
  return {
    ...{ metric: 'pv', reports: 'period', label: '完整率' },
    number: formatShare(part).replace('%', ''),
    unit: part === undefined ? '' : '%',
    title: say(fact('statistics.part_title')),
    changes:
      asOf !== undefined || points === undefined
        ? []
        : [
            {
              name: '环比',
              text:
                Math.abs(points) < 0.05 ? '持平' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)} 个百分点`,
            },
          ],
    note: say(fact('statistics.part_note', { reported: exact(whole.reported), due: exact(whole.due) })),
    spark: sparkline(within(days, lastDays(period.last, 30)).map((day) => completeness(day))),
    isWeak: part !== undefined && part < enough,
  };
}

/** How many applications should report; at the end of the period. */
export function connectedKpi({ period, days, asOf }: Drawn): Kpi {
  const due = (range: Range) => within(days, range).at(-1)?.due;
  const [now, before] = [due(period), due(previousOf(period))];
  const more = now === undefined || before === undefined || before === 0 ? undefined : now - before;
  return {
    ...{ metric: 'pv', reports: 'last day', label: '接入应用' },
    number: exact(now),
    unit: '个',
    title: '期末应报送服务数据的应用',
    changes:
      asOf !== undefined || more === undefined
        ? []
        : [
            {
              name: `较${previousNames[period.kind]}`,
              text: more === 0 ? '持平' : `${more > 0 ? '+' : '−'}${Math.abs(more)}`,
            },
          ],
    spark: sparkline(within(days, lastDays(period.last, 30)).map((day) => (day.due === 0 ? undefined : day.due))),
    isWeak: false,
  };
}
