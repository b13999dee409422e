import { days, hours, minutes, seconds } from '../clock.ts';
import type { Rule } from '../http/throttle.ts';

/** Every limit of this room. Those per account hold even where THROTTLE is off. */
export const limits = {
  /** Wrong passwords for what was typed, from one address or /64. */
  guesses: { limit: 5, per: minutes(15) },
  /** Wrong passwords for what was typed, from everywhere: a stranger with many addresses stops here. */
  guessesFromEverywhere: { limit: 30, per: hours(1) },
  /** Wrong passwords on a browser that has logged in before: the owner's own budget, which no stranger can use up. */
  guessesOnKnownDevice: { limit: 5, per: minutes(15) },
  attemptsOfAddress: { limit: 60, per: minutes(10), address: true },
  /** Wrong current passwords while changing it. */
  passwordChanges: { limit: 5, per: minutes(15) },
  registrationsOfAddress: { limit: 60, per: hours(1), address: true },
  codeCooling: { limit: 1, per: seconds(60) },
  /** Per calendar day in Asia/Shanghai: 今天已发送 10 次，请明天再试. */
  codesOfPhone: { limit: 10, per: days(1) },
  codesOfAddress: { limit: 30, per: hours(1), address: true },
  /** All short messages with codes, whoever asks: what the gateway and the budget bear. */
  codesOfPlatform: { limit: 1000, per: minutes(1) },
} as const satisfies Record<string, Rule>;

export const codeLife = minutes(5);
export const codeTries = 5;
export const ticketLife = minutes(15);
export const deviceLife = days(180);
/** 登录记录（仅显示最近 180 天） */
export const loginsKept = days(180);
export const codesKeptAfterExpiry = days(1);
