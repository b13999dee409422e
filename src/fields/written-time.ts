import { after, hours } from '../clock.ts';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

// China has one time zone and no summer time.
const shanghai = '+08:00';
const inShanghai = (at: Date) => after(at, hours(8)).toISOString();

/** 2036-12-05 14:00, 2036/12/5, 2036年12月5日下午2点半, 2036-12-05T06:00:00.000Z */
const pattern =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[T ]*(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚)? ?(\d{1,2})[:时点](?:(半)|(\d{1,2})?分?(?::?(\d{1,2}))?秒?(?:\.\d+)?))? ?(Z|[+-]\d{2}:?\d{2})?$/i;

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

const later = new Set(['下午', '傍晚', '晚上', '夜里', '晚']);
/** Of a clock of twelve hours; undefined where both cannot be: 上午 15 点. */
function hourOf(hour: number, part: string | undefined): number | undefined {
  if (part === undefined) return hour;
  if (part === '中午') return hour < 3 ? hour + 12 : hour <= 14 ? hour : undefined;
  if (!later.has(part)) return hour > 12 ? undefined : part === '凌晨' && hour === 12 ? 0 : hour;
  if (hour === 12) return part === '下午' ? 12 : undefined; // 晚上 12 点 may be the end of this day or of the one before
  return hour < 12 ? hour + 12 : hour;
}

const two = (value: number | string) => String(value).padStart(2, '0');

export type WrittenTime = { day: string; at: string | undefined };
/** What was written, by people, programs and workbooks (which count days); or which day there is none of; undefined where it is no time. */
export function readTime(typed: string): WrittenTime | { none: Fact } | undefined {
  if (typed.length > 60) return undefined;
  const plain = inDigits(typed.normalize('NFKC').replace(/\s+/g, ' ').trim());
  if (/^\d{5}(\.\d+)?$/.test(plain)) return ofSerial(Number(plain));
  const found = pattern.exec(plain);
  if (found === null) return undefined;
  const [, year = '', month = '', date = '', part, hour, half, minute = '00', second = '00', zone] = found;
  const day = `${year}-${two(month)}-${two(date)}`;
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime()) || !noon.toISOString().startsWith(day))
    return { none: fact('fields.none_day', { day }) };
  if (hour === undefined) return { day, at: undefined };
  const counted = hourOf(Number(hour), part);
  const clock = `${two(counted ?? '?')}:${half === undefined ? two(minute) : '30'}:${two(second)}`;
  const offset = zone === undefined ? shanghai : zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const at = new Date(`${day}T${clock}${offset}`);
  if (counted === undefined || Number.isNaN(at.getTime()))
    return { none: fact('fields.none_time', { part: part ?? '', hour, minute }) };
  return { day, at: `${inShanghai(at).slice(0, 19)}${shanghai}` };
}

/** Days since 1899-12-30, as workbooks keep time. */
function ofSerial(serial: number): WrittenTime {
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400) * 1000).toISOString();
  return { day: at.slice(0, 10), at: `${at.slice(0, 19)}${shanghai}` };
}
