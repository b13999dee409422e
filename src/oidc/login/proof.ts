import type { Account, LoginMethod } from '../../accounts/account/account.ts';
import { acr } from '../../accounts/levels.ts';
import { minutes } from '../../clock.ts';
import type { Factor } from '../rules.ts';

export type Proof = {
  method: LoginMethod;
  bySms: boolean;
  remember: boolean;
  /** To which version of the terms, by the tick on the page that showed it; 0: to none. */
  agreed: number;
  /** The page says that its device can have a passkey. */
  isAble?: boolean;
  /** Whether the person has signed in before, where that is known. */
  hasSignedIn?: boolean;
  /** The page asked for the agreement: without it the login does not go on. */
  mustAgree?: boolean;
  /** How sure it is, where neither a password nor a code by SMS says so. */
  proved?: { acr: string; amr: string[] };
  /** The passkey of that level, and the level it was made at. */
  key?: UsedKey;
};

type UsedKey = { id: string; madeWith: string };

/** Who has given a factor, in this login or in the session that goes on, while more is asked for. */
export type Proved = {
  account: Account;
  factors: readonly Factor[];
  /** Of a passkey among them: the level it was made at, and its id where it was used in this very login. */
  madeWith?: string | undefined;
  key?: UsedKey | undefined;
  /** Whether a passkey may be added now: not by a mere session, nor after a scan. */
  mayAdd: boolean;
  /** One of them came from another device: nothing that lasts follows from it. */
  byScan: boolean;
  remember: boolean;
  agreed: number;
};

/** So long a first factor waits for the second. */
export const firstFactorLife = minutes(10);
/** Where it rests in an interaction. */
export const firstFactor = 'first';
export type FirstFactor = {
  accountId: string;
  factors: Factor[];
  madeWith?: string | undefined;
  key?: UsedKey | undefined;
  at: number;
  mayAdd: boolean;
  byScan: boolean;
  remember: boolean;
  agreed: number;
};

/** A scan has the factor of the phone's session. */
export function factorOf(method: LoginMethod, bySms: boolean, level: string | undefined): Factor {
  if (method === 'passkey') return 'passkey';
  if (level !== undefined) return level === acr.password ? 'pwd' : 'sms';
  return bySms ? 'sms' : 'pwd';
}
