import { z } from 'zod';
import { missing } from './text.ts';
import { readTime } from './written-time.ts';

/** The same time as `moment` reads it, of what may be none. */
export function momentIn(typed: string): string | undefined {
  const read = readTime(typed);
  return read !== undefined && 'at' in read ? read.at : undefined;
}

const dayWords = (label: string) => `${label}应为日期，例如 2026-12-05`;
const momentWords = (label: string) => `${label}应为日期和时间，例如 2026-12-05 14:00`;

/** A day: 2026-12-05. */
export const day = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const read = readTime(typed);
      if (read !== undefined && 'day' in read) return read.day;
      const message = read === undefined ? dayWords(label) : `没有 ${read.none}，${dayWords(label)}`;
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'date' });

/** A time of Beijing: 2026-12-05T14:00:00+08:00, whichever way and in whichever zone it was written. */
export const moment = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const read = readTime(typed);
      if (read !== undefined && 'at' in read && read.at !== undefined) return read.at;
      const words = momentWords(label);
      const message =
        read === undefined ? words : 'none' in read ? `没有 ${read.none}，${words}` : `只有日期，没有时间，${words}`;
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'datetime' });
