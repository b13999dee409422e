import { days, epoch } from '../clock.ts';

// China has one time zone and no summer time: 北京时间 is UTC+8.
const shanghai = 8 * 3600;

/** R28: until 23:59:59 Asia/Shanghai of the 30th day after `now`（自动默认有效期从当前日期开始 30 天内有效）. */
export function expiryFrom(now: Date): Date {
  const dayNumber = Math.floor((epoch(now) + shanghai) / days(1));
  return new Date(((dayNumber + 31) * days(1) - shanghai - 1) * 1000);
}

/** R30: 延长有效期 never shortens and never stacks. */
export function renewed(expiresAt: Date, now: Date): Date {
  const fresh = expiryFrom(now);
  return expiresAt > fresh ? expiresAt : fresh;
}

/** The whole second written as the expiry still counts; the next one does not. */
export const isOver = (expiresAt: Date, now: Date): boolean => epoch(now) > epoch(expiresAt);

/** Days left as people count them: 0 on the last day. */
export function daysLeft(expiresAt: Date, now: Date): number {
  const day = (date: Date) => Math.floor((epoch(date) + shanghai) / days(1));
  return day(expiresAt) - day(now);
}

/** Midnight in Asia/Shanghai at which today begins, or the day that many days later. */
export const dayStart = (now: Date, later = 0): Date =>
  new Date((Math.floor((epoch(now) + shanghai) / days(1) + later) * days(1) - shanghai) * 1000);

/** The day in Asia/Shanghai, for words on the wire: 2026-11-20. */
export const dayOf = (date: Date): string => new Date((epoch(date) + shanghai) * 1000).toISOString().slice(0, 10);
