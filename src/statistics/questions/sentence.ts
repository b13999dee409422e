import { dayName } from '../reports/period.ts';

/** 10月12日, 10月12日至14日 */
export function periodText(first: string, last: string): string {
  if (first === last) return dayName(first);
  const year = first.slice(0, 4);
  return first.slice(0, 7) === last.slice(0, 7)
    ? `${dayName(first)}至${Number(last.slice(8))}日`
    : `${dayName(first)}至${dayName(last, year)}`;
}
