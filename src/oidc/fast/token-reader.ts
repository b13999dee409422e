import type { Account } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { hashText } from '../../crypto/secrets.ts';
import { isValid } from '../adapter.ts';
import { grantIdAt, type Kind, knownFields, member, type TokenKind } from '../tokens/kinds.ts';
import type { CachedToken, TokenMemory } from '../tokens/memory.ts';
import { keyOf } from '../tokens/packing.ts';
import type { RelatedKey } from '../tokens/related-store.ts';
import type { Rows } from '../tokens/rows.ts';
import type { Presented, SelfContained } from '../tokens/self-contained.ts';
import type { RowVersion, Stored } from '../tokens/store.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { isCurrent } from '../tokens/validity.ts';
import type { MaybePromise } from './steps.ts';

/** A valid access token, or a token of the partner API. */
export type Token = {
  clientId: string;
  iat: number;
  exp: number;
  scope: string | undefined;
  aud: string | undefined;
  /** The account of an access token, and the scopes that its grant allows; undefined for a token of the partner API. */
  citizen:
    | {
        accountId: string;
        sid: string | undefined;
        granted: readonly string[];
        /** Where it was asked for, and may sign in. */
        account: Account | undefined;
      }
    | undefined;
};

/** The session of a signed-in browser. */
type SignedIn = {
  payload: Record<string, unknown>;
  accountId: string;
  uid: string;
  loginTs: number;
  transient: boolean;
  /** The authorization of a client. */
  at: (clientId: string) => { grantId: string | undefined; sid: string | undefined };
};

/** The scopes that a citizen granted a client, and those refused. */
type Decision = { granted: readonly string[]; refused: readonly string[] };

/** A signed-in session, and its decisions at one client. */
export type Visit = {
  session: SignedIn;
  grantId: string;
  sid: string;
  decision: Decision;
  /** Undefined: it may not sign in. */
  account: Account | undefined;
  /** Where this process remembers it: the row of the session as it was read, which has to be that still. */
  seen: RowVersion | undefined;
};

const fields = {
  AccessToken: new Set(knownFields.AccessToken),
  ClientCredentials: new Set(knownFields.ClientCredentials),
  Session: new Set(knownFields.Session),
};
const hasKnownFields = (kind: keyof typeof fields, payload: object): boolean =>
  Object.keys(payload).every((name) => fields[kind].has(name));

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const words = (value: unknown) => (text(value) ?? '').split(' ');
/** Of an object that is kept, and never changed, once. */
function memoizeByIdentity<Result>(make: (of: Record<string, unknown>) => Result) {
  const made = new WeakMap<object, { result: Result }>();
  return (of: Record<string, unknown>): Result => {
    const known = made.get(of);
    if (known !== undefined) return known.result;
    const result = make(of);
    made.set(of, { result });
    return result;
  };
}

function plainToken(kind: TokenKind, token: Record<string, unknown>): Omit<Token, 'citizen'> | undefined {
  const { clientId, iat, exp, scope, aud } = token;
  if (!hasKnownFields(kind, token)) return undefined;
  if (typeof clientId !== 'string' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  return { clientId, iat, exp, scope: text(scope), aud: text(aud) };
}

type Needs = {
  rows: Rows;
  clock: Clock;
  accounts: Pick<Accounts, 'find' | 'findHolder' | 'isLive'>;
  memory: TokenMemory;
  selfContained: Pick<SelfContained, 'read'>;
  store: Pick<TokenStore, 'naming'>;
};

/**
 * Reads the rows that the library would load for a token or a session, and judges them by the same `isValid` as the adapter. `undefined`: not
 * valid, or only the library can judge it.
 */
export function createTokenReader({ rows, clock, accounts, memory, selfContained, store: { naming } }: Needs) {
  /** The row with the rows needed next, in one round trip: its grant, its session and, if `wanted`, its account. */
  async function load(asked: RelatedKey | Presented, wanted: { account: boolean }) {
    const wantsAccount = wanted.account && !rows.hasRelated(asked);
    const [found, account] = await Promise.all([
      rows.findWithRelated(asked),
      wantsAccount && naming ? accounts.findHolder(holderOf(naming, asked)) : undefined,
    ]);
    return found && { ...found, account };
  }

  const payloadOf = (kind: Kind, stored: Stored | undefined): Record<string, unknown> | undefined => {
    const now = clock.now();
    if (stored === undefined || !isCurrent.holds(stored, now) || !isValid(kind, stored, now)) return undefined;
    const { exp } = stored.payload;
    return typeof exp === 'number' && exp > epoch(systemClock.now()) ? stored.payload : undefined; // the library counts in real time
  };

  /** The account of a token, while its grant and, unless it outlives that, its session are valid. */
  function citizenOf(token: Record<string, unknown>, { grant, session, account }: CachedToken): Token['citizen'] {
    const { accountId, clientId, grantId, expiresWithSession, sid } = token;
    if (typeof accountId !== 'string' || typeof clientId !== 'string' || typeof grantId !== 'string') return undefined;
    if (expiresWithSession === true) {
      const found = payloadOf('Session', session);
      if (found?.accountId !== accountId) return undefined;
      if (grantIdAt(found.authorizations, clientId) !== grantId) return undefined;
    }
    const decision = decided(grant, clientId, accountId);
    return decision && { accountId, sid: text(sid), granted: decision.granted, account: open(account) };
  }
  const open = (account: Account | undefined) =>
    account !== undefined && accounts.isLive(account) ? account : undefined;

  function decided(stored: Stored | undefined, clientId: string, accountId: string): Decision | undefined {
    const grant = payloadOf('Grant', stored);
    if (grant?.clientId !== clientId || grant.accountId !== accountId) return undefined;
    if (member(member(grant.rejected, 'openid'), 'claims') !== undefined) return undefined;
    return decisions(grant);
  }
  const decisions = memoizeByIdentity((grant: Record<string, unknown>): Decision => {
    const refused = words(member(member(grant.rejected, 'openid'), 'scope'));
    const granted = words(member(grant.openid, 'scope')).filter(
      (scope) => scope === 'openid' || !refused.includes(scope),
    );
    return { granted, refused };
  });

  function signedIn(stored: Stored | undefined): SignedIn | undefined {
    const found = payloadOf('Session', stored);
    return found && whoIs(found);
  }
  const whoIs = memoizeByIdentity((found: Record<string, unknown>): SignedIn | undefined => {
    if (!hasKnownFields('Session', found)) return undefined;
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
  });

  function visit({ stored, grant, account, version }: CachedToken, key: Buffer, clientId: string): Visit | undefined {
    const session = signedIn(stored);
    const { grantId, sid } = session?.at(clientId) ?? {};
    if (session === undefined || grantId === undefined || sid === undefined) return undefined;
    const decision = decided(grant, clientId, session.accountId);
    const seen = version === undefined ? undefined : { key, version };
    return decision && { session, grantId, sid, decision, account: open(account), seen };
  }

  function judge(kind: TokenKind, known: CachedToken): Token | undefined {
    const token = payloadOf(kind, known.stored);
    const plain = token && plainOf[kind](token);
    if (token === undefined || plain === undefined) return undefined;
    const citizen = kind === 'AccessToken' ? citizenOf(token, known) : undefined;
    if (kind === 'AccessToken' && citizen === undefined) return undefined;
    return { ...plain, citizen };
  }
  const plainOf = {
    AccessToken: memoizeByIdentity((token) => plainToken('AccessToken', token)),
    ClientCredentials: memoizeByIdentity((token) => plainToken('ClientCredentials', token)),
  };

  /** The cached token; undefined on a miss. A refusal is never cached. */
  function remembered(kind: TokenKind, key: string, needsAccount: boolean): Token | undefined {
    const known = memory.get(kind, key);
    if (known === undefined || (needsAccount && known.account === undefined)) return undefined;
    return judge(kind, known);
  }

  async function ask(kind: TokenKind, id: string, needsAccount: boolean): Promise<Token | undefined> {
    const presented = selfContained.read(kind, id);
    if (presented === undefined) return undefined;
    const { key } = presented;
    const keep = memory.begin();
    if (kind === 'ClientCredentials') {
      const stored = await rows.findPresented(presented);
      if (stored === undefined) return undefined;
      const known = { stored, grant: undefined, session: undefined, account: undefined };
      const token = judge(kind, known);
      if (token !== undefined) keep(kind, key, known);
      return token;
    }
    const found = await load(presented, { account: needsAccount });
    const payload = payloadOf(kind, found?.stored);
    if (found === undefined || payload === undefined) return undefined;
    const { grantId, sessionUid, expiresWithSession, accountId } = payload;
    const [grantKey, uidKey] = [keyOf(grantId), expiresWithSession === true ? keyOf(sessionUid) : undefined];
    // Rows read with the token are of one moment. Others may be half a second old, and are cached no longer than that.
    const isWhole =
      found.grant !== undefined &&
      (uidKey === undefined || found.session !== undefined) &&
      (!needsAccount || found.account !== undefined);
    const known: CachedToken = {
      stored: found.stored,
      grant: found.grant?.stored ?? (grantKey && (await rows.cachedGrant(grantKey))),
      session: uidKey && (found.session?.stored ?? (await rows.cachedSession(uidKey, String(grantId)))),
      account:
        needsAccount && typeof accountId === 'string' ? (found.account ?? (await accounts.find(accountId))) : undefined,
    };
    const token = judge(kind, known);
    if (token !== undefined && isWhole) keep(kind, key, known);
    return token;
  }

  async function askForAny(id: string): Promise<Token | undefined> {
    const [accessToken, apiToken] = await Promise.all([
      ask('AccessToken', id, false),
      ask('ClientCredentials', id, false),
    ]);
    return accessToken ?? apiToken;
  }

  async function askVisit(key: Buffer, clientId: string): Promise<Visit | undefined> {
    const keep = memory.begin();
    const found = await load({ kind: 'Session', key, clientId }, { account: true });
    const session = signedIn(found?.stored);
    const grantKey = session && keyOf(session.at(clientId).grantId);
    if (found === undefined || session === undefined || grantKey === undefined) return undefined;
    const known: CachedToken = {
      stored: found.stored,
      grant: found.grant?.stored ?? (await rows.cachedGrant(grantKey)),
      session: undefined,
      account: found.account ?? (await accounts.find(session.accountId)),
    };
    // Only a complete snapshot of one moment is cached.
    if (found.grant !== undefined && found.account !== undefined && found.version !== undefined)
      keep('Session', key, { ...known, version: found.version }, clientId);
    return visit(known, key, clientId);
  }

  return {
    /** The session of a browser, as far as it concerns that client. */
    async readSession(key: Buffer, clientId: string): Promise<SignedIn | undefined> {
      return signedIn((await load({ kind: 'Session', key, clientId }, { account: true }))?.stored);
    },

    /** The session with the decisions at that client; synchronous where cached. */
    readVisit(id: string, clientId: string): MaybePromise<Visit | undefined> {
      const name = hashText(id);
      const key = Buffer.from(name, 'base64');
      const known = memory.get('Session', name, clientId);
      const found = known && visit(known, key, clientId);
      return found ?? askVisit(key, clientId);
    },
    forgetVisit: (id: string, clientId: string): void => memory.forget('Session', hashText(id), clientId),

    /** An access token with its account: synchronous where cached. */
    readForPerson(id: string): MaybePromise<Token | undefined> {
      const key = hashText(id);
      const found = remembered('AccessToken', key, true);
      memory.counted(found === undefined ? 'asked' : 'answered');
      return found ?? ask('AccessToken', id, true);
    },

    /** An access token, or one of the partner API. */
    read(id: string): MaybePromise<Token | undefined> {
      const key = hashText(id);
      const found = remembered('AccessToken', key, false) ?? remembered('ClientCredentials', key, false);
      memory.counted(found === undefined ? 'asked' : 'answered');
      return found ?? askForAny(id);
    },
  };
}

/** The account of a token: of a self-contained one, the account that it names. */
function holderOf(naming: NonNullable<TokenStore['naming']>, asked: RelatedKey | Presented) {
  const accountId = 'artefact' in asked ? asked.artefact?.accountId : undefined;
  return accountId === undefined ? naming.holderOf(asked) : naming.personOf(accountId);
}

export type TokenReader = ReturnType<typeof createTokenReader>;
