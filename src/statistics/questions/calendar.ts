import { isWorkingDay } from '../../review/days/working-days.ts';
import { dayAfter, daysBetween } from '../reports/closing.ts';
import { weekday } from '../reports/period.ts';

/** Free on a weekday, or open on a weekend. */
const isOdd = (day: string) => isWorkingDay(day) !== weekday(day) < 5;

/** 1 for each day from the first to the last that is one of holidays, with the weekends among them, or is worked for them. */
export function irregularDays(first: string, last: string): Uint8Array {
  const all = daysBetween(dayAfter(first, -8), dayAfter(last, 8));
  const odd = all.map((day) => isOdd(day));
  const free = all.map((day) => !isWorkingDay(day));
  const near = (at: number, step: number): boolean => {
    for (let other = at; free[other] === true; other += step) if (odd[other] === true) return true;
    return false;
  };
  return Uint8Array.from(
    all.slice(8, -8).map((_, at) => (odd[at + 8] === true || near(at + 8, 1) || near(at + 8, -1) ? 1 : 0)),
  );
}
