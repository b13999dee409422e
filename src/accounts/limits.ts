import { dayStart, days, hours, minutes, seconds } from '../clock.ts';
import type { Rule } from '../http/limits/throttle.ts';

/** Every limit of this room. Those per account hold even where THROTTLE is off. */
export const limits = {
  /** Wrong passwords per identifier, from one address or /64. */
  guesses: { limit: 5, per: minutes(15) },
  /**
   * Wrong passwords per identifier, from everywhere, all but the first with work: strangers stop here, however many addresses they have. Until
   * the hour is over the owner comes in on a known device, or anywhere by a code.
   */
  guessesFromEverywhere: { limit: 10, per: hours(1) },
  /** Wrong passwords on a browser that has logged in before: the owner's own budget, which no stranger can use up. */
  guessesOnKnownDevice: { limit: 5, per: minutes(15) },
  attemptsOfAddress: { limit: 60, per: minutes(10), address: true },
  /** Under the names of test citizens, beside it: 20 practice verifications in an hour are more logins, and take none of a colleague's. */
  attemptsOfTestCitizens: { limit: 600, per: minutes(10), address: true },
  /** Wrong current passwords while changing it. */
  passwordChanges: { limit: 5, per: minutes(15) },
  registrationsOfAddress: { limit: 60, per: hours(1), address: true },
  /**
   * Accounts of a user name alone, which cost only proof of work. Libraries and their reading rooms share one address: a class at some twenty
   * computers gets through in an hour, and two in a day; registration by phone stays open.
   */
  namesOfAddress: { limit: 20, per: hours(1), address: true },
  namesOfAddressInDay: { limit: 40, per: days(1), address: true },
  codeCooling: { limit: 1, per: seconds(60) },
  /** For one purpose and calendar day in Asia/Shanghai: 今天已发送 10 次，请明天再试. */
  codesOfPhone: { limit: 10, per: days(1) },
  /** Of those, from one address or /64: a stranger at one place cannot use up a number. */
  codesOfPhoneHere: { limit: 5, per: days(1) },
  /** Beside them, on a browser where the owner of the number has signed in before: no stranger can use these up. */
  codesOfDevice: { limit: 5, per: days(1) },
  codesOfAddress: { limit: 30, per: hours(1), address: true },
  /** All short messages with codes together: the limits of gateway and budget. */
  codesOfPlatform: { limit: 1000, per: minutes(1) },
  /** QR codes of one login page after the other, and the same page again and again: each lives two minutes. */
  scansOfAddress: { limit: 120, per: minutes(10), address: true },
  /** Scans by one phone: no person signs in on more screens. */
  scansByAccount: { limit: 40, per: minutes(10) },
  /** All short messages with codes in a day; a deployment may say another number (SMS_PER_DAY). */
  codesOfPlatformInDay: { limit: 100_000, per: days(1) },
  /** Mails that confirm an e-mail: per account, per address and per source. */
  mailsOfAccount: { limit: 5, per: days(1) },
  mailsTo: { limit: 5, per: days(1) },
  mailsOfAddress: { limit: 30, per: hours(1), address: true },
  /** All mails with codes together: beyond this a mail server counts as a source of spam. */
  emailCodesOfPlatform: { limit: 300, per: minutes(1) },
  emailCodesOfPlatformInDay: { limit: 20_000, per: days(1) },
  /** Pictures that are looked into and drawn, whether they will do or not. */
  avatarsOfAccount: { limit: 10, per: days(1) },
  avatarsOfAddress: { limit: 60, per: hours(1), address: true },
  newDeviceNotices: { limit: 3, per: days(1) },
  /** Waiting instead of work, where no script runs or the page is not https. */
  waitsOfAddress: { limit: 10, per: hours(1), address: true },
  waits: { limit: 5, per: hours(1) },
} as const satisfies Record<string, Rule>;

/** Codes for a number in a day, or from an address in an hour, that are sent without proof of work. */
export const codesWithoutWork = 2;
/** Wrong passwords for an identifier, from anywhere, after which an unknown browser has to do proof of work for each. */
export const guessesWithoutWork = 3;

export const codeLife = minutes(5);
/** Mails are slower than messages. */
export const emailCodeLife = minutes(10);
export const codeTries = 5;
/** How long a login stays fresh enough for actions that could lock its owner out (`freshCitizen`). */
export const freshLogin = minutes(10);
/** 二维码 120 秒内有效, and so long the screen may go on once the phone has confirmed. */
export const scanLife = seconds(120);
export const scanGoesOn = seconds(120);
/** 改绑 without the old number: the time in which its owner can stop it, announced at once and once more near its end; the number a year. */
export const appealWait = hours(48);
export const appealReminder = hours(12);
export const appealsCounted = days(365);
export const mostAppeals = 3;
export const ticketLife = minutes(15);
export const emailLinkLife = days(1);
export const deviceLife = days(180);
/** 登录记录（仅显示最近 180 天） */
export const loginRetention = days(180);
export const codeRetention = days(1);

/** 注销: days in which it can be taken back. 个人信息保护法 and GB/T 35273 ask for an answer within 15 working days. */
const coolingOff = 15;

/** When an account is deleted that was asked for then: at the end of the fifteenth day after. */
export const closingDue = (askedAt: Date): Date => dayStart(askedAt, coolingOff + 1);
