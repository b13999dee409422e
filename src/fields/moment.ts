import { z } from 'zod';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { missing } from './text.ts';
import { readTime, type WrittenTime } from './written-time.ts';

const isTime = (read: ReturnType<typeof readTime>): read is WrittenTime => typeof read === 'object' && 'day' in read;

/** The same time as `moment` reads it, of what may be none. */
export function momentIn(typed: string): string | undefined {
  const read = readTime(typed);
  return isTime(read) ? read.at : undefined;
}

/** A day: 2026-12-05. */
export const day = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const read = readTime(typed);
      if (isTime(read)) return read.day;
      const problem =
        read === undefined
          ? fact('fields.day_form', { label })
          : read === 'range'
            ? fact('fields.range_of_days', { label })
            : fact('fields.no_such_day', { label, none: read.none });
      ctx.addIssue(issue(problem));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'date' });

/** A time of Beijing: 2026-12-05T14:00:00+08:00, whichever way and in whichever zone it was written. */
export const moment = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const read = readTime(typed);
      if (isTime(read) && read.at !== undefined) return read.at;
      const problem =
        read === undefined
          ? fact('fields.moment_form', { label })
          : read === 'range'
            ? fact('fields.range', { label })
            : 'none' in read
              ? fact('fields.no_such_moment', { label, none: read.none })
              : fact('fields.time_missing', { label });
      ctx.addIssue(issue(problem));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'datetime' });
