import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import { createLastTimes } from '../../database/last-times.ts';
import type { Connection, Database, Reader } from '../../database/open.ts';
import { consentLifetime } from '../lifetimes.ts';
import * as store from './consents-store.ts';
import type { LogoutNotices } from './logout-notices.ts';
import type { TokenStore } from './token-store.ts';

/** A citizen's decision for an application, and the request that asked for it. */
type Given = {
  accountId: string;
  clientId: string;
  granted: readonly string[];
  refused: readonly string[];
  requestId?: string | undefined;
};

/** Thrown within a transaction, so that nothing of it is committed. */
const cannotGoOn = new Error('the first decision cannot be written so');

type Needs = {
  db: Database;
  clock: Clock;
  notices: Pick<LogoutNotices, 'enqueue'>;
  tokens: Pick<TokenStore, 'destroyAllGrantsOf' | 'destroyGrantsOf' | 'holdPair' | 'settled' | 'touchConsent'>;
};

/** Consents: the claims that a person allowed an application, one row for each pair, at most 365 days. */
export function createConsents({ db, clock, notices, tokens }: Needs) {
  const lastLogins = createLastTimes<Omit<store.LastLogin, 'at'>>({
    clock,
    async write(logins) {
      if (tokens.touchConsent === undefined) return store.touch(db, logins);
      for (const login of logins) await tokens.touchConsent(db, login);
    },
  });

  const separator = ' ';
  const cache = createCache<store.Consent | undefined>({
    read: (pair) => {
      const [accountId = '', clientId = ''] = pair.split(separator);
      return store.find(db, accountId, clientId, clock.now());
    },
  });
  const pairOf = (accountId: string, clientId: string) => `${accountId}${separator}${clientId}`;

  /** Writes a decision; returns the consent before and after it. */
  async function decide(
    trx: Connection,
    accountId: string,
    clientId: string,
    decision: store.Decision,
    at: Date,
  ): Promise<{ from: store.Decision | null; to: store.Decision }> {
    await tokens.holdPair?.(trx, accountId, clientId);
    const expiresAt = after(at, consentLifetime);
    for (;;) {
      const from = await store.decided(trx, accountId, clientId);
      if (from !== undefined) {
        const to = merged(from, decision);
        await store.update(trx, accountId, clientId, to, at, expiresAt);
        return { from, to };
      }
      if (await store.insert(trx, accountId, clientId, decision, at, expiresAt)) return { from: null, to: decision };
    }
  }

  /** `change`: all that was decided before and is now. */
  function recordGiven(trx: Connection, at: Date, given: Given, change: object): Promise<void> {
    const { accountId, clientId, granted, refused, requestId } = given;
    const subject = { kind: 'account', id: accountId };
    const details = { person: { clientId, granted, refused, ...change } };
    return record(trx, at, { kind: 'citizen', accountId }, 'consent.give', subject, details, requestId);
  }

  /** Every grant of a person ends, and with them every token; each application is notified. The consents stay in case the person comes back. */
  async function endAll(trx: Connection, accountId: string): Promise<string[]> {
    const allowed = await store.list(trx, accountId, clock.now());
    await tokens.destroyAllGrantsOf(trx, accountId);
    for (const { clientId } of allowed) await notices.enqueue(trx, { clientId, accountId, sid: undefined });
    return allowed.map(({ clientId }) => clientId);
  }

  return {
    find: (accountId: string, clientId: string) => store.find(db, accountId, clientId, clock.now()),
    /**
     * As half a second ago at most: for a grant, which is written only while it allows no more than the consent that stands (store.ts), so that
     * stale data grants nothing.
     */
    findForGrant: (accountId: string, clientId: string) => cache.get(pairOf(accountId, clientId)),
    /**
     * Prefetches the consent of the person and application that a statement names. Where no consent stands any more, its cache entry is dropped:
     * the person is asked, and not refused by a stale one.
     */
    async expect(pair: store.Pair): Promise<void> {
      const keep = cache.begin();
      const found = await store.findPair(db, pair, clock.now());
      if (found !== undefined) keep(pairOf(found.accountId, found.clientId), found.consent);
    },
    /** The same of a pair that is known. */
    async expectFor(accountId: string, clientId: string, reader: Reader): Promise<void> {
      const keep = cache.begin();
      keep(pairOf(accountId, clientId), await store.find(reader, accountId, clientId, clock.now()));
    },
    list: (accountId: string) => store.list(db, accountId, clock.now()),

    async give(given: Given): Promise<void> {
      const { accountId, clientId, granted, refused } = given;
      const at = clock.now();
      await db.transaction(async (trx) => {
        const change = await decide(trx, accountId, clientId, { granted, refused }, at);
        await recordGiven(trx, at, given, change);
      });
      cache.invalidate(pairOf(accountId, clientId));
    },

    /**
     * The first decision of a pair, with its continuation, in a transaction that leaves with its commit. False, and then nothing is committed,
     * after an earlier decision or if `goOn` returns false.
     */
    async giveFirst(given: Given, goOn: (trx: Connection) => Promise<boolean>): Promise<boolean> {
      const { accountId, clientId, granted, refused } = given;
      const at = clock.now();
      try {
        await db.byKey.together(async (trx) => {
          const [isFirst, recorded, isGoing] = await Promise.allSettled([
            store.giveFirst(trx, accountId, clientId, granted, refused, at, after(at, consentLifetime)),
            recordGiven(trx, at, given, { from: null, to: { granted, refused } }),
            goOn(trx),
          ]);
          for (const one of [isFirst, isGoing]) if (one.status === 'fulfilled' && !one.value) throw cannotGoOn;
          // The reason of a failure comes first: later statements find their transaction rolled back.
          for (const one of [isFirst, recorded, isGoing]) if (one.status === 'rejected') throw one.reason;
        });
      } catch (error) {
        if (error === cannotGoOn) return false;
        throw error;
      } finally {
        cache.invalidate(pairOf(accountId, clientId));
      }
      return true;
    },

    /** 取消授权: deletes the row and every grant of the pair (and with them every token), and notifies the application. */
    async withdraw(actor: Actor, accountId: string, clientId: string, requestId?: string): Promise<boolean> {
      const at = clock.now();
      const isWithdrawn = await db.transaction(async (trx) => {
        const from = await store.decided(trx, accountId, clientId);
        if (!(await store.remove(trx, accountId, clientId))) {
          await tokens.settled?.(trx); // an earlier withdrawal may be on its way still
          return false;
        }
        await tokens.destroyGrantsOf(trx, accountId, clientId);
        const details = { person: { clientId, from, to: null } };
        await record(trx, at, actor, 'consent.withdraw', { kind: 'account', id: accountId }, details, requestId);
        await notices.enqueue(trx, { clientId, accountId, sid: undefined });
        return true;
      });
      cache.invalidate(pairOf(accountId, clientId));
      return isWithdrawn;
    },

    endAll,

    /** The same where the account changes hands: no consent stays. */
    async forgetAll(trx: Connection, accountId: string): Promise<void> {
      await endAll(trx, accountId);
      await store.removeAll(trx, accountId);
    },

    /** 最近登录, to the minute; resolves when written, callers need not wait. */
    touch: (accountId: string, clientId: string): Promise<void> =>
      lastLogins.note(pairOf(accountId, clientId), { accountId, clientId }),
    /** Waits for such notes that are being written. */
    settled: lastLogins.settled,

    /** 收到了什么: for each application its last ten days with a login. */
    uses: (accountId: string) => store.uses(db, accountId, 10),

    async purge(): Promise<void> {
      await store.purge(db, clock.now());
      await store.purgeUses(db, after(clock.now(), -consentLifetime));
    },
  };
}

/** Merges with earlier decisions about other scopes. */
function merged(from: store.Decision, now: store.Decision): store.Decision {
  const both = (before: readonly string[], these: readonly string[], others: readonly string[]) =>
    [...new Set([...before, ...these])].filter((scope) => !others.includes(scope));
  return {
    granted: both(from.granted, now.granted, now.refused),
    refused: both(from.refused, now.refused, now.granted),
  };
}

export type Consents = ReturnType<typeof createConsents>;
