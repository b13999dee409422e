import { hours, minutes } from '../../clock.ts';

/** One browser that is signed in at the back office. */
export interface ConsoleSession {
  id: string;
  accountId: string;
  /** For which it works now; the first membership where it says nothing. */
  institutionId: string | undefined;
  /** When its owner proved who it is at the Cloud. */
  authTime: Date;
  secondFactorAt: Date | undefined;
  /** When more than the password was proved, so that a first second factor may be set up (docs/adr/0124). */
  enrolmentProvedAt: Date | undefined;
  address: string;
  device: string;
  createdAt: Date;
  seenAt: Date;
  endsAt: Date;
}

export const idleLife = minutes(30);
export const absoluteLife = hours(12);
/** How long a proof of identity stays fresh enough for sensitive actions (`withStepUp`). */
const freshFor = minutes(30);
/** A session that is busy is noted once in this time, not at every request. */
export const noted = minutes(1);

export const isFresh = (proved: Date | undefined, now: Date): boolean =>
  proved !== undefined && now.getTime() - proved.getTime() <= freshFor * 1000;
