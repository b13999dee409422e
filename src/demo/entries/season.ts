import { after, dayOf, days, startOf } from '../../clock.ts';
import { calendar } from '../../review/days/calendar.ts';

const weekdays = '一二三四五六日';

/** 11-2: a month from November to February; without a season every month is in it. */
export function isInSeason(season: string, at: Date): boolean {
  const [first = 0, last = first] = season === '' ? [1, 12] : season.split('-').map(Number);
  const month = Number(dayOf(at).slice(5, 7));
  return first <= last ? month >= first && month <= last : month >= first || month <= last;
}

/** 1 (周一) to 7 (周日) of a day of Beijing. */
export const weekdayOf = (at: Date): number => (startOf(dayOf(at)).getUTCDay() + 1) % 7 || 7;

/** By the table of the Purple Mountain Observatory: Intl is a day late where a new moon is minutes before midnight (February of 2027 and 2030). */
const lunarDay = (day: string): string => {
  const { lunarMon, lunarDay: number, isLeap } = calendar().getLunarDate(day);
  return isLeap ? '' : `${lunarMon}/${number}`;
};
const isClearBright = (day: string) =>
  day === calendar().getSolarTermDate(Number(day.slice(0, 4)), 4, 'pure_brightness');

/** Whether a festival is on this day. */
const festivals: Readonly<Record<string, (day: string) => boolean>> = {
  元旦: (day) => day.slice(5) === '01-01',
  春节: (day) => lunarDay(day) === '1/1',
  元宵: (day) => lunarDay(day) === '1/15',
  清明: isClearBright,
  端午: (day) => lunarDay(day) === '5/5',
  中秋: (day) => lunarDay(day) === '8/15',
  国庆: (day) => day.slice(5) === '10-01',
};

/** So far ahead an event of a festival is announced. */
const announced = 75;

const found = new Map<string, string | undefined>();

/** The day of the festival, as far as it is near enough to be spoken of. */
function festivalDay(name: string, now: Date): string | undefined {
  const is = festivals[name];
  if (is === undefined) throw new Error(`${name} is no festival`);
  const key = `${name} ${dayOf(now)}`;
  if (!found.has(key)) found.set(key, search(is, now));
  return found.get(key);
}

function search(is: (day: string) => boolean, now: Date): string | undefined {
  for (let later = 0; later <= announced; later += 1) {
    const day = dayOf(after(startOf(dayOf(now)), days(later)));
    if (is(day)) return day;
  }
  return undefined;
}

export type Span = { start: Date; end: Date };
type Counting = { season: string; now: Date; hours: string };

/**
 * When it takes place (places/README.md says how that is written), counted from `now`: always still to come, but for exhibitions and
 * those of the whole day. Undefined: its festival is far, or the day is outside its season.
 */
export function spanOf(text: string, { season, now, hours }: Counting): Span | undefined {
  const found = text.startsWith('从') ? opened(text, now, hours) : dated(text, now);
  return found === undefined || !isInSeason(season, found.start) ? undefined : found;
}

/** Whether hours such as 周二至周四 09:00–17:00；周五 09:00–21:00 have this day of the week. */
function isOpenOn(hours: string, day: string): boolean {
  const weekday = weekdayOf(startOf(day));
  const spans = Array.from(
    hours.matchAll(/周(.)(?:至周(.))?/g),
    ([, first = '', last = first]) => [first, last] as const,
  );
  const isWithin = ([first, last]: readonly [string, string]) =>
    weekday > weekdays.indexOf(first) && weekday <= weekdays.indexOf(last) + 1;
  return spans.length === 0 || spans.some(isWithin);
}

/** 从-18 到34: by days from today, from opening to closing; where the house is closed on such a day, from the next or until the one before. */
function opened(text: string, now: Date, hours: string): Span {
  const [, from = '', until = ''] = /^从(-?\d+) 到(-?\d+)$/.exec(text) ?? [];
  if (until === '') throw new Error(`${text} is no time`);
  const [, open = '09:00', close = '17:00'] = /(\d\d:\d\d)[–-](\d\d:\d\d)/.exec(hours) ?? [];
  const openDay = (later: number, step: 1 | -1): string => {
    const day = dayOf(after(now, days(later)));
    return isOpenOn(hours, day) ? day : openDay(later + step, step);
  };
  const [first, last] = [openDay(Number(from), 1), openDay(Number(until), -1)];
  return { start: new Date(`${first}T${open}:00+08:00`), end: new Date(`${last}T${close}:00+08:00`) };
}

function dated(text: string, now: Date): Span | undefined {
  const [, on = '', from = '', until = '', weeks = '0'] = /^(\S+) (\d\d:\d\d)-(\d\d:\d\d)(?: (\d+))?$/.exec(text) ?? [];
  if (on === '') throw new Error(`${text} is no time`);
  const at = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`);
  const [, festival = '', moved = '0'] = /^(..)([+-]\d+)$/.exec(on) ?? [];
  if (festival !== '') {
    const day = festivalDay(festival, after(now, -days(Math.max(0, Number(moved)))));
    if (day === undefined) return undefined;
    const start = at(dayOf(after(startOf(day), days(Number(moved)))), from);
    return start <= now ? undefined : { start, end: at(dayOf(start), until) };
  }
  if (on === '今天') return { start: at(dayOf(now), from), end: at(dayOf(now), until) };
  const weekday = weekdays.indexOf(on.slice(-1)) + 1;
  let day = dayOf(after(now, days((weekday - weekdayOf(now) + 7) % 7)));
  if (at(day, from) <= now) day = dayOf(after(startOf(day), days(7)));
  day = dayOf(after(startOf(day), days(7 * Number(weeks))));
  return { start: at(day, from), end: at(day, until) };
}
