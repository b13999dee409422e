import { after, dayNumber, dayStart, days } from '../../clock.ts';
import { isBefore, rowOf, secondOf } from '../../rule.ts';

/** R28: until 23:59:59 Asia/Shanghai of the 30th day after `now`（自动默认有效期从当前日期开始 30 天内有效）. */
export const expiryFrom = (now: Date): Date => after(dayStart(now, 31), -1);

/**
 * No AK of a partner lasts longer, however it was entered; the table enforces it too. One day more than R28: two clocks may disagree about
 * midnight.
 */
export const longestExpiry = (now: Date): Date => after(expiryFrom(now), days(1));

/** R30: the expiry that a renewal sets (延长有效期). It never stacks and never shortens a date of R28. */
export function renewedExpiry(expiresAt: Date, now: Date): Date {
  const fresh = expiryFrom(now);
  return expiresAt > fresh && expiresAt <= longestExpiry(now) ? expiresAt : fresh;
}

/** The whole second written as the expiry still counts; the next one does not. */
export const isOver = rowOf<{ until: Date | undefined }>(['timestamptz'], (until) => ({ until })).rule<[now: Date]>(
  (its, now) => isBefore(its('until'), secondOf(now)),
);

/** Days left as people count them: 0 on the last day. */
export const daysLeft = (expiresAt: Date, now: Date): number => dayNumber(expiresAt) - dayNumber(now);

/** Pages count the days down near the end; before that they show the date alone. */
export const isCountedDown = (left: number): boolean => left < 60;
