import { after, days } from '../../clock.ts';
import { calendar } from './calendar.ts';

/** Whether offices are open on a day, 2026-10-10: the holidays are known, and the weekends that are worked for them (调休). */
export const isWorkingDay = (day: string): boolean =>
  isPublished(day.slice(0, 4)) ? calendar().isWorkday(day) : isWeekday(day) && !isUsualHoliday(day);

/** The State Council publishes a year's holidays in the November before; the table knows them with its next version. */
const isPublished = (year: string) => calendar().getDayDetail(`${year}-10-01`).name.includes('国庆节');

const noonOf = (day: string) => new Date(`${day}T12:00:00Z`);
const isWeekday = (day: string) => ![0, 6].includes(noonOf(day).getUTCDay());
const nextDay = (day: string) => after(noonOf(day), days(1)).toISOString().slice(0, 10);

/** From first to last, every year. */
const solar = [
  ['01-01', '01-03'],
  ['04-04', '04-06'], // 清明
  ['05-01', '05-05'],
  ['10-01', '10-08'],
] as const;

/** As long as the year is not published: the days that are usually free. A promised answer may come sooner, never later. */
function isUsualHoliday(day: string): boolean {
  if (solar.some(([first, last]) => first <= day.slice(5) && day.slice(5) <= last)) return true;
  const { lunarMon, lunarDay, isLeap } = calendar().getLunarDate(day);
  if (isLeap) return false;
  const is = (month: number, first: number, last = first) =>
    lunarMon === month && first <= lunarDay && lunarDay <= last;
  return is(1, 1, 7) || isNewYear(nextDay(day)) || is(5, 5) || is(8, 15); // 春节 with 除夕, 端午, 中秋
}

function isNewYear(day: string): boolean {
  const { lunarMon, lunarDay } = calendar().getLunarDate(day);
  return lunarMon === 1 && lunarDay === 1;
}
