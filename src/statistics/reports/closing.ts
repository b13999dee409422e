import { after, dayOf, days, hours, startOf } from '../../clock.ts';
import { dueAt } from '../../review/days/due.ts';

// A day is written as people write it, 2026-11-23, and is one of Beijing.

export const dayAfter = (day: string, later = 1): string => dayOf(after(startOf(day), days(later) + hours(1)));
export const yesterdayOf = (now: Date): string => dayAfter(dayOf(now), -1);
/** Days of other centuries have no reports; earlier years are unknown to some calendars. */
export const isDay = (text: string): boolean =>
  /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(startOf(text).getTime()) && dayOf(startOf(text)) === text;

/** Every day from the first to the last, both included. */
export function daysBetween(first: string, last: string): string[] {
  const all: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) all.push(day);
  return all;
}

/** Until when a report is 准时: the next day at noon. */
export const dueOf = (day: string): Date => after(startOf(dayAfter(day)), hours(12));

/** Until when the platform corrects by itself: the end of the seventh day after. */
export const ownUntil = (day: string): Date => startOf(dayAfter(day, 8));

/** When a month is closed: its next month's fifth working day, 18:00. Afterwards only operators correct. */
export function closesAt(day: string): Date {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const first = `${month === 12 ? year + 1 : year}-${String(month === 12 ? 1 : month + 1).padStart(2, '0')}-01`;
  return dueAt(after(startOf(first), -1), 5);
}

export type Phase = 'future' | 'due' | 'late' | 'asking' | 'closed';

/** The possible actions on a day at this time: none yet, report or correct it, correct it with an operator's consent, none any more. */
export function phaseOf(day: string, now: Date): Phase {
  if (day >= dayOf(now)) return 'future';
  if (now >= closesAt(day)) return 'closed';
  if (now >= ownUntil(day)) return 'asking';
  return now < dueOf(day) ? 'due' : 'late';
}
