import { dayNumber, dayOf } from '../../clock.ts';
import { hour } from '../../http/pages/text.ts';

// Days and times as an invitation says them. Pure: the time of day is an argument.

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;

/** 0 is Sunday, in Beijing. */
export const weekdayNumber = (at: Date): number => (dayNumber(at) + 4) % 7;
export const weekdayOf = (at: Date): string => weekdays[weekdayNumber(at)] ?? '';

export const partsOf = (at: Date) => {
  const [year = '', month = '', day = ''] = dayOf(at).split('-');
  return { year, month: `${Number(month)}月`, day: String(Number(day)) };
};

/** How many midnights lie between. */
export const daysUntil = (at: Date, now: Date): number => dayNumber(at) - dayNumber(now);

/** 12月5日; 2027年1月5日 of another year. */
export function dateOf(at: Date, now: Date): string {
  const { year, month, day } = partsOf(at);
  return `${year === partsOf(now).year ? '' : `${year}年`}${month}${day}日`;
}

/** 12月5日 周六 */
const dayNamed = (at: Date, now: Date): string => `${dateOf(at, now)} ${weekdayOf(at)}`;

/** 12月4日 18:00 */
export const momentOf = (at: Date, now: Date): string => `${dateOf(at, now)} ${hour(at)}`;

/** 12月5日 周六 14:00—16:00; over several days both with their day. */
export function spanOf(from: Date, until: Date | undefined, now: Date): string {
  const start = `${dayNamed(from, now)} ${hour(from)}`;
  if (until === undefined || until.getTime() === from.getTime()) return start;
  return dayOf(from) === dayOf(until)
    ? `${start}—${hour(until)}`
    : `${start} 至 ${dayNamed(until, now)} ${hour(until)}`;
}

/** 今天, 明天, 后天, 还有 9 天: for what is to come. */
export function distanceOf(at: Date, now: Date): string {
  const days = daysUntil(at, now);
  return ['今天', '明天', '后天'][days] ?? `还有 ${days} 天`;
}

export interface DateLeaf {
  at: Date;
  month: string;
  day: string;
  /** 周六, or 今天. */
  weekday: string;
  look: '' | 'today' | 'past';
}

/** The leaf of a calendar beside a title. */
export function dateLeafOf(at: Date, now: Date, isOver: boolean): DateLeaf {
  const { month, day } = partsOf(at);
  const isToday = daysUntil(at, now) === 0;
  return {
    ...{ at, month, day, weekday: isToday ? '今天' : weekdayOf(at) },
    look: isOver ? 'past' : isToday ? 'today' : '',
  };
}
