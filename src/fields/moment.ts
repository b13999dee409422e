import { z } from 'zod';
import { after, hours } from '../clock.ts';
import { missing } from './text.ts';

// China has one time zone and no summer time.
const shanghai = '+08:00';
const inShanghai = (at: Date) => after(at, hours(8)).toISOString();

const pattern =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2}))?秒?(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?$/i;

type Written = { day: string; at: string | undefined };

/** What was written, by people, programs and workbooks (which count days); undefined where it is no time of the calendar. */
function read(typed: string): Written | undefined {
  const plain = typed.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (/^\d{5}(\.\d+)?$/.test(plain)) return ofSerial(Number(plain));
  const [, year = '', month = '', date = '', hour, minute = '00', second = '00', zone] = pattern.exec(plain) ?? [];
  const two = (text: string) => text.padStart(2, '0');
  const day = `${year}-${two(month)}-${two(date)}`;
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime()) || !noon.toISOString().startsWith(day)) return undefined;
  if (hour === undefined) return { day, at: undefined };
  const offset = zone === undefined ? shanghai : zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const at = new Date(`${day}T${two(hour)}:${two(minute)}:${two(second)}${offset}`);
  return Number.isNaN(at.getTime()) ? undefined : { day, at: `${inShanghai(at).slice(0, 19)}${shanghai}` };
}

/** Days since 1899-12-30, as workbooks keep time. */
function ofSerial(serial: number): Written {
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400) * 1000).toISOString();
  return { day: at.slice(0, 10), at: `${at.slice(0, 19)}${shanghai}` };
}

/** The same time as `moment` reads it, of what may be none. */
export const momentIn = (typed: string): string | undefined => read(typed)?.at;

/** A day: 2026-12-05. */
export const day = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const written = read(typed);
      if (written !== undefined) return written.day;
      ctx.addIssue({ code: 'custom', message: `${label}应为日期，例如 2026-12-05` });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'date' });

/** A time of Beijing: 2026-12-05T14:00:00+08:00, whichever way and in whichever zone it was written. */
export const moment = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const at = read(typed)?.at;
      if (at !== undefined) return at;
      ctx.addIssue({ code: 'custom', message: `${label}应为日期和时间，例如 2026-12-05 14:00` });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'datetime' });
