import { z } from 'zod';
import { type Fact, written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { missing } from './text.ts';
import { isTime, readTime } from './written-time.ts';

/** The same time as `moment` reads it; undefined for other texts. */
export function momentIn(typed: string): string | undefined {
  const read = readTime(typed);
  return isTime(read) ? read.at : undefined;
}

/** From which year to which: 1970 and 4903 are slips of a program or a finger. */
type Years = readonly [from: number, to: number];
type About = z.GlobalMeta & { years?: Years };

/** Years of openings, endings and announcements on this platform. */
const ownYears: Years = [2000, 2099];

/** A time or a day of one of these years; of any, where none are given. */
function within(label: string, read: string, years: Years | undefined): { value: string } | { problem: Fact } {
  const [year, [from, to]] = [read.slice(0, 4), years ?? [0, 9999]];
  const isOdd = Number(year) < from || Number(year) > to;
  return isOdd ? { problem: fact('fields.odd_year', { label, year, from, to }) } : { value: read };
}

type Reading = ReturnType<typeof readTime>;

function dayOf(label: string, read: Reading, years: Years | undefined): ReturnType<typeof within> {
  if (isTime(read)) return within(label, read.day, years);
  if (read === undefined) return { problem: fact('fields.day_form', { label }) };
  if (read === 'range') return { problem: fact('fields.range_of_days', { label }) };
  return { problem: fact('fields.no_such_day', { label, none: read.none }) };
}

function momentOf(label: string, read: Reading, years: Years | undefined): ReturnType<typeof within> {
  if (read === undefined) return { problem: fact('fields.moment_form', { label }) };
  if (read === 'range') return { problem: fact('fields.range', { label }) };
  if ('none' in read) return { problem: fact('fields.no_such_moment', { label, none: read.none }) };
  return read.at === undefined ? { problem: fact('fields.time_missing', { label }) } : within(label, read.at, years);
}

const reading = (label: string, years: Years | undefined, judge: typeof dayOf) =>
  z.string(written(missing(label))).transform((typed, ctx) => {
    const found = judge(label, readTime(typed), years);
    if ('value' in found) return found.value;
    ctx.addIssue(issue(found.problem));
    return z.NEVER;
  });

/** A day: 2026-12-05. It may be of long ago. */
export const day = (label: string, { years, ...meta }: About = {}) =>
  reading(label, years, dayOf).register(z.globalRegistry, { ...meta, title: label, control: 'date' });

/** A time of Beijing: 2026-12-05T14:00:00+08:00, whichever way and in whichever zone it was written. */
export const moment = (label: string, meta: z.GlobalMeta = {}) =>
  reading(label, ownYears, momentOf).register(z.globalRegistry, { ...meta, title: label, control: 'datetime' });
