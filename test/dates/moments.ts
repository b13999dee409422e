import { after, dayNumber, dayOf, dayStart, days, hours, minutes, yearOf } from '../../src/clock.ts';
import { calendar } from '../../src/review/days/calendar.ts';
import { isWorkingDay } from '../../src/review/days/working-days.ts';

/** A moment at which tests are run, and what is particular about it. */
export type Moment = { name: string; at: Date };

const on = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`);
const isDay = (day: string) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);

/** That day of the year, the next time that there is one. */
function next(now: Date, monthAndDay: string): string {
  for (let year = yearOf(now); ; year += 1) {
    const day = `${year}-${monthAndDay}`;
    if (isDay(day) && day > dayOf(now)) return day;
  }
}

/** The nearest working day before or after that one. */
function workingDayBeside(day: Date, step: 1 | -1): string {
  let found = day;
  do found = after(found, days(step));
  while (!isWorkingDay(dayOf(found)));
  return dayOf(found);
}

/** 初一 of the next 春节. */
function nextSpringFestival(now: Date): Date {
  let day = dayStart(now, 1);
  for (;;) {
    const { lunarMon, lunarDay } = calendar().getLunarDate(dayOf(day));
    if (lunarMon === 1 && lunarDay === 1) return day;
    day = after(day, days(1));
  }
}

/** Days on which something is other than on most, each the next one after `now`. All in Beijing. */
export function moments(now: Date): readonly Moment[] {
  const festival = nextSpringFestival(now);
  const sinceMonday = (dayNumber(now) + 3) % 7; // 1 January 1970 was a Thursday
  return [
    { name: 'the last minutes of the year', at: on(next(now, '12-31'), '23:50') },
    { name: 'New Year, while it is last year in UTC', at: on(next(now, '01-01'), '00:20') },
    { name: 'the end of February', at: on(next(now, '02-28'), '10:00') },
    { name: 'a leap day', at: on(next(now, '02-29'), '10:00') },
    { name: 'the end of a quarter', at: on(next(now, '03-31'), '10:00') },
    { name: 'the last working day before 春节', at: on(workingDayBeside(festival, -1), '16:30') },
    { name: 'the first working day after 春节', at: on(workingDayBeside(festival, 1), '09:00') },
    { name: 'a Monday', at: after(dayStart(now, 7 - sinceMonday), hours(9)) },
    { name: 'midnight, while it is yesterday in UTC', at: after(dayStart(now, 1), minutes(3)) },
  ];
}
