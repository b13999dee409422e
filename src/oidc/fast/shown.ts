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

/** A code or refresh token, without anything unusual about it either, and what its grant allows. */
export type Source = {
  token: Record<string, unknown>;
  clientId: string;
  accountId: string;
  granted: readonly string[];
};

// Whatever else is in a token (a key that it is bound to, claims that were asked for) is for the library.
const common = ['iat', 'exp', 'clientId', 'accountId', 'scope', 'sid', 'grantId', 'sessionUid', 'expiresWithSession'];
const login = ['acr', 'amr', 'authTime', 'nonce'];
const plain = {
  AccessToken: new Set([...common, 'aud', 'gty']),
  ClientCredentials: new Set([...common, 'aud', 'gty']),
  AuthorizationCode: new Set([...common, ...login, 'codeChallenge', 'codeChallengeMethod', 'redirectUri']),
  RefreshToken: new Set([...common, ...login, 'gty', 'iiat', 'rotations']),
  Session: new Set([
    'iat',
    'exp',
    'uid',
    'accountId',
    'loginTs',
    'acr',
    'amr',
    'transient',
    'authorizations',
    'sealedId',
  ]),
};
const isPlain = (kind: keyof typeof plain, token: object): boolean =>
  Object.keys(token).every((name) => plain[kind].has(name));

/** Somebody who is signed in, and what the session knows of an application. */
type SignedIn = {
  payload: Record<string, unknown>;
  accountId: string;
  uid: string;
  loginTs: number;
  transient: boolean;
  at: (clientId: string) => { grantId: string | undefined; sid: string | undefined };
};
type Decided = { granted: readonly string[]; refused: readonly string[] };

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const words = (value: unknown) => (text(value) ?? '').split(' ');
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** What is shown to us, read and judged as the library and the adapter do; undefined for what does not plainly stand. */
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
    const grant = await decided(grantId, clientId, accountId);
    return grant && { accountId, sid: text(sid), granted: grant.granted };
  }

  /** What the person allowed this application, and what it refused. */
  async function decided(grantId: string, clientId: string, accountId: string): Promise<Decided | undefined> {
    const key = keyOf(grantId);
    const grant = key && stands('Grant', await rows.recentGrant(key));
    if (grant?.clientId !== clientId || grant.accountId !== accountId) return undefined;
    if (member(member(grant.rejected, 'openid'), 'claims') !== undefined) return undefined;
    const refused = words(member(member(grant.rejected, 'openid'), 'scope'));
    const granted = words(member(grant.openid, 'scope')).filter(
      (scope) => scope === 'openid' || !refused.includes(scope),
    );
    return { granted, refused };
  }

  /** Of a browser: somebody is signed in, with all that the library would know of it. */
  async function signedIn(key: Buffer): Promise<SignedIn | undefined> {
    const session = stands('Session', await rows.find('Session', key));
    if (session === undefined || !isPlain('Session', session)) return undefined;
    const { sealedId: _, ...payload } = session;
    const { accountId, uid, loginTs, transient } = payload;
    if (typeof accountId !== 'string' || typeof uid !== 'string' || typeof loginTs !== 'number') return undefined;
    return {
      payload,
      accountId,
      uid,
      loginTs,
      transient: transient === true,
      at(clientId) {
        const own = member(payload.authorizations, clientId);
        return { grantId: text(member(own, 'grantId')), sid: text(member(own, 'sid')) };
      },
    };
  }

  return {
    decided,
    signedIn,

    async token(kind: 'AccessToken' | 'ClientCredentials', key: Buffer): Promise<Shown | undefined> {
      const token = stands(kind, await rows.find(kind, key));
      if (token === undefined || !isPlain(kind, token)) return undefined;
      const { clientId, iat, exp } = token;
      if (typeof clientId !== 'string' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
      const of = kind === 'AccessToken' ? await ofCitizen(token) : undefined;
      if (kind === 'AccessToken' && of === undefined) return undefined;
      return { clientId, iat, exp, scope: text(token.scope), aud: text(token.aud), of };
    },

    async source(kind: 'AuthorizationCode' | 'RefreshToken', key: Buffer): Promise<Source | undefined> {
      const token = stands(kind, await rows.find(kind, key));
      const clientId = text(token?.clientId);
      if (token === undefined || clientId === undefined || !isPlain(kind, token)) return undefined;
      const of = await ofCitizen(token);
      return of && { token, clientId, accountId: of.accountId, granted: of.granted };
    },
  };
}

export type FindShown = ReturnType<typeof createShown>['token'];
export type FindSource = ReturnType<typeof createShown>['source'];
export type OfBrowser = Pick<ReturnType<typeof createShown>, 'decided' | 'signedIn'>;
