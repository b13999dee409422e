import { dayNumber, dayOf, dayStart } from '../../clock.ts';
import type { Fact, Speech } from '../../fact.ts';
import { hour } from '../../http/pages/text.ts';
import { fact } from './facts.ts';

// Days and times as an invitation says them. Pure: the time of day is an argument.

/** 0 is Sunday, in Beijing. */
export const weekdayNumber = (at: Date): number => (dayNumber(at) + 4) % 7;
export const weekdayOf = (at: Date): Fact => fact('invitations.weekday', { number: weekdayNumber(at) });

const partsOf = (at: Date) => {
  const [year = '', month = '', day = ''] = dayOf(at).split('-');
  return { year, month: Number(month), day: String(Number(day)) };
};

/** How many midnights lie between. */
export const daysUntil = (at: Date, now: Date): number => dayNumber(at) - dayNumber(now);

/** 12月5日; 2027年1月5日 of another year. */
export const dateOf = (at: Date, now: Date): Fact =>
  fact('invitations.day', { day: dayOf(at), withYear: partsOf(at).year !== partsOf(now).year });

/** 12月5日 周六 */
export const dayNamed = (at: Date, now: Date): Fact =>
  fact('invitations.day_named', { day: dateOf(at, now), weekday: weekdayOf(at) });

/** 12月4日 18:00 */
export const momentOf = (at: Date, now: Date): Fact =>
  fact('invitations.moment', { day: dateOf(at, now), hour: hour(at) });

/** 12月5日 周六 14:00—16:00; over several days both with their day. */
export function spanOf(from: Date, until: Date | undefined, now: Date): Fact {
  const at = (time: Date) => fact('invitations.moment', { day: dayNamed(time, now), hour: hour(time) });
  const start = at(from);
  if (until === undefined || until.getTime() === from.getTime()) return start;
  return dayOf(from) === dayOf(until)
    ? fact('invitations.hours_from_until', { from: start, until: hour(until) })
    : fact('invitations.span', { from: start, until: at(until) });
}

/** 今天, 明天, 后天, 还有 9 天: for future dates. */
export const distanceOf = (at: Date, now: Date): Fact => fact('invitations.distance', { days: daysUntil(at, now) });

export interface DateLeaf {
  at: Date;
  month: string;
  day: string;
  /** 周六, or 今天. */
  weekday: string;
  look: '' | 'today' | 'past';
}

/** The leaf of a calendar beside a title. */
export function dateLeafOf(at: Date, now: Date, isOver: boolean, say: Speech['say']): DateLeaf {
  const { month, day } = partsOf(at);
  const isToday = daysUntil(at, now) === 0;
  return {
    ...{ at, day, month: say(fact('invitations.month', { month })) },
    weekday: say(isToday ? fact('invitations.today') : weekdayOf(at)),
    look: isOver ? 'past' : isToday ? 'today' : '',
  };
}

/** 26 今天 11月 周四; of this month 27 周五; of another one 5 12月 周六. */
export function headOf(at: Date, now: Date, say: Speech['say']) {
  const [{ year, month, day }, today] = [partsOf(at), partsOf(now)];
  const isToday = daysUntil(at, now) === 0;
  const isHere = year === today.year && month === today.month && !isToday;
  const of =
    year === today.year
      ? fact('invitations.month', { month })
      : fact('invitations.month_of_year', { month: dayOf(at).slice(0, 7) });
  return {
    ...{ at: dayStart(at), id: `d${dayOf(at)}`, day, isToday },
    label: say(fact('invitations.head_of_day', { month: isHere ? undefined : of, weekday: weekdayOf(at) })),
  };
}
