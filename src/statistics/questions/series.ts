import { median } from '../reports/median.ts';
import { spreadOf } from './chance.ts';

/** Of a reported figure or of one that the Cloud counted, by day; NaN: not known. */
export type Line = Float64Array;

/** How the logins of one day to one application came, from the events themselves; nothing of it names a person. */
export type LoginShape = {
  logins: number;
  people: number;
  /** The parts of all logins: from the one address range, in one kind of device, at night, by accounts of those days that opened nothing else. */
  range: number;
  device: number;
  night: number;
  fresh: number;
  /** How uneven the gaps between logins are: about 1 where people come as they like, 0 where a clock sends them. */
  gaps: number;
};

/** The figures of one application by day, oldest first; column 0 is the day `start`, counted from 1970-01-01. */
export interface Series {
  start: number;
  reported: Readonly<Record<string, Line>>;
  /** The Cloud's own counts, by code. */
  seen: Readonly<Record<string, Line>>;
  /** When a day was first reported, in days. */
  sentAt: Line;
  /** 1: a day of holidays, or one worked for them. */
  irregular: Uint8Array;
  /** Visits of the other platforms of its province and kind together, and how many of them reported. */
  others: { sum: Line; count: Line } | undefined;
  /** Of a day that 自助计数 counted, its visitors and those from the one range of addresses with most of them. */
  countedAt?: (column: number) => { visitors: number; range: number } | undefined;
  /** The logins of a day, and of an ordinary day before it. */
  shapeOf?: (column: number) => { day: LoginShape; usual: LoginShape | undefined } | undefined;
}

/** A figure that does not look like a day of people. `first`, `last`: its columns; the last is the judged one where it says nothing. */
export type Sign = {
  rule: string;
  metric: string;
  first: number;
  last?: number;
  /** Numbers for its sentence. */
  about: Readonly<Record<string, number>>;
};

export type Detector = (series: Series, at: number) => Sign[];

export const valueAt = (line: Line | undefined, column: number): number => line?.[column] ?? Number.NaN;

/** Whether a day is like others of its name: reported, open, and no holiday. */
const isOrdinary = (series: Series, line: Line, column: number): boolean =>
  !Number.isNaN(valueAt(line, column)) && series.irregular[column] === 0;

/** The values of the nearest four ordinary days of the same weekday, of eight weeks. Closed days are left out where there are others. */
export function sameDays(series: Series, line: Line, at: number, from = 7): number[] {
  const found: number[] = [];
  for (let back = from; back <= 56 && found.length < 4; back += 7)
    if (at - back >= 0 && isOrdinary(series, line, at - back)) found.push(valueAt(line, at - back));
  const open = found.filter((value) => value > 0);
  return open.length >= 2 ? open : found;
}

/** The known values from one column to another, both included. */
export function valuesBetween(line: Line | undefined, from: number, to: number): number[] {
  const found: number[] = [];
  for (let column = Math.max(0, from); column <= to; column += 1) {
    const value = valueAt(line, column);
    if (!Number.isNaN(value)) found.push(value);
  }
  return found;
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** How much a figure usually differs from that of a week before, as a logarithm, over the eight weeks that end before `until`. */
export function usualSpread(line: Line, until: number, lag = 7): number | undefined {
  const ratios: number[] = [];
  for (let column = Math.max(lag, until - 56); column < until; column += 1) {
    const [now, before] = [valueAt(line, column), valueAt(line, column - lag)];
    if (now >= 5 && before >= 5) ratios.push(Math.log(now / before));
  }
  return ratios.length < 14 ? undefined : spreadOf(ratios);
}

/** The unit to which a platform rounds by hand: 1, 10, 100, 1000. */
export function unitOf(line: Line, until: number): number {
  const values = valuesBetween(line, until - 42, until - 1).filter((value) => value > 0);
  if (values.length < 10) return 1;
  for (const unit of [1000, 100, 10])
    if (values.filter((value) => value % unit === 0).length >= 0.7 * values.length) return unit;
  return 1;
}

export const middleOf = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : median(values));

/** Whether a platform spreads weekly sums over their days: then equal days are its way of reporting. */
export function isSpread({ reported }: Series, at: number): boolean {
  let [same, all] = [0, 0];
  for (let column = at - 10; column > Math.max(0, at - 66); column -= 1) {
    const [now, before] = [valueAt(reported.pv, column), valueAt(reported.pv, column - 1)];
    if (!(now > 0) || !(before > 0)) continue;
    all += 1;
    if (now === before) same += 1;
  }
  return all < 5 || same > 0.4 * all;
}

/** How far its neighbours were above their usual, as a logarithm; undefined where there are too few. */
export function riseOfOthers(series: Series, column: number): number | undefined {
  const { others } = series;
  if (others === undefined || !(valueAt(others.count, column) >= 4)) return undefined;
  const mean = (at: number) => valueAt(others.sum, at) / valueAt(others.count, at);
  const before = [7, 14, 21, 28, 35, 42].map((back) => mean(column - back)).filter((value) => value > 0);
  return before.length < 3 ? undefined : Math.log(Math.max(mean(column), 0.1) / median(before));
}
