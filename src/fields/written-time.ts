import { after, hours, isOffset } from '../clock.ts';
import type { Fact } from '../fact.ts';
import { hourOfDay } from './day-parts.ts';
import { fact } from './facts.ts';

// China has one time zone and no summer time.
const shanghai = '+08:00';
const inShanghai = (at: Date) => after(at, hours(8)).toISOString();

const parts = '凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚';
/** 2036-12-05, 2036/12/5, 2036年12月5日 */
const date = '(?<year>\\d{4})[-/.年](?<month>\\d{1,2})[-/.月](?<date>\\d{1,2})';
/** 14:00, 14:00:30.5 */
const byColon = '(?<hour>\\d{1,2}):(?<minute>\\d{1,2})分?(?::(?<second>\\d{1,2})(?:\\.\\d+)?)?';
/** 2点, 2点半, 14时30, 14时30分15秒 */
const byWord = '(?<hour>\\d{1,2})[时点](?:(?<half>半)|(?<minute>\\d{1,2})(?:分(?:(?<second>\\d{1,2})秒)?)?)?';
const zone = '(?<zone>Z|[+-]\\d{2}:?\\d{2})';
const weekdays = '日一二三四五六';
/** 2036年12月5日（星期五）, 12月5日 周五: it says the same day once more, or there is a mistake. */
const besideDay = /(?<=\d[日号]?) ?\(?(?:星期|礼拜|周)(?<weekday>[一二三四五六日天])\)? ?/;
/** The whole text must match: an ignored rest might be the end, or the hour. */
const pattern = new RegExp(
  `^${date}(?:[日号]?|(?:[日号] ?|[T ]+|(?=${parts}))(?:(?<part>${parts}) ?)?(?:${byColon}|${byWord})(?: ?${zone})?)$`,
  'i',
);

/** 2036-12-05T14:30:00-05:00 (RFC 3339). */
const byProgram = /^[\d-]+T\S+$/i;

const numerals = '〇一二三四五六七八九';
/** 二〇三六年十二月二十五日 → 2036年12月25日: a year is spelled digit by digit, everything else is counted. */
const inDigits = (text: string) =>
  text
    .replaceAll('零', '〇')
    .replaceAll('○', '〇')
    .replace(/[〇一二三四五六七八九]{4}(?=年)/, (year) => [...year].map((sign) => numerals.indexOf(sign)).join(''))
    .replace(/([一二三四五])?十([一二三四五六七八九])?(?=[月日号时点分])/g, (_, tens = '一', ones = '〇') =>
      String(numerals.indexOf(tens) * 10 + numerals.indexOf(ones)),
    )
    .replace(/[一二三四五六七八九](?=[月日号时点分])/g, (sign) => String(numerals.indexOf(sign)))
    .replace(/两(?=[时点])/, '2');

const two = (value: number | string) => String(value).padStart(2, '0');

export type WrittenTime = { day: string; at: string | undefined };
type NoTime = { none: Fact } | 'range';

export const isTime = (read: ReturnType<typeof readTime>): read is WrittenTime =>
  typeof read === 'object' && 'day' in read;

/**
 * Parses a time as written by people and programs, in Beijing time; or returns which day, time or zone does not exist; or that there is more
 * than one; undefined for other texts.
 */
export function readTime(typed: string): WrittenTime | NoTime | undefined {
  if (typed.length > longest) return undefined;
  return readOne(typed) ?? (endsIn(typed) === undefined ? undefined : 'range');
}

const longest = 60;
const plainOf = (typed: string) => inDigits(typed.normalize('NFKC').replace(/\s+/g, ' ').trim());

function readOne(typed: string): WrittenTime | { none: Fact } | undefined {
  const all = plainOf(typed);
  const weekday = besideDay.exec(all)?.groups?.weekday?.replace('天', '日');
  const plain = all.replace(besideDay, ' ').trim();
  const found = pattern.exec(plain)?.groups;
  if (found === undefined) return undefined;
  const { year = '', month = '', date = '', part, hour, half, minute = '00', second, zone } = found;
  // 8:00-10:00 is two hours of a morning, and not ten hours behind Greenwich: that is written as programs do, with T and seconds.
  if (zone?.startsWith('-') === true && (second === undefined || !byProgram.test(plain))) return undefined;
  const day = `${year}-${two(month)}-${two(date)}`;
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime()) || !noon.toISOString().startsWith(day))
    return { none: fact('fields.none_day', { day }) };
  const is = weekdays[noon.getUTCDay()] ?? '';
  if (weekday !== undefined && weekday !== is) return { none: fact('fields.none_weekday', { day, weekday, is }) };
  if (hour === undefined) return { day, at: undefined };
  const offset = zone?.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2') ?? shanghai;
  if (!isOffset(offset)) return { none: fact('fields.none_offset', { offset }) };
  const counted = part === undefined ? Number(hour) : hourOfDay(Number(hour), part);
  const clock = `${two(counted ?? '?')}:${half === undefined ? two(minute) : '30'}:${two(second ?? '00')}`;
  const at = new Date(`${day}T${clock}${offset}`);
  if (counted === undefined || Number.isNaN(at.getTime()))
    return {
      none: fact('fields.none_time', { part: part ?? '', hour, minute, ...(second !== undefined && { second }) }),
    };
  const local = inShanghai(at).slice(0, 19);
  // 24:00 is the end of the written day, and a time with a zone is a day in Beijing.
  return { day: zone === undefined ? day : local.slice(0, 10), at: `${local}${shanghai}` };
}

/** The parts before and behind each sign that may separate a beginning from an end. */
function* partings(plain: string): Generator<[from: string, until: string]> {
  for (const { 0: sign, index } of plain.matchAll(/ ?(?:[-–—−~]+|至|到) ?/g))
    yield [plain.slice(0, index), plain.slice(index + sign.length)];
}
const isWritten = (read: ReturnType<typeof readOne>): read is WrittenTime => read !== undefined && 'day' in read;

type Range = { start: WrittenTime; end: WrittenTime };

/** 2036-12-05 14:30-16:30, 2036年12月5日下午2点至4点, 2036-12-05 至 2036-12-07: a time or a day, and another one. */
function endsIn(typed: string): Range | undefined {
  for (const [from, until] of partings(plainOf(typed))) {
    const start = readOne(from);
    if (!isWritten(start)) continue;
    const [, part = ''] = new RegExp(`(${parts})`).exec(from) ?? [];
    const before = start.at === undefined ? start.day.slice(0, 8) : `${start.day} `;
    const ends = [until, ...(/^\d/.test(until) ? [`${before}${part}${until}`] : []), `${before}${until}`];
    const end = ends.map(readOne).find(isWritten);
    if (end !== undefined) return { start, end };
  }
  return undefined;
}

/** A beginning and a later end, where both were written as one: 2036-12-05 14:30-16:30. */
export function readRange(typed: string): { start: string; end: string } | undefined {
  if (typed.length > longest || isWritten(readOne(typed))) return undefined;
  const { start, end } = endsIn(typed) ?? {};
  if (start?.at === undefined || end?.at === undefined || end.at <= start.at) return undefined;
  return { start: start.at, end: end.at };
}
