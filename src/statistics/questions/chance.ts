import { median } from '../reports/median.ts';

/** How unlikely something is, as logarithms to the base of ten: -9 is one in a billion. */

/** Of a normal value to lie within half of `width` around its mean. */
export const logOfHit = (width: number, deviation: number): number =>
  Math.log10(Math.min(1, (0.4 * width) / Math.max(deviation, 1e-9)));

/** Of a sum of `count` squared deviations to be at most `sum`: how unlikely it is that figures differ so little. */
export function logOfSmallSum(sum: number, count: number): number {
  if (count <= 0 || sum >= count) return 0;
  const half = count / 2;
  let series = 1;
  let term = 1;
  for (let n = 1; n < 200 && term > series * 1e-9; n += 1) {
    term *= sum / 2 / (half + n);
    series += term;
  }
  const natural = half * Math.log(sum / 2) - sum / 2 - logGamma(half + 1) + Math.log(series);
  return Math.min(0, natural / Math.LN10);
}

/** Of a sum of `count` squared deviations to be at least `sum` (Wilson and Hilferty). */
export function logOfLargeSum(sum: number, count: number): number {
  const part = 2 / (9 * count);
  const z = ((sum / count) ** (1 / 3) - (1 - part)) / Math.sqrt(part);
  return z <= 0 ? 0 : logOfTail(z);
}

/** Of a normal value to lie that many deviations above its mean. */
function logOfTail(z: number): number {
  const natural =
    -(z * z) / 2 - Math.log(z + Math.sqrt(z * z + 8 / Math.PI)) + Math.log(2) - 0.5 * Math.log(2 * Math.PI);
  return natural / Math.LN10;
}

/** Stirling's series. */
function logGamma(x: number): number {
  if (x < 7) return logGamma(x + 1) - Math.log(x);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}

/** Like a standard deviation, and not moved by a few values that are far off. */
export function spreadOf(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}
