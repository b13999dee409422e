import { after, dayNumber, dayOf, dayStart, days } from '../../clock.ts';
import { partOf } from './when-where.ts';

/** A longer one is found under so many of its days. */
const mostDays = 370;
/** Of several days, it is open by day; no exhibition is meant by 今晚. */
const byDay = ['morning', 'afternoon'] as const;

/** The days on which something is, and the part of the day in which it begins, as words of the index. */
export function whenFacts(startsAt: Date | undefined, endsAt: Date | undefined): string[] {
  if (startsAt === undefined) return [];
  const last = endsAt === undefined || endsAt < startsAt ? startsAt : endsAt;
  const length = Math.min(mostDays, dayNumber(last) - dayNumber(startsAt) + 1);
  const isOfDays = after(startsAt, days(1)) < last;
  return [
    ...Array.from({ length }, (_, later) => onDay(dayOf(dayStart(startsAt, later)))),
    ...(isOfDays ? byDay : [partOf(startsAt)]).map(inPart),
  ];
}

export const onDay = (day: string) => `on=${day}`;
export const inPart = (part: string) => `part=${part}`;
