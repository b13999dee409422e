import { type Clock, epoch, systemClock } from '../../clock.ts';
import { counts } from '../adapter.ts';
import type { Kind } from '../kinds.ts';
import { keyOf } from '../packing.ts';
import type { Rows } from '../rows.ts';
import type { Stored } from '../store.ts';

/** An opaque token without anything unusual about it. */
export type Shown = {
  clientId: string;
  iat: number;
  exp: number;
  scope: string | undefined;
  aud: string | undefined;
  /** Of a citizen's access token; undefined for one of an application. */
  of: { accountId: string; sid: string | undefined; granted: readonly string[] } | undefined;
};

// Whatever else is in a token (a key that it is bound to, claims that were asked for) is for the library.
const plain = new Set([
  ...['iat', 'exp', 'clientId', 'accountId', 'scope', 'aud', 'sid'],
  ...['gty', 'grantId', 'sessionUid', 'expiresWithSession'],
]);

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** Tokens that are shown to us, read and judged as the library and the adapter do; undefined for what does not plainly stand. */
export function createShown({ rows, clock }: { rows: Rows; clock: Clock }) {
  const stands = (kind: Kind, stored: Stored | undefined): Record<string, unknown> | undefined => {
    if (stored === undefined || stored.consumedAt !== undefined) return undefined;
    const now = clock.now();
    if (stored.expiresAt <= now || !counts(kind, stored, now)) return undefined;
    const { exp } = stored.payload;
    return typeof exp === 'number' && exp > epoch(systemClock.now()) ? stored.payload : undefined; // as the library counts
  };

  async function ofCitizen(token: Record<string, unknown>): Promise<Shown['of']> {
    const { accountId, clientId, grantId, sessionUid, expiresWithSession, sid } = token;
    if (typeof accountId !== 'string' || typeof clientId !== 'string' || typeof grantId !== 'string') return undefined;
    if (expiresWithSession === true) {
      const uidKey = keyOf(sessionUid);
      const session = uidKey && stands('Session', await rows.recentByUid(uidKey, grantId));
      if (session?.accountId !== accountId) return undefined;
      if (member(member(session.authorizations, clientId), 'grantId') !== grantId) return undefined;
    }
    const key = keyOf(grantId);
    const grant = key && stands('Grant', await rows.recentGrant(key));
    if (grant?.clientId !== clientId || grant.accountId !== accountId) return undefined;
    if (member(member(grant.rejected, 'openid'), 'claims') !== undefined) return undefined;
    const refused = (text(member(member(grant.rejected, 'openid'), 'scope')) ?? '').split(' ');
    const granted = (text(member(grant.openid, 'scope')) ?? '')
      .split(' ')
      .filter((scope) => scope === 'openid' || !refused.includes(scope));
    return { accountId, sid: text(sid), granted };
  }

  return async (kind: 'AccessToken' | 'ClientCredentials', key: Buffer): Promise<Shown | undefined> => {
    const token = stands(kind, await rows.find(kind, key));
    if (token === undefined) return undefined;
    for (const name in token) if (!plain.has(name)) return undefined;
    const { clientId, iat, exp } = token;
    if (typeof clientId !== 'string' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    const of = kind === 'AccessToken' ? await ofCitizen(token) : undefined;
    if (kind === 'AccessToken' && of === undefined) return undefined;
    return { clientId, iat, exp, scope: text(token.scope), aud: text(token.aud), of };
  };
}

export type FindShown = ReturnType<typeof createShown>;
