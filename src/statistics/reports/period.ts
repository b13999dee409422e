import { startOf } from '../../clock.ts';
import { firstOf, lastOf, monthOf } from './calendar.ts';
import { dayAfter, daysBetween, dueOf, yesterdayOf } from './closing.ts';

export const periodKinds = { day: '按日', week: '按周', month: '按月', year: '按年' } as const;
export type PeriodKind = keyof typeof periodKinds;
export const isPeriodKind = (text: string): text is PeriodKind => Object.hasOwn(periodKinds, text);

/** The last day whose reports are due: in the morning, while yesterday's come in, the day before it. */
export function settledOn(now: Date): string {
  const yesterday = yesterdayOf(now);
  return now < dueOf(yesterday) ? dayAfter(yesterday, -1) : yesterday;
}

export type Range = { first: string; last: string };
/** `last` is the end of the period, or the latest day that is over where the period still runs. */
export type Period = Range & { kind: PeriodKind; isOver: boolean };

/** Monday is 0. Midnight in Beijing is 16:00 UTC of the day before. */
export const weekday = (day: string) => startOf(day).getUTCDay();
export const earlier = (one: string, other: string) => (one < other ? one : other);
/** How many days it has. */
export const lengthOf = ({ first, last }: Range): number => daysBetween(first, last).length;
const moved = ({ first, last }: Range, by: number): Range => ({ first: dayAfter(first, by), last: dayAfter(last, by) });

/** The period in which a day lies, as far as it is over on `latest`. */
export function periodOf(kind: PeriodKind, day: string, latest: string): Period {
  const { first, last } = whole(kind, earlier(day, latest));
  return { kind, first, last: earlier(last, latest), isOver: last <= latest };
}

function whole(kind: PeriodKind, day: string): Range {
  if (kind === 'day') return { first: day, last: day };
  if (kind === 'week') {
    const first = dayAfter(day, -weekday(day));
    return { first, last: dayAfter(first, 6) };
  }
  if (kind === 'month') return { first: firstOf(monthOf(day)), last: lastOf(monthOf(day)) };
  return { first: `${day.slice(0, 4)}-01-01`, last: `${day.slice(0, 4)}-12-31` };
}

/** 环比: the equal period before; of one that still runs, as many days of it. */
export function previousOf(period: Period): Range {
  const { kind, first, last, isOver } = period;
  const before = whole(kind, dayAfter(first, -1));
  if (isOver) return before;
  return { first: before.first, last: earlier(before.last, dayAfter(before.first, lengthOf({ first, last }) - 1)) };
}

/** 同比: a year ago on the same days of the week, 364 days before; of a year, the calendar's. */
export function yearAgoOf(period: Period): Range {
  const { kind, first, last } = period;
  if (kind !== 'year') return moved({ first, last }, -364);
  const before = `${Number(first.slice(0, 4)) - 1}`;
  const end = last.endsWith('-02-29') ? '-02-28' : last.slice(4);
  return { first: `${before}-01-01`, last: `${before}${end}` };
}

/** The periods around it, for links; none that has not begun. */
export function adjacentPeriods(period: Period, latest: string): { before: string; after: string | undefined } {
  const { kind, first } = period;
  const next = dayAfter(whole(kind, first).last);
  return { before: dayAfter(first, -1), after: next > latest ? undefined : next };
}

/** 11月23日; with the year where it is not `year`. */
export function dayName(day: string, year = day.slice(0, 4)): string {
  const [own = '', month, date] = day.split('-').map(Number);
  return `${String(own) === year ? '' : `${own}年`}${month}月${date}日`;
}

/** 11月23日, 11月16日至22日, 2026年11月, 2026年; a running one has its end. */
export function periodName(period: Period, year: string): string {
  const { kind, first, last, isOver } = period;
  const until = isOver ? '' : `（截至${dayName(last, year)}）`;
  if (kind === 'day') return dayName(first, year);
  if (kind === 'week') {
    const end = first.slice(0, 7) === last.slice(0, 7) ? `${Number(last.slice(8))}日` : dayName(last, year);
    return first === last ? `${dayName(first, year)}起的一周` : `${dayName(first, year)}至${end}`;
  }
  if (kind === 'month') {
    const [own, month] = first.split('-').map(Number);
    return `${String(own) === year ? '' : `${own}年`}${month}月${until}`;
  }
  return `${first.slice(0, 4)}年${until}`;
}

/** The name of the base of a comparison. */
export const previousNames: Readonly<Record<PeriodKind, string>> = {
  day: '前一日',
  week: '前一周',
  month: '上个月',
  year: '上一年',
};

/** From the day a number of days before, that one included. */
export const lastDays = (last: string, count: number): Range => ({ first: dayAfter(last, 1 - count), last });
