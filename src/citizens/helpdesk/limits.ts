import { days, hours, minutes } from '../../clock.ts';
import type { Rule } from '../../http/limits/throttle.ts';

/** Searches of one member of the support, found or not: who reads out accounts one by one stops here. */
export const limits = {
  looksInHour: { limit: 30, per: hours(1) },
  looksInDay: { limit: 150, per: days(1) },
} as const satisfies Record<string, Rule>;

/** So long an account stays open once the reason was given. */
export const caseLife = minutes(30);
/** How long cases are kept: the looks of staff at accounts, with the reasons. */
export const caseRetention = days(3 * 365);
