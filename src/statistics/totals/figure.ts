import type { Actor } from '../../actor.ts';
import { type AttestedFigures, attestedFigures, attestedParts, attestingOf } from '../reports/attested.ts';
import { type Figures, isMetric, type Metric } from '../reports/metric.ts';

/** One day of a region, an institution or an application. */
export interface Day {
  day: string;
  figures: Figures;
  /** Of several applications: the sums of the attested parts of each report. Of one it follows from the figures. */
  attested?: Figures;
  reported: number;
  due: number;
  late: number;
  revised: number;
  updatedAt?: Date;
}

export const attestedOn = ({ figures, attested }: Pick<Day, 'figures' | 'attested'>): Figures =>
  attested ?? attestedParts(figures);

/** A metric over some days. The `sum` of one that cannot be summed is only shown with that caveat. */
export interface Whole {
  sum: number;
  /** On how many days it is known. */
  days: number;
  peak: number;
  peakDay: string | undefined;
  reported: number;
  due: number;
  /** On how many days anything was due. */
  dueDays: number;
  late: number;
  revised: number;
}

export function wholeOf(code: string, days: readonly Day[]): Whole {
  const whole: Whole = {
    sum: 0,
    days: 0,
    peak: 0,
    peakDay: undefined,
    reported: 0,
    due: 0,
    dueDays: 0,
    late: 0,
    revised: 0,
  };
  for (const { day, figures, reported, due, late, revised } of days) {
    whole.reported += reported;
    whole.due += due;
    if (due > 0) whole.dueDays += 1;
    whole.late += late;
    whole.revised += revised;
    const value = figures[code];
    if (value === undefined) continue;
    whole.sum += value;
    whole.days += 1;
    if (whole.peakDay === undefined || value > whole.peak) {
      whole.peak = value;
      whole.peakDay = day;
    }
  }
  return whole;
}

/** The figure for the days: the sum, or for a metric that cannot be summed the mean of the known days (日均). */
export function figureOf(
  { additive }: Pick<Metric, 'additive'>,
  { sum, days }: Pick<Whole, 'sum' | 'days'>,
): number | undefined {
  if (days === 0) return undefined;
  return additive ? sum : Math.round(sum / days);
}

/** 完整率: reported of due; undefined if nothing is due. */
export const completeness = ({ reported, due }: Pick<Whole, 'reported' | 'due'>): number | undefined =>
  due === 0 ? undefined : reported / due;

/** Below it a total is marked and left out of rankings and comparisons. */
export const enough = 0.8;
export const isEnough = (whole: Pick<Whole, 'reported' | 'due'>): boolean => (completeness(whole) ?? 0) >= enough;

/** A period as far as it may be compared: how much of it is there, and how many days it has. */
export type Side = { whole: Pick<Whole, 'reported' | 'due' | 'dueDays'>; length: number };

/** Why a period is not compared with its base: too few of the due reports came, or nothing was due on too many days. */
export function whyNotCompared(now: Side, base: Side): string | undefined {
  const why = ({ whole, length }: Side): string | undefined => {
    if (whole.due === 0) return undefined; // nothing to compare, and nothing to report
    if (whole.dueDays < enough * length) return `应报 ${whole.dueDays}/${length} 天`;
    return isEnough(whole) ? undefined : `完整率 ${formatShare(completeness(whole))}`;
  };
  const own = why(now);
  if (own !== undefined) return own;
  const before = why(base);
  return before === undefined ? undefined : `当时${before}`;
}

/** The change as a share of the base; undefined without one: never ∞. */
export const changeOf = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined || base === 0 ? undefined : (value - base) / base;

const grouped = (value: number) => value.toLocaleString('en');
const short = (value: number) =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : grouped(Math.round(value));

/** 16.7 万, 4.21 万, 1.2 亿: three digits and the unit, as people say large numbers; smaller ones as they are. */
export function formatShort(value: number): { number: string; unit: '' | '万' | '亿' } {
  if (value >= 99_995_000) return { number: short(value / 100_000_000), unit: '亿' };
  if (value >= 10_000) return { number: short(value / 10_000), unit: '万' };
  return { number: grouped(value), unit: '' };
}

export function formatNumber(value: number | undefined): string {
  if (value === undefined) return '—';
  const { number, unit } = formatShort(value);
  return unit === '' ? number : `${number} ${unit}`;
}

/** 16.7 万次, 8,030 次 */
export function measured(value: number, unit: string): string {
  const { number, unit: size } = formatShort(value);
  return `${number} ${size}${unit}`;
}

export const exact = (value: number | undefined): string => (value === undefined ? '—' : grouped(value));

/** +4.2%, −3.1%, 0.0%, — */
export function formatChange(change: number | undefined): string {
  if (change === undefined) return '—';
  const text = `${Math.abs(change * 100).toFixed(Math.abs(change) >= 10 ? 0 : 1)}%`;
  return /^0\.0%$/.test(text) ? '0.0%' : `${change > 0 ? '+' : '−'}${text}`;
}

/** 93.4%; never 100% where something is missing. */
export function formatShare(part: number | undefined): string {
  if (part === undefined) return '—';
  if (part >= 1) return '100%';
  return `${(Math.floor(part * 1000) / 10).toFixed(1)}%`;
}

/** Counts of single citizens: where there are few, lower levels see that there are few. */
const ofCitizens: ReadonlySet<string> = new Set([
  'ncc_logins',
  'ncc_login_users',
  'ncc_visits',
  'ncc_visitors',
  'new_users',
  'active_users',
]);
export type Sight = 'all' | 'few';
/** R03: programs, institutions and departments of a region are lower levels; who works for the whole country sees all. */
export const sightOf = (actor: Actor): Sight =>
  actor.kind === 'operator' || (actor.kind === 'staff' && actor.regions === undefined) ? 'all' : 'few';
/** A file is passed on: its readers are not who saved it. */
export const sightInFile: Sight = 'few';
export const isFew = (code: string, value: number | undefined, sight: Sight): boolean =>
  sight === 'few' && ofCitizens.has(code) && value !== undefined && value > 0 && value < 10;
/** <10 */
export const few = '<10';
/** A figure as its reader may see it. */
export const figureText = (code: string, value: number | undefined, sight: Sight): string =>
  isFew(code, value, sight) ? few : exact(value);

/** Whether the part of a figure that the Cloud saw is a count of few citizens: pages, files and programs ask here. */
export const isFewSeen = (code: string, value: number | undefined, sight: Sight): boolean => {
  const attesting = isMetric(code) ? attestingOf(code) : undefined;
  return attesting !== undefined && isFew(attesting.by, value, sight);
};
/** The part of a figure that the Cloud saw, as its reader may see it. */
export const seenText = (code: string, value: number | undefined, sight: Sight): string =>
  isFewSeen(code, value, sight) ? few : exact(value);
/** Of a day: the parts that its reader may see, by the code of the metric. */
export const attestedShown = (counted: Figures, sight: Sight): AttestedFigures =>
  Object.fromEntries(
    Object.entries(attestedFigures(counted)).filter(([code, { value }]) => !isFewSeen(code, value, sight)),
  );
