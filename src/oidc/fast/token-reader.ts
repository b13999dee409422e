import type { Accounts } from '../../accounts/service.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { isValid } from '../adapter.ts';
import type { Kind } from '../tokens/kinds.ts';
import { keyOf } from '../tokens/packing.ts';
import { holderOf } from '../tokens/related-store.ts';
import type { Rows } from '../tokens/rows.ts';
import type { Stored } from '../tokens/store.ts';

/** A valid access token, or a token of the partner API. */
export type Token = {
  clientId: string;
  iat: number;
  exp: number;
  scope: string | undefined;
  aud: string | undefined;
  /** Whose access token it is, and the scopes that its grant allows; undefined for a token of the partner API. */
  citizen: { accountId: string; sid: string | undefined; granted: readonly string[] } | undefined;
};

/** The session of a browser in which somebody is signed in. */
type SignedIn = {
  payload: Record<string, unknown>;
  accountId: string;
  uid: string;
  loginTs: number;
  transient: boolean;
  /** What it holds for a client. */
  at: (clientId: string) => { grantId: string | undefined; sid: string | undefined };
};

/** What a citizen allowed a client, and what was refused. */
type Decision = { granted: readonly string[]; refused: readonly string[] };

// With any other field (a key that a token is bound to, claims that were asked for) a token is the library's.
const common = ['iat', 'exp', 'clientId', 'accountId', 'scope', 'sid', 'grantId', 'sessionUid', 'expiresWithSession'];
const session = ['iat', 'exp', 'uid', 'accountId', 'loginTs', 'acr', 'amr', 'transient', 'authorizations', 'sealedId'];
const fields = {
  AccessToken: new Set([...common, 'aud', 'gty']),
  ClientCredentials: new Set([...common, 'aud', 'gty']),
  Session: new Set(session),
};
const hasKnownFields = (kind: keyof typeof fields, payload: object): boolean =>
  Object.keys(payload).every((name) => fields[kind].has(name));

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const words = (value: unknown) => (text(value) ?? '').split(' ');
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

type Needs = { rows: Rows; clock: Clock; accounts: Pick<Accounts, 'findHolder'> };

/**
 * Reads what the library would load for a token or a session, and judges it by the same `isValid` as the adapter. `undefined`: it is not
 * valid, or has something that only the library knows.
 */
export function createTokenReader({ rows, clock, accounts }: Needs) {
  /** The row with what is asked for next, in one wait: its grant, its session and, where they will be asked for, its person. */
  async function load(
    kind: Kind,
    key: Buffer,
    more: { clientId?: string; account: boolean },
  ): Promise<Stored | undefined> {
    const asked = { kind, key, clientId: more.clientId };
    if (rows.hasRelated(asked)) return rows.find(kind, key);
    const [stored] = await Promise.all([
      rows.findWithRelated(asked),
      more.account ? accounts.findHolder(holderOf({ kind, key })) : undefined,
    ]);
    return stored;
  }

  const payloadOf = (kind: Kind, stored: Stored | undefined): Record<string, unknown> | undefined => {
    if (stored === undefined || stored.consumedAt !== undefined) return undefined;
    const now = clock.now();
    if (stored.expiresAt <= now || !isValid(kind, stored, now)) return undefined;
    const { exp } = stored.payload;
    return typeof exp === 'number' && exp > epoch(systemClock.now()) ? stored.payload : undefined; // the library counts in real time
  };

  /** Whose token it is, while its grant and, unless it outlives that, its session are valid. */
  async function readCitizen(token: Record<string, unknown>): Promise<Token['citizen']> {
    const { accountId, clientId, grantId, sessionUid, expiresWithSession, sid } = token;
    if (typeof accountId !== 'string' || typeof clientId !== 'string' || typeof grantId !== 'string') return undefined;
    if (expiresWithSession === true) {
      const uidKey = keyOf(sessionUid);
      const found = uidKey && payloadOf('Session', await rows.cachedSession(uidKey, grantId));
      if (found?.accountId !== accountId) return undefined;
      if (member(member(found.authorizations, clientId), 'grantId') !== grantId) return undefined;
    }
    const grant = await readGrant(grantId, clientId, accountId);
    return grant && { accountId, sid: text(sid), granted: grant.granted };
  }

  async function readGrant(grantId: string, clientId: string, accountId: string): Promise<Decision | undefined> {
    const key = keyOf(grantId);
    const grant = key && payloadOf('Grant', await rows.cachedGrant(key));
    if (grant?.clientId !== clientId || grant.accountId !== accountId) return undefined;
    if (member(member(grant.rejected, 'openid'), 'claims') !== undefined) return undefined;
    const refused = words(member(member(grant.rejected, 'openid'), 'scope'));
    const granted = words(member(grant.openid, 'scope')).filter(
      (scope) => scope === 'openid' || !refused.includes(scope),
    );
    return { granted, refused };
  }

  return {
    readGrant,

    /** For whoever goes to that client. */
    async readSession(key: Buffer, clientId: string): Promise<SignedIn | undefined> {
      const found = payloadOf('Session', await load('Session', key, { clientId, account: true }));
      if (found === undefined || !hasKnownFields('Session', found)) return undefined;
      const { sealedId: _, ...payload } = found;
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
    },

    async readToken(
      kind: 'AccessToken' | 'ClientCredentials',
      key: Buffer,
      { account = false }: { account?: boolean } = {},
    ): Promise<Token | undefined> {
      const isOfPerson = kind === 'AccessToken';
      const token = payloadOf(kind, isOfPerson ? await load(kind, key, { account }) : await rows.find(kind, key));
      if (token === undefined || !hasKnownFields(kind, token)) return undefined;
      const { clientId, iat, exp } = token;
      if (typeof clientId !== 'string' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
      const citizen = kind === 'AccessToken' ? await readCitizen(token) : undefined;
      if (kind === 'AccessToken' && citizen === undefined) return undefined;
      return { clientId, iat, exp, scope: text(token.scope), aud: text(token.aud), citizen };
    },
  };
}

export type TokenReader = ReturnType<typeof createTokenReader>;
