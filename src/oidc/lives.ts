import type { Grant, KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';
import { days, epoch, hours, minutes, systemClock } from '../clock.ts';

// The library counts in real time, so these do as well; a shifted process is shifted as a whole.
const now = () => epoch(systemClock.now());

/** Of an access token, in seconds. */
export const accessTokenLife = minutes(10);

/** Of a code, in seconds. */
export const codeLife = 60;

/** Of a login that waits for its citizen, in seconds. */
export const interactionLife = minutes(60);

/** Without 记住这台设备 at most 12 hours, with it 30 days, both from the login on. */
export const sessionLife = (_ctx: KoaContextWithOIDC, session: Session): number => sessionLifeOf(session);

export function sessionLifeOf(session: Pick<Session, 'transient' | 'accountId' | 'loginTs'>): number {
  const most = session.transient === true || session.accountId === undefined ? hours(12) : days(30);
  return Math.max(1, (session.loginTs ?? now()) + most - now());
}

/** As long as a session can be; 180 days where the phone of a citizen keeps a refresh token. */
export function grantLife(_ctx: KoaContextWithOIDC, grant: Grant): number {
  return grant.getOIDCScope().split(' ').includes('offline_access') ? days(180) : days(30);
}

/** 30 days from each use, 180 days in all. */
export const refreshTokenLifeSince = (firstIssued: number): number =>
  Math.max(1, Math.min(days(30), firstIssued + days(180) - now()));

export const refreshTokenLife = (_ctx: KoaContextWithOIDC, token: RefreshToken): number =>
  refreshTokenLifeSince(token.iiat ?? now());
