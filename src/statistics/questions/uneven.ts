import { unlikely } from './alike.ts';
import { logOfLargeSum, logOfSmallSum } from './chance.ts';
import {
  type Line,
  middleOf,
  type Series,
  type Sign,
  sumOf,
  unitOf,
  usualSpread,
  valueAt,
  valuesBetween,
} from './series.ts';

/** Figures that lack the marks of counted ones: chance, odd numbers, any last digit. */

type Differ = { count: number; sum: number; first: number };

/** Squared differences of the last days, each by its variance under chance alone. `of` gives the difference and its variance. */
function differences(at: number, days: number, of: (column: number) => [number, number] | undefined): Differ {
  const found = { count: 0, sum: 0, first: at };
  for (let column = at; column > at - days; column -= 1) {
    const [difference, variance] = of(column) ?? [];
    if (difference === undefined || variance === undefined) {
      if (column === at) return found;
      continue;
    }
    found.count += 1;
    found.sum += difference ** 2 / variance;
    found.first = column;
  }
  return found;
}

/** Days that follow each other, or those of a week before, more closely than visitors who come by chance. */
export function smooth(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  if (line === undefined || !(valueAt(line, at) >= 50)) return [];
  const unit = unitOf(line, at - 2);
  const of = (column: number, back: number) => valueAt(line, column - back);
  const half = unit / 2;
  const shapes: ((column: number) => [number, number])[] = [
    (column) => [
      Math.abs(of(column, 0) - 2 * of(column, 1) + of(column, 2)) + half,
      of(column, 0) + 4 * of(column, 1) + of(column, 2),
    ],
    (column) => [Math.abs(of(column, 0) - of(column, 1)) + half, of(column, 0) + of(column, 1)],
    (column) => [Math.abs(of(column, 0) - of(column, 7)) + half, of(column, 0) + of(column, 7)],
  ];
  for (const days of [6, 10, 14])
    for (const shape of shapes) {
      const own = differences(at, days, (column) => {
        const [difference, variance] = shape(column);
        return difference > half && variance >= 60 ? [difference, variance] : undefined;
      });
      const before = differences(own.first - 8, days, (column) => {
        const [difference, variance] = shape(column);
        return variance >= 60 ? [difference, variance] : undefined;
      });
      if (own.count < 5 || before.count < 5 || logOfSmallSum(own.sum, own.count) > unlikely - 1) continue;
      if (before.sum / before.count < 6 * (own.sum / own.count)) continue;
      return [{ rule: 'smooth', metric: 'pv', first: own.first, about: { days: own.count } }];
    }
  const found = calm(line, at);
  return found.length > 0 ? found : level(line, at);
}

/** Logarithms around the middle of their own week, of a line of some days. */
function aroundWeeks(line: Line, from: number, to: number): number[] {
  const found: number[] = [];
  for (let first = from; first + 6 <= to; first += 7) {
    const week = valuesBetween(line, first, first + 6).filter((value) => value >= 5);
    if (week.length < 5) continue;
    const middle = Math.log(middleOf(week));
    found.push(...week.map((value) => Math.log(value) - middle));
  }
  return found;
}

const meanSquare = (values: readonly number[]) => sumOf(values.map((value) => value ** 2)) / Math.max(1, values.length);

/** Weeks whose days lie around their middle by a fraction of the distance of all weeks before: no weekend, and no chance either. */
function level(line: Line, at: number): Sign[] {
  if (!(valueAt(line, at) >= 30)) return [];
  const before = [1, 2, 3, 4].map((back) => meanSquare(aroundWeeks(line, at - 20 - 21 * back, at - 21 * back)));
  const usual = Math.min(...before);
  for (const days of [14, 21]) {
    const now = aroundWeeks(line, at - days + 1, at);
    if (now.length < days - 2 || !(usual > 0.003)) continue;
    const part = meanSquare(now) / usual;
    if (part > 0.16 || logOfSmallSum(part * (now.length - days / 7), now.length - days / 7) > -6.5) continue;
    return [{ rule: 'smooth', metric: 'pv', first: at - days + 1, about: { days } }];
  }
  return [];
}

/** Days that differ from each other by a fraction of their usual difference. */
function calm(line: Line, at: number): Sign[] {
  const spans = [11, 15, 20].map((days) => {
    const until = at - days - 1;
    return { days, daily: usualSpread(line, until, 1), weekly: usualSpread(line, until) };
  });
  for (const lag of [1, 7, 28, 30, 31, 364, 365])
    for (const { days, daily, weekly } of spans) {
      const usual = lag === 1 ? daily : weekly;
      if (usual === undefined || usual < 0.04) continue;
      const ratios: number[] = [];
      for (let column = at - days + 1; column <= at; column += 1) {
        const [now, before] = [valueAt(line, column), valueAt(line, column - lag)];
        if (now >= 50 && before >= 50) ratios.push(Math.log(now / before));
      }
      if (ratios.length < days - 2) continue;
      const mean = sumOf(ratios) / ratios.length;
      const sum = sumOf(ratios.map((each) => ((each - mean) / usual) ** 2));
      const free = ratios.length - 1;
      if (sum > free * 0.06 || logOfSmallSum(sum, free) > unlikely - 1) continue;
      return [{ rule: 'smooth', metric: 'pv', first: at - days + 1, about: { days: ratios.length } }];
    }
  return [];
}

/** Only round numbers, of a platform that did not round before, or not so. */
export function rounded(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  if (line === undefined || !(valueAt(line, at) > 0)) return [];
  for (const unit of [1000, 500, 100, 50, 10, 5]) {
    if (valueAt(line, at) % unit !== 0) continue;
    const isRound = (own: Line, column: number) => valueAt(own, column) === 0 || !(valueAt(own, column) % unit > 0);
    let [days, first] = [0, at];
    for (let column = at; column > at - 14 && column >= 0 && isRound(line, column); column -= 1) {
      if (!(valueAt(line, column) > 0)) continue;
      days += 1;
      first = column;
    }
    const habit = unitOf(line, first);
    if (days < 3 || habit >= unit) continue;
    const others = ['uv', 'ip'].filter((code) => {
      const own = series.reported[code];
      return (
        own !== undefined &&
        valueAt(own, at) >= unit &&
        valuesBetween(own, first, at).every((value) => value % unit === 0)
      );
    });
    if (-Math.log10(unit / habit) * days * (1 + 0.7 * others.length) > -7) continue;
    const before = valuesBetween(line, first - 42, first - 1).filter((value) => value > 0);
    if (before.length < 10 || before.filter((value) => value % unit === 0).length > 0.3 * before.length) continue;
    return [{ rule: 'rounded', metric: 'pv', first, about: { days, unit } }];
  }
  return [];
}

const digitsOf = (series: Series, from: number, to: number) =>
  ['pv', 'uv', 'ip'].flatMap((code) =>
    valuesBetween(series.reported[code], from, to)
      .filter((value) => value >= 100)
      .map((value) => value % 10),
  );

function oddDigits(digits: readonly number[]): number {
  const expected = digits.length / 10;
  const counts = new Array<number>(10).fill(0);
  for (const digit of digits) counts[digit] = (counts[digit] ?? 0) + 1;
  return logOfLargeSum(sumOf(counts.map((count) => (count - expected) ** 2 / expected)), 9);
}

/** Last digits that people like: counted ones are as often 0 as 7. */
export function digits(series: Series, at: number): Sign[] {
  if (!(valueAt(series.reported.pv, at) >= 100)) return [];
  for (const days of [14, 28, 42]) {
    const now = digitsOf(series, at - days + 1, at);
    if (now.length < 36 || oddDigits(now) > unlikely + 1) continue;
    const before = digitsOf(series, at - days - 55, at - days);
    if (before.length < 60 || oddDigits(before) < -3) continue;
    return [{ rule: 'digits', metric: 'pv', first: at - days + 1, about: { days } }];
  }
  return [];
}
