import type { Quantile } from '../totals/chart-carto.ts';

export type Part = { name: string; value: number; text: string };
type Drawn = { share: string; x: string; width: string; shade: Quantile };
export type Slice = Part & Drawn;

const percent = (part: number) => `${Number((part * 100).toFixed(1))}%`;
const shades: readonly Quantile[] = [5, 4, 3, 2, 1];

/** Parts of a whole in a row, the largest first, with a hairline of paper between them. */
export function stack<One extends Part>(parts: readonly One[]): (One & Drawn)[] {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  if (whole === 0) return [];
  let before = 0;
  return parts
    .filter(({ value }) => value > 0)
    .toSorted((one, other) => other.value - one.value)
    .map((part, place) => {
      const share = part.value / whole;
      const slice = {
        ...part,
        share: percent(share),
        x: percent(before),
        width: percent(Math.max(0.002, share - 0.004)),
        shade: shades[place % shades.length] ?? 5,
      };
      before += share;
      return slice;
    });
}

export type Ranked = { place: number; width: string };

/** Bars from the largest to the smallest; equal values share their place. */
export function rank<One extends { value: number }>(all: readonly One[], most = all.length): (One & Ranked)[] {
  const sorted = all.toSorted((one, other) => other.value - one.value);
  const largest = sorted[0]?.value ?? 0;
  return sorted.slice(0, most).map((one) => ({
    ...one,
    place: sorted.findIndex(({ value }) => value === one.value) + 1,
    width: percent(largest === 0 ? 0 : one.value / largest),
  }));
}
