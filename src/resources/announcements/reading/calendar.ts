import { calendar } from '../../../review/days/calendar.ts';

const msPerDay = 86_400_000;
const two = (value: number) => String(value).padStart(2, '0');

/** 2026-02-30 is none. */
export function dayFrom(year: number, month: number, date: number): string | undefined {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date || year < 0 || year > 9999
    ? undefined
    : `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

const numberOf = (day: string) =>
  Math.round(Date.UTC(yearIn(day), monthIn(day) - 1, Number(day.slice(8, 10))) / msPerDay);
export const addDays = (day: string, count: number): string =>
  new Date((numberOf(day) + count) * msPerDay).toISOString().slice(0, 10);
/** How many days the second is later than the first. */
export const daysBetween = (first: string, second: string): number => numberOf(second) - numberOf(first);
/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: string): number => ((numberOf(day) + 3) % 7) + 1;
export const yearIn = (day: string): number => Number(day.slice(0, 4));
export const monthIn = (day: string): number => Number(day.slice(5, 7));

/** The day of a lunar date, by a table: the calendar of Intl is a day off in 2027 and 2030. */
export function lunarDay(year: number, month: number, date: number): string | undefined {
  if (year < 1900 || year > 2099) return undefined;
  const { getSolarDateFromLunar, getLunarDate, monthDays } = calendar();
  if (date > monthDays(year, month)) return undefined;
  const day = getSolarDateFromLunar(`${year}-${two(month)}-${two(date)}`).date;
  const back = getLunarDate(day);
  return back.lunarMon === month && back.lunarDay === date ? day : undefined;
}

const solar: Readonly<Record<string, readonly [number, number]>> = {
  元旦: [1, 1],
  妇女节: [3, 8],
  三八节: [3, 8],
  植树节: [3, 12],
  世界读书日: [4, 23],
  五一: [5, 1],
  劳动节: [5, 1],
  五四: [5, 4],
  青年节: [5, 4],
  国际博物馆日: [5, 18],
  六一: [6, 1],
  儿童节: [6, 1],
  建党节: [7, 1],
  七一: [7, 1],
  建军节: [8, 1],
  八一: [8, 1],
  教师节: [9, 10],
  国庆: [10, 1],
  平安夜: [12, 24],
  圣诞: [12, 25],
  跨年: [12, 31],
};
const lunar: Readonly<Record<string, readonly [number, number]>> = {
  春节: [1, 1],
  大年初一: [1, 1],
  元宵: [1, 15],
  龙抬头: [2, 2],
  端午: [5, 5],
  七夕: [7, 7],
  中元: [7, 15],
  中秋: [8, 15],
  重阳: [9, 9],
  腊八: [12, 8],
};
const terms: Readonly<Record<string, string>> = {
  立春: 'the_beginning_of_spring',
  清明: 'pure_brightness',
  立夏: 'the_beginning_of_summer',
  夏至: 'the_summer_solstice',
  立秋: 'the_beginning_of_autumn',
  秋分: 'the_autumnal_equinox',
  立冬: 'the_beginning_of_winter',
  冬至: 'the_winter_solstice',
};

export const festivals: readonly string[] = [
  ...Object.keys(solar),
  ...Object.keys(lunar),
  ...Object.keys(terms),
  '除夕',
];

const days = new Map<string, string | undefined>();
/** The same, reckoned once. */
export function festivalDay(name: string, year: number): string | undefined {
  const key = `${name} ${year}`;
  if (!days.has(key)) days.set(key, reckoned(name, year));
  return days.get(key);
}

/** The day of a festival that begins in a year. Of a lunar one: in that lunar year. */
function reckoned(name: string, year: number): string | undefined {
  const [month, date] = solar[name] ?? [];
  if (month !== undefined && date !== undefined) return dayFrom(year, month, date);
  const [moon, lunarDate] = lunar[name] ?? [];
  if (moon !== undefined && lunarDate !== undefined) return lunarDay(year, moon, lunarDate);
  if (name === '除夕') {
    const newYear = lunarDay(year + 1, 1, 1);
    return newYear === undefined ? undefined : addDays(newYear, -1);
  }
  const term = terms[name];
  if (term === undefined) return undefined;
  const found = calendar()
    .getSolarTerms(`${year}-01-01`, `${year}-12-31`)
    .find((each) => each.term === term);
  return found?.date;
}
