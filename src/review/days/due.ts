import { after, dayOf, days } from '../../clock.ts';
import { isWorkingDay } from './working-days.ts';

/** 18:00 Beijing time of the n-th working day after `from`. */
export function dueAt(from: Date, workingDays: number): Date {
  let date = from;
  for (let left = workingDays; left > 0; ) {
    date = after(date, days(1));
    if (isWorkingDay(dayOf(date))) left -= 1;
  }
  return new Date(`${dayOf(date)}T18:00:00+08:00`);
}

/** How many working days there still are from the day after `from` to the day of `until`, that one included. */
export function workingDaysLeft(from: Date, until: Date): number {
  let left = 0;
  for (let date = after(from, days(1)); dayOf(date) <= dayOf(until); date = after(date, days(1)))
    if (isWorkingDay(dayOf(date))) left += 1;
  return left;
}
