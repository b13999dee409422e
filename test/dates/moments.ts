import { after, dayNumber, dayOf, dayStart, days, hours, yearOf } from '../../src/clock.ts';
import { calendar } from '../../src/review/days/calendar.ts';
import { isWorkingDay } from '../../src/review/days/working-days.ts';

/** A moment at which tests are run, and why. `files`: only these tests. */
export type Moment = { name: string; at: Date; files?: readonly string[] };

const on = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`);
const isLeap = (year: number) => new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;

/** That day of the year, the next time that there is one in such a year. */
function next(now: Date, monthAndDay: string, isMeant: (year: number) => boolean = () => true): string {
  for (let year = yearOf(now); ; year += 1) {
    const day = `${year}-${monthAndDay}`;
    if (isMeant(year) && day > dayOf(now)) return day;
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

/** Days from the last Monday. */
const sinceMonday = (at: Date) => (dayNumber(at) + 3) % 7; // 1 January 1970 was a Thursday

/** Tests that depend on months and years of people, of keys and of retention; the end of February of a leap year is for all. */
const byCalendar = [
  'citizens/family',
  'operations/months',
  'statistics',
  'citizens/privacy',
  'applications',
  'review/days',
  'links/watch',
  'jobs',
];

/**
 * Days on which something is other than on most, each the next one after `now`. All in Beijing. A run that begins ten minutes before midnight
 * goes on into the day after, while it is yesterday in UTC.
 */
export function moments(now: Date): readonly Moment[] {
  const festival = nextSpringFestival(now);
  const found: Moment[] = [
    {
      name: 'the last minutes of the year, and New Year while it is last year in UTC',
      at: on(next(now, '12-31'), '23:50'),
    },
    { name: '28 February and a leap day', at: on(next(now, '02-28', isLeap), '23:50') },
    { name: 'the end of a quarter', at: on(next(now, '03-31'), '10:00') },
    { name: 'the last working day before 春节', at: on(workingDayBeside(festival, -1), '16:30') },
    { name: 'the first working day after 春节', at: on(workingDayBeside(festival, 1), '09:00') },
    {
      name: '28 February and 1 March',
      at: on(
        next(now, '02-28', (year) => !isLeap(year)),
        '23:50',
      ),
      files: byCalendar.map((room) => `test/${room}/**/*.test.ts`),
    },
  ];
  if (found.some(({ at, files }) => files === undefined && sinceMonday(at) === 0)) return found;
  return [...found, { name: 'a Monday', at: after(dayStart(now, 7 - sinceMonday(now)), hours(9)) }];
}
