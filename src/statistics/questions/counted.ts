import type { Series, Sign } from './series.ts';
import { valueAt } from './series.ts';

/** New visitors of a range of addresses (/24, of IPv6 /48) a day: 自助计数 takes no more. */
export const mostOfRange = 3_000;

/** Visitors of one range from which on it is asked about, their part of all, and how many times the most of the four weeks before. */
const [fewest, part, times] = [500, 0.2, 3];
const weeks = 28;

/**
 * Visitors that 自助计数 counted, and far more of them from one range of addresses than ever: a school's day, or a flood. A range that reached its
 * bound is asked about in any case. Where the report is far below the count, nothing of it was reported.
 */
export function ranged(series: Series, at: number): Sign[] {
  const now = series.countedAt?.(at);
  if (now === undefined || now.range < fewest) return [];
  if (!(valueAt(series.reported.uv, at) >= 0.9 * now.visitors)) return [];
  const before = Array.from({ length: weeks }, (_, back) => series.countedAt?.(at - 1 - back)?.range ?? 0);
  const usual = Math.max(...before);
  const isFar = now.range >= part * now.visitors && now.range >= times * usual;
  if (!isFar && now.range < mostOfRange) return [];
  const percent = Math.round((now.range / Math.max(1, now.visitors)) * 100);
  return [{ rule: 'range', metric: 'uv', first: at, about: { range: now.range, percent, usual } }];
}
