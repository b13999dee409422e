import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, dayOf, days, startOf } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type Account, agreedVersion } from './account.ts';
import { subjectOf } from './logins.ts';
import type { AccountNeeds, Cached } from './needs.ts';
import * as store from './terms-store.ts';

/**
 * Days between the publication of a change and its start (电子商务法 34). So no node needs a notification of one before it reads the list again.
 */
const noticeDays = 7;
const listKept = 60_000; // real milliseconds

/** In force since the beginning; its texts come with the product. */
export const firstVersion = { version: 1, effectiveAt: startOf('2026-11-24') } as const;

/** 用户协议 and 隐私政策 by version; versions are numbered from 1, which comes with the product. */
export interface Terms {
  // Reading

  /** The version that counts today; `trx`: within a transaction. */
  inForce(trx?: Connection): Promise<number>;
  /** Which edition of the product is version 1 here. */
  firstEdition(): ReturnType<typeof store.firstEdition>;
  /** Those after the first, oldest first; the last may wait for its day. */
  published(): Promise<readonly store.TermsVersion[]>;
  /** The terms not yet agreed to, with all changes since; undefined where there are none. */
  changedFor(account: Pick<Account, 'termsAgreedAt' | 'termsVersion'>): Promise<ChangedTerms | undefined>;

  // Agreeing

  /** 同意并继续, to the version that was shown. Done again it changes nothing, and nothing for a child. */
  agree(accountId: string, version: number, requestId?: string): Promise<void>;
  /** For a child, by its guardian; says whether it is new. */
  agreeForChild(
    trx: Connection,
    agreement: { guardianId: string; childId: string; version: number },
    requestId?: string,
  ): Promise<boolean>;

  // Publishing, by administrator and security of the whole country

  /** The first day (2026-12-31) on which a change may take effect: seven days after today. */
  earliest(): string;
  /** Why a day is too soon. */
  dayProblem(day: string): Fact | undefined;
  /** Permanent once its day has come. Throws `conflict` where another waits. */
  publish(
    actor: Actor,
    version: Pick<store.TermsVersion, 'terms' | 'privacy' | 'changes'> & { effectiveOn: string },
    requestId?: string,
  ): Promise<{ problems: Problems } | { version: number }>;
  /** Takes one back before its day. Throws `conflict` afterwards. */
  withdrawTerms(actor: Actor, version: number, requestId?: string): Promise<void>;
  /** The list was changed behind this node's back. */
  readAnew(): void;
}

type ChangedTerms = { before: number; version: number; effectiveAt: Date; changes: string[] };

/** 用户协议 and 隐私政策, by version, and who agreed to which. */
export function createTerms({ db, clock, forget }: AccountNeeds & Cached): Terms {
  const cache = createCache({ read: () => store.list(db), ms: listKept });
  const published = () => cache.get('all');
  const earliest = () => dayOf(after(clock.now(), days(noticeDays + 1)));

  const dayProblem = (day: string): Fact | undefined =>
    day < earliest() ? fact('accounts.terms_too_soon', { day: earliest() }) : undefined;

  /** The version in force. Within a transaction its connection is used, or each would hold one connection and wait for another. */
  async function inForce(trx?: Connection): Promise<number> {
    const now = clock.now();
    const versions = trx === undefined ? await published() : (cache.atHand('all') ?? (await store.list(trx)));
    const last = versions.findLast(({ effectiveAt }) => effectiveAt <= now);
    return last?.version ?? firstVersion.version;
  }

  /** The changes of every version not yet agreed to; undefined where there are none. */
  async function changedFor(account: Pick<Account, 'termsAgreedAt' | 'termsVersion'>) {
    const [version, versions] = await Promise.all([inForce(), published()]);
    const newest = versions.find((each) => each.version === version);
    const before = agreedVersion(account);
    if (newest === undefined || before >= version) return undefined;
    const changes = versions
      .filter((each) => each.version > Math.max(before, 1) && each.version <= version)
      .flatMap((each) => each.changes.split('\n').map((line) => line.trim()))
      .filter((line) => line !== '');
    return { before, version, effectiveAt: newest.effectiveAt, changes };
  }

  return {
    inForce,
    changedFor,
    firstEdition: () => store.firstEdition(db),
    published,
    earliest,
    dayProblem,
    readAnew: () => cache.clear(),

    async publish(actor, { effectiveOn, ...texts }, requestId) {
      mustOperate(actor, ...may('publish and withdraw terms').roles);
      mustReachAll(actor);
      const problem = dayProblem(effectiveOn);
      if (problem !== undefined) return { problems: { effectiveOn: problem } };
      const publishedAt = clock.now();
      const effectiveAt = startOf(effectiveOn);
      const version = await db.transaction(async (trx) => {
        const next = ((await store.list(trx)).at(-1)?.version ?? firstVersion.version) + 1;
        if ((await store.publish(trx, { version: next, ...texts, effectiveAt, publishedAt })) === 0)
          throw conflict(fact('accounts.terms_waiting'));
        const details = { version: next, effective: effectiveAt.toISOString(), changes: texts.changes };
        await record(trx, publishedAt, actor, 'terms.publish', { kind: 'terms', id: String(next) }, details, requestId);
        return next;
      });
      cache.clear();
      return { version };
    },

    async withdrawTerms(actor, version, requestId) {
      mustOperate(actor, ...may('publish and withdraw terms').roles);
      mustReachAll(actor);
      const at = clock.now();
      await db.transaction(async (trx) => {
        if ((await store.withdraw(trx, version, at)) === 0) throw conflict(fact('accounts.terms_in_force'));
        await record(trx, at, actor, 'terms.withdraw', { kind: 'terms', id: String(version) }, { version }, requestId);
      });
      cache.clear();
    },

    async agreeForChild(trx, { guardianId, childId, version }, requestId) {
      const at = clock.now();
      if ((await store.agree(trx, childId, version, at, guardianId)) === 0) return false;
      const actor = { kind: 'citizen', accountId: guardianId } as const;
      await record(trx, at, actor, 'account.child_agree_to_terms', subjectOf(childId), { version }, requestId);
      return true;
    },

    async agree(accountId, version, requestId) {
      const at = clock.now();
      await db.transaction(async (trx) => {
        if ((await store.agree(trx, accountId, version, at)) === 0) return;
        const actor = { kind: 'citizen', accountId } as const;
        await record(trx, at, actor, 'account.agree_to_terms', subjectOf(accountId), { version }, requestId);
      });
      forget(accountId);
    },
  };
}
