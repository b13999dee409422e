import { calendar } from '../review/calendar.ts';
import type { Band, Mark } from './chart-line.ts';
import { dayName } from './dashboard-period.ts';

/** 国庆, 春节; undefined on a day that no holiday makes free. */
export function holidayOf(day: string): string | undefined {
  const { name, work } = calendar().getDayDetail(day);
  const [, chinese] = name.split(',');
  return work || chinese === undefined ? undefined : chinese.replace(/(?<=..)节$/, '');
}

/** Free days in a row that one holiday made free. */
export function holidays(days: readonly string[]): Band[] {
  const bands: Band[] = [];
  for (const [place, day] of days.entries()) {
    const name = holidayOf(day);
    if (name === undefined) continue;
    const before = bands.at(-1);
    if (before !== undefined && before.name === name && before.last === place - 1) before.last = place;
    else bands.push({ first: place, last: place, name });
  }
  return bands;
}

/** Which days an axis names: the last one, and firsts of months, of many months every second or third, and never two that touch. */
export function marksOf(days: readonly string[]): Mark[] {
  const last = days.length - 1;
  if (last < 0) return [];
  const year = days[last]?.slice(0, 4);
  const room = Math.max(4, Math.ceil(days.length / 11));
  const every = days.length > 200 ? 3 : 1;
  const isNamed = (day: string) =>
    days.length <= 45 ? [1, 8, 15, 22].includes(Number(day.slice(8))) : day.endsWith('-01');
  const named = days.flatMap((day, place) =>
    isNamed(day) && (Number(day.slice(5, 7)) - 1) % every === 0 && last - place > room
      ? [{ place, name: dayName(day, year) }]
      : [],
  );
  return [...named, { place: last, name: dayName(days[last] ?? '', year) }];
}
