import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import { type RowTable, rowsIn } from './row-table.ts';
import { isTime, readTime } from './written-time.ts';

type Texts = Readonly<Record<string, string>>;

/** One result of a repetition, as a line of its field. `isThere`: a row of this time is there already. */
export type Occurrence = { line: string; day: string; weekday: number; from: string; to: string; isThere: boolean };

/** Which days of the week, from when to when, on which days at the most; the rest is put into each row. */
export const seriesNames = ['weekdays', 'from', 'to', 'first', 'last'] as const;

const longest = 366;

const dayIn = (typed = ''): string | undefined => {
  const read = readTime(typed);
  return isTime(read) ? read.day : undefined;
};
/** 09:00, also of 9:00, 9点 or 下午2点. */
const timeIn = (typed = ''): string | undefined => {
  const read = readTime(`2000-01-01 ${typed.trim()}`);
  return isTime(read) && typed.trim() !== '' ? read.at?.slice(11, 16) : undefined;
};

/** Every Saturday 14:00 to 16:00 from one day to another: the rows, or all that is missing. `text`: the rows that are there. */
export function occurrences(
  table: RowTable,
  text: string,
  asked: Texts,
): { found: Occurrence[] } | { problems: Fact[] } {
  const weekdays = new Set((asked.weekdays ?? '').split(',').filter(Boolean).map(Number));
  const [from, to] = [timeIn(asked.from), timeIn(asked.to)];
  const [first, last] = [dayIn(asked.first), dayIn(asked.last)];
  const problems = [
    ...(weekdays.size === 0 ? [fact('fields.series_weekdays')] : []),
    ...(from === undefined || to === undefined
      ? [fact('fields.series_times')]
      : to <= from
        ? [fact('fields.series_ends_first')]
        : []),
    ...(first === undefined || last === undefined
      ? [fact('fields.series_days')]
      : last < first
        ? [fact('fields.series_days_order')]
        : []),
  ];
  if (problems.length > 0 || first === undefined || last === undefined || from === undefined || to === undefined)
    return { problems };
  const days = daysBetween(first, last);
  if (days.length > longest) return { problems: [fact('fields.series_long')] };
  const present = rowsIn(table, text) ?? [];
  const there = new Set(present.map(({ day, from: at }) => `${day} ${at}`));
  const found = days
    .map((day) => ({ day, weekday: weekdayOf(day) }))
    .filter(({ weekday }) => weekdays.has(weekday))
    .map(({ day, weekday }) => {
      const line = table.write({ ...asked, day, from, to, until: '' });
      return { line, day, weekday, from, to, isThere: there.has(`${day} ${from}`) };
    });
  if (found.length === 0) return { problems: [fact('fields.series_none')] };
  const most = table.most - present.length;
  const fresh = found.filter(({ isThere }) => !isThere).length;
  return fresh > most ? { problems: [fact('fields.series_many', { now: fresh, most })] } : { found };
}

/** 1 (周一) to 7 (周日). */
const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay() || 7;

function daysBetween(first: string, last: string): string[] {
  const start = new Date(`${first}T12:00:00Z`).getTime();
  const count = Math.round((new Date(`${last}T12:00:00Z`).getTime() - start) / 86_400_000) + 1;
  return Array.from({ length: Math.min(count, longest + 1) }, (_, place) =>
    new Date(start + place * 86_400_000).toISOString().slice(0, 10),
  );
}
