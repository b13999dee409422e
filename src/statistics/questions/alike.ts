import { logOfHit, spreadOf } from './chance.ts';
import { type Line, type Series, type Sign, unitOf, usualSpread, valueAt } from './series.ts';

/** Days that are like others: the same, a copy of earlier ones, or always the same part of other figures. */

const lags = [...Array.from({ length: 62 }, (_, index) => index + 1), 364, 365, 366, 371];
/** How unlikely a likeness has to be. All days and lags of a year of a country are 10^9 tries, and figures are more uneven than is assumed here. */
export const unlikely = -9;
const longest = 28;
const watched = ['pv', 'uv', 'ip'] as const;

type Own = { line: Line; unit: number; spread: number };

/** Differences of real days are at least as large as chance makes them, and about as large as they were. */
const deviationOf = ({ spread }: Own, now: number, before: number): number =>
  Math.max(Math.sqrt(now + before), 0.7 * spread * now);

function ownOf(series: Series, at: number): Own[] {
  return watched.flatMap((code) => {
    const line = series.reported[code];
    if (line === undefined) return [];
    return { line, unit: unitOf(line, at - 2), spread: usualSpread(line, at - 13) ?? 0 };
  });
}

type Run = { days: number; first: number; log: number };

/** How far back each day equals that of `lag` days before. Days that were closed or are missing say nothing. */
function equalRun(own: readonly Own[], at: number, lag: number): Run {
  const [main] = own;
  const run = { days: 0, first: at, log: 0 };
  if (main === undefined) return run;
  for (let column = at; column > at - longest && column - lag >= 0; column -= 1) {
    const [now, before] = [valueAt(main.line, column), valueAt(main.line, column - lag)];
    if (Number.isNaN(now) || Number.isNaN(before) || now + before === 0) {
      if (column === at) return run;
      continue;
    }
    if (now !== before) break;
    run.days += 1;
    run.first = column;
    for (const { line, unit, ...rest } of own) {
      const [value, other] = [valueAt(line, column), valueAt(line, column - lag)];
      if (value === other && value >= 5) run.log += logOfHit(unit, deviationOf({ line, unit, ...rest }, value, other));
    }
  }
  return run;
}

/** Whether days of before were alike in the same way: then it is how this platform reports, and was asked about when it began. */
function isHabit(line: Line, { first, days }: Run, lag: number): boolean {
  let [same, all] = [0, 0];
  for (let column = lag === 1 ? first - 2 : first - 1; column >= Math.max(lag, first - 42); column -= 1) {
    const [now, before] = [valueAt(line, column), valueAt(line, column - lag)];
    if (Number.isNaN(now) || Number.isNaN(before) || now + before === 0) continue;
    all += 1;
    if (now === before) same += 1;
  }
  return all < 10 ? days < 10 : same >= 0.25 * all;
}

/** The same figure again and again, and a stretch of earlier days once more. */
export function copied(series: Series, at: number): Sign[] {
  const own = ownOf(series, at);
  const [main] = own;
  if (main === undefined || Number.isNaN(valueAt(main.line, at))) return [];
  for (const lag of lags) {
    if (valueAt(main.line, at) !== valueAt(main.line, at - lag)) continue;
    const run = equalRun(own, at, lag);
    if (run.days < 2 || run.log > unlikely) continue;
    if (isHabit(main.line, run, lag)) continue;
    if (lag === 1)
      return [
        {
          rule: 'repeated',
          metric: 'pv',
          first: run.first - 1,
          about: { days: run.days + 1, value: valueAt(main.line, at) },
        },
      ];
    return [{ rule: 'copied', metric: 'pv', first: run.first, about: { days: run.days, lag } }];
  }
  return [];
}

/** How a product becomes a whole number: to the nearest, down, up. A program always does it in one way. */
const roundings = [
  [0.5, 0.5],
  [0, 1],
  [1, 0],
] as const;
type Rounding = (typeof roundings)[number];
/** Three ways are three tries. */
const ofThree = Math.log10(roundings.length);

/** Which factors turn `before` into `now`, by that rounding. */
const factorsOf = (now: number, before: number, unit: number, [below, above]: Rounding) => ({
  least: (now - unit * below) / before,
  most: (now + unit * above) / before,
});

/** How far back one factor turns the second line into the first, by the rounding that goes furthest. */
function factorRun(
  at: number,
  lag: number,
  now: Own,
  before: Line,
  deviation: (value: number, other: number) => number,
) {
  const [first, ...more] = roundings.map((rounding) => roundedRun(at, lag, now, before, deviation, rounding));
  const best = more.reduce((one, other) => (other !== undefined && other.log < (one?.log ?? 0) ? other : one), first);
  if (best === undefined) throw new Error('there is no rounding');
  return { ...best, log: Math.min(0, best.log + ofThree) };
}

function roundedRun(
  at: number,
  lag: number,
  now: Own,
  before: Line,
  deviation: (value: number, other: number) => number,
  rounding: Rounding,
) {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  const run = { days: 0, first: at, log: 0, factor: 1 };
  for (let column = at; column > at - longest && column - lag >= 0; column -= 1) {
    const [value, other] = [valueAt(now.line, column), valueAt(before, column - lag)];
    if (Number.isNaN(value) || Number.isNaN(other) || value + other === 0) {
      if (column === at) return run;
      continue;
    }
    if (other === 0 || value === 0) break;
    const factors = factorsOf(value, other, now.unit, rounding);
    const width = run.days === 0 ? 0 : now.unit + other * (most - least);
    const [low, high] = [Math.max(least, factors.least), Math.min(most, factors.most)];
    if (low > high) break;
    [least, most] = [low, high];
    if (run.days > 0) run.log += logOfHit(width, deviation(value, other));
    run.days += 1;
    run.first = column;
  }
  run.factor = (least + most) / 2;
  return run;
}

/** An earlier stretch times one number: last month and a tenth. */
export function scaled(series: Series, at: number): Sign[] {
  const own = ownOf(series, at);
  const [main, ...others] = own;
  if (main === undefined || !(valueAt(main.line, at) >= 20)) return [];
  for (const lag of lags) {
    const run = factorRun(at, lag, main, main.line, (value, other) => deviationOf(main, value, other));
    if (run.days < 3 || Math.abs(run.factor - 1) < 0.004) continue;
    const more = others.map((each) =>
      factorRun(at, lag, each, each.line, (value, other) => deviationOf(each, value, other)),
    );
    const together = more.filter(({ days, factor }) => days >= run.days && Math.abs(factor / run.factor - 1) < 0.02);
    const log = run.log + together.reduce((sum, each) => sum + each.log, 0);
    if (log > unlikely + 1) continue;
    if (factorRun(run.first - 1, lag, main, main.line, () => 1).days >= 3) continue;
    return [
      {
        rule: 'scaled',
        metric: 'pv',
        first: run.first,
        about: { days: run.days, lag, factor: Math.round(run.factor * 1000) / 1000 },
      },
    ];
  }
  return [];
}

/** How much a part of a whole usually differs, as a logarithm. */
function partSpread(line: Line, whole: Line, until: number): number {
  const parts: number[] = [];
  for (let column = until - 56; column < until; column += 1)
    if (valueAt(line, column) >= 5) parts.push(Math.log(valueAt(line, column) / valueAt(whole, column)));
  return parts.length < 14 ? 0 : spreadOf(parts);
}

/** Visitors that are the same part of all visits each day: real ones differ. */
export function ratio(series: Series, at: number): Sign[] {
  const [pv, uv, ip] = watched.map((code) => series.reported[code]);
  if (pv === undefined || uv === undefined || !(valueAt(pv, at) >= 30)) return [];
  const runOf = (line: Line, whole: Line) => {
    const spread = partSpread(line, whole, at - 5);
    const now = { line, unit: unitOf(line, at - 5), spread };
    return factorRun(at, 0, now, whole, (value) => Math.max(0.7 * Math.sqrt(value), 0.7 * spread * value, 1));
  };
  const [ofVisits, ofVisitors] = [runOf(uv, pv), ip && runOf(ip, uv)];
  for (const [metric, run, line, whole] of [
    ['uv', ofVisits, uv, pv],
    ['ip', ofVisitors, ip, uv],
  ] as const) {
    if (run === undefined || line === undefined || run.days < 5) continue;
    const other = metric === 'uv' ? ofVisitors : ofVisits;
    const log = run.log + (other !== undefined && other.days >= run.days ? other.log : 0);
    const isNews = run.first >= 21 && hasRatioBefore(line, whole, run.first);
    // From the first day on: only where it is as exact as no count can be.
    if (log > (isNews ? unlikely : 3 * unlikely)) continue;
    const percent = Math.round(run.factor * 1000) / 10;
    return [{ rule: 'ratio', metric, first: run.first, about: { days: run.days, percent } }];
  }
  return [];
}

/** Whether the part differed before, as it does where both are counted. */
function hasRatioBefore(line: Line, whole: Line, first: number): boolean {
  const now = { line, unit: 1, spread: 0 };
  let [tried, long] = [0, 0];
  for (let column = first - 2; column >= Math.max(5, first - 30); column -= 4) {
    if (!(valueAt(whole, column) > 0)) continue;
    tried += 1;
    if (factorRun(column, 0, now, whole, () => 1).days >= 5) long += 1;
  }
  return tried >= 3 && long <= tried / 3;
}
