import type { Account } from '../../accounts/account/account.ts';
import type { Database, Withdrawals } from '../../database/open.ts';
import { grantIdAt, type Kind, member } from './kinds.ts';
import { keyOf } from './packing.ts';
import type { Stored } from './store.ts';

/**
 * A token with every row that decides about it, as one moment showed it; or a session with its decisions at one client. There is no Buffer in
 * it: one of a few bytes would hold the 64 kB that Node cut it from, for as long as it is remembered.
 */
export type CachedToken = {
  stored: Stored;
  grant: Stored | undefined;
  session: Stored | undefined;
  /** Of the person, where that was asked for. */
  account: Account | undefined;
  /** Of a session: the version of its row, so that a statement can ask whether it is still the same. */
  version?: string;
};

type Entry = { known: CachedToken; keys: readonly string[]; since: number; at: number; bytes: number };

const maxTokens = 10_000;
const maxBytes = 24 * 1024 * 1024;
/** Milliseconds after which a token is asked for again all the same. */
const maxAge = 60_000;
/** Bytes of an entry beside its JSON, and per character of that, as measured. */
const [frame, perCharacter] = [2_000, 2];

/** For a store without notifications about revocations (tokens/token-store.ts): nothing is cached, and each token is read each time. */
export const noRevocationFeed: Withdrawals = {
  isLive: () => false,
  count: () => 0,
  holds: () => false,
  gaps: () => 0,
  start: () => undefined,
};

/**
 * Cache of tokens read by this process, valid while it receives every revocation (docs/adr/0082). It stores data and no verdict: readers judge
 * it by their own time.
 */
export function createTokenMemory({ db }: { db: Pick<Database, 'withdrawals'> }) {
  const { withdrawals } = db;
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const counts = { answered: 0, asked: 0, dropped: 0 };

  function drop(name: string, entry: Entry): void {
    entries.delete(name);
    bytes -= entry.bytes;
  }

  return {
    /** By the key in base64, for a session also by client. Undefined on a miss. */
    get(kind: Kind, key: string, clientId = ''): CachedToken | undefined {
      if (!withdrawals.isLive()) return undefined;
      const name = nameOf(kind, key, clientId);
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (performance.now() - entry.at < maxAge && withdrawals.holds(entry.since, entry.keys)) return entry.known;
      counts.dropped += 1;
      drop(name, entry);
      return undefined;
    },

    /** Called before a token is read; the returned function caches the result unless something changed meanwhile. */
    begin(): (kind: Kind, key: Buffer, found: CachedToken, clientId?: string) => void {
      const [since, at] = [withdrawals.count(), performance.now()];
      return (kind, key, found, clientId = '') => {
        const keys = kind === 'Session' ? keysOfSession(found, clientId) : keysOf(key, found);
        if (!withdrawals.isLive() || keys === undefined || !withdrawals.holds(since, keys)) return;
        const name = nameOf(kind, key.toString('base64'), clientId);
        const earlier = entries.get(name);
        if (earlier !== undefined) drop(name, earlier);
        const known = kind === 'Session' ? { ...found, stored: only(found.stored, clientId) } : slim(found);
        const size = frame + perCharacter * JSON.stringify(known).length;
        entries.set(name, { known, keys, since, at, bytes: size }); // the newest come last
        bytes += size;
        for (const [oldest, entry] of entries)
          if (entries.size > maxTokens || bytes > maxBytes) drop(oldest, entry);
          else break;
      };
    },

    /** Removes an entry that proved outdated. */
    forget(kind: Kind, key: string, clientId = ''): void {
      const name = nameOf(kind, key, clientId);
      const entry = entries.get(name);
      if (entry !== undefined) drop(name, entry);
    },

    counted: (how: 'answered' | 'asked'): void => {
      counts[how] += 1;
    },
    standing: () => ({ ...counts, gaps: withdrawals.gaps(), bytes }),
  };
}

export type TokenMemory = ReturnType<typeof createTokenMemory>;

const nameOf = (kind: Kind, key: string, clientId: string): string => `${kind} ${key} ${clientId}`;

/** Keys whose change ends the token or alters its answer (migrations/0024_oidc); undefined where they cannot be named. */
function keysOf(key: Buffer, { stored, session }: CachedToken): string[] | undefined {
  const { accountId, clientId, grantId, sessionUid } = stored.payload;
  if (typeof clientId !== 'string' || stored.client === undefined) return undefined;
  const keys = [`t ${key.toString('hex')}`, `a ${clientId}`, `i ${stored.client.institutionId}`];
  if (typeof accountId === 'string') keys.push(`p ${accountId}`);
  for (const [letter, id] of [['g', grantId], ...(session === undefined ? [] : [['s', sessionUid]])] as const) {
    if (id === undefined) continue;
    const of = keyOf(id);
    if (of === undefined) return undefined;
    keys.push(`${letter} ${of.toString('hex')}`);
  }
  return keys;
}

/** The same for a session: its id rotates without a notification, so its row is checked in each statement that writes by a cached one. */
function keysOfSession(
  { stored: { payload }, grant, version, account }: CachedToken,
  clientId: string,
): string[] | undefined {
  // The places where a child and a test citizen may sign in are in tables without notifications (accounts/account/store.ts).
  if (account?.guardianId !== undefined || account?.testOf !== undefined) return undefined;
  const { accountId, uid } = payload;
  const [uidKey, grantKey] = [keyOf(uid), keyOf(grantIdAt(payload.authorizations, clientId))];
  if (version === undefined || grant === undefined || uidKey === undefined || grantKey === undefined) return undefined;
  return [`s ${uidKey.toString('hex')}`, `p ${accountId}`, `g ${grantKey.toString('hex')}`];
}

/** Of a session only the entry of this client: it may hold very many. */
function slim(known: CachedToken): CachedToken {
  const { stored, session } = known;
  if (session === undefined) return known;
  const { accountId, exp, loginTs, authorizations } = session.payload;
  const clientId = String(stored.payload.clientId);
  const own = member(authorizations, clientId);
  return {
    ...known,
    session: { ...session, payload: { accountId, exp, loginTs, authorizations: { [clientId]: own } } },
  };
}

/** Of a session that is asked for by itself. */
function only(session: Stored, clientId: string): Stored {
  const { sealedId: _, authorizations, ...payload } = session.payload;
  return { ...session, payload: { ...payload, authorizations: { [clientId]: member(authorizations, clientId) } } };
}
