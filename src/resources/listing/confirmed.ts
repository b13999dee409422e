import { after, dayNumber, dayOf, dayStart, days } from '../../clock.ts';
import type { Listing } from './listing.ts';

// When an institution last said that an event takes place as published, and its consequences. Pure: the time is an argument.

const mondayOf = (at: Date): Date => dayStart(at, -((dayNumber(at) + 3) % 7)); // 1970 began on a Thursday

export type Week = {
  /** Its Monday in Beijing: 2026-11-30. */
  name: string;
  from: Date;
  until: Date;
  /** The Thursday before, from which on the institution is asked about it. */
  askedFrom: Date;
  /** It has not begun. */
  isNext: boolean;
};

/** 下周都照常吗: from Thursday on the next week, until Wednesday the present one. */
export function weekAsked(now: Date): Week {
  const from = mondayOf(dayStart(now, 4));
  return weekFrom(from, now);
}

const weekFrom = (from: Date, now: Date): Week => ({
  ...{ name: dayOf(from), from, until: after(from, days(7)), askedFrom: after(from, -days(4)) },
  isNext: from > now,
});

/** Days without a word that citizens are not told of. */
const mostSilent = 7;
/** The same of an exhibition that is open for weeks: its institution is asked once a month. */
export const mostSilentOfLong = 31;

type Event = Pick<Listing, 'startsAt' | 'endsAt' | 'facts' | 'changedAt' | 'confirmedAt'>;

/** It lasts longer than a day. */
export const isLong = (startsAt: Date, endsAt: Date): boolean => after(startsAt, days(1)) < endsAt;

/** Undefined: nothing to say. */
export type Confirmation = { code: 'today' } | { code: 'old'; days: number };

/**
 * Confirmed today, or not for longer than a week although its institution was asked and reminded: only of events that people go to, and only in the
 * week in which they begin. Its publication is such a word as well.
 */
export function confirmationOf(
  { startsAt, endsAt, facts, changedAt, confirmedAt }: Event,
  now: Date,
): Confirmation | undefined {
  const isVisited = facts.mode === 'offline' || facts.mode === 'mixed';
  if (startsAt === undefined || endsAt === undefined || !isVisited || endsAt < now) return undefined;
  if (confirmedAt !== undefined && dayNumber(confirmedAt) === dayNumber(now)) return { code: 'today' };
  const last = confirmedAt !== undefined && confirmedAt > changedAt ? confirmedAt : changedAt;
  const silent = dayNumber(now) - dayNumber(last);
  const week = weekFrom(mondayOf(now), now);
  const isRunning = startsAt < week.from && isLong(startsAt, endsAt);
  const isOld = isRunning
    ? silent > mostSilentOfLong
    : startsAt < week.until && silent > mostSilent && last < week.askedFrom;
  return isOld ? { code: 'old', days: silent } : undefined;
}

const isUnconfirmed = (listing: Event, now: Date): boolean => confirmationOf(listing, now)?.code === 'old';

/** Neither on the home page nor beside other entries: its institution says nothing, and its booking page is gone. */
export const isRecommended = (listing: Event & Pick<Listing, 'isBookingGone'>, now: Date): boolean =>
  listing.isBookingGone !== true || !isUnconfirmed(listing, now);

/** Unconfirmed ones after the others beside them in one group: of one day, or found equally well. The order stays as it is otherwise. */
export function confirmedFirst<Each extends Event>(
  listings: readonly Each[],
  groupOf: (listing: Each) => number,
  now: Date,
): Each[] {
  const groups: Each[][] = [];
  for (const each of listings) {
    const last = groups.at(-1);
    const [beside] = last ?? [];
    if (last !== undefined && beside !== undefined && groupOf(beside) === groupOf(each)) last.push(each);
    else groups.push([each]);
  }
  return groups.flatMap((group) => [
    ...group.filter((each) => !isUnconfirmed(each, now)),
    ...group.filter((each) => isUnconfirmed(each, now)),
  ]);
}
