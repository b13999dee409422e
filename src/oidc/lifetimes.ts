import type { Grant, KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';
import { type Clock, days, epoch, hours, minutes, seconds, systemClock } from '../clock.ts';
import { endsWithSession } from './rules.ts';

// The library counts in real time, so these do as well; a shifted process is shifted as a whole.
const now = () => epoch(systemClock.now());

// All of them in seconds.

export const codeLifetime = seconds(60);
/** How far the clock of a partner may be ahead or behind. */
export const clockTolerance = seconds(15);
/** Of tokens for userinfo. */
export const accessTokenLifetime = minutes(10);
/** Of tokens for the partner API. */
export const apiTokenLifetime = minutes(10);
export const idTokenLifetime = minutes(10);
/** Of a login that waits for its citizen. */
export const interactionLifetime = minutes(60);
/** How long an unanswered login page is kept behind that, so that it can start again. */
export const interactionRetention = days(1);
/** Of a consent, from its last change on, and of the record which claims an application received by it. */
export const consentLifetime = days(365);

/** Without 记住这台设备 at most 12 hours, with it 30 days, both from the login on. */
export const sessionLifetime =
  (clock: Clock) =>
  (_ctx: KoaContextWithOIDC, session: Session): number =>
    sessionLifetimeOf(session, clock);

/** The login was noted by `clock`: where that is behind real time, it counts, or the session would be over at once. */
export function sessionLifetimeOf(session: Pick<Session, 'transient' | 'accountId' | 'loginTs'>, clock: Clock): number {
  const max = session.transient === true || session.accountId === undefined ? hours(12) : days(30);
  const at = Math.min(now(), epoch(clock.now()));
  return Math.max(1, (session.loginTs ?? at) + max - at);
}

/** As long as a session can be; 180 days where the phone of a citizen keeps a refresh token. */
export const grantLifetime = (_ctx: KoaContextWithOIDC, grant: Grant): number => grantLifetimeOf(grant.getOIDCScope());

export const grantLifetimeOf = (scope: string): number => (endsWithSession(scope) ? days(30) : days(180));

export const refreshTokenLifetimes = { eachUse: days(30), inAll: days(180) };
const refreshTokenLifetimeSince = (firstIssued: number): number =>
  Math.max(1, Math.min(refreshTokenLifetimes.eachUse, firstIssued + refreshTokenLifetimes.inAll - now()));

export const refreshTokenLifetime = (_ctx: KoaContextWithOIDC, token: RefreshToken): number =>
  refreshTokenLifetimeSince(token.iiat ?? now());
