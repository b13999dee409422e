import { type Actor, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { mustHoldNoRole } from './roles.ts';

/** Says how many rows it changed. */
type Work = (trx: Connection, at: Date) => Promise<number>;

/** Locks within the transaction of a caller who locks many and records them. */
export interface Locking {
  /** Sessions end as well; a lock on top of another one is the one that counts. Throws `conflict` for a colleague. */
  lock(trx: Connection, actor: Actor, id: string, reason: string): Promise<void>;
  /** False where it was not locked. */
  unlock(trx: Connection, actor: Actor, id: string, reason: string): Promise<boolean>;
  /** Since when it is locked, held until the transaction ends; undefined where there is no such account. */
  hold(trx: Connection, id: string): Promise<{ lockedAt: Date | undefined } | undefined>;
  /** Drops the account from the cache, after the commit. */
  forget(id: string): void;
}

/** Who may not sign in any more, and whose sessions end. */
export function createLocking({ db, clock, forget }: AccountNeeds & Cached) {
  /** One change of one account with its audit row; false where nothing was to be changed. */
  async function changeIn(trx: Connection, actor: Actor, id: string, verb: string, details: object, work: Work) {
    if (!isId(id)) throw notFound(fact('accounts.not_found'));
    const from = await store.standing(trx, id);
    if (from === undefined) throw notFound(fact('accounts.not_found'));
    const at = clock.now();
    if ((await work(trx, at)) === 0) return false;
    const to = await store.standing(trx, id);
    await record(trx, at, actor, verb, subjectOf(id), { ...details, from, to });
    return true;
  }

  const locking: Locking = {
    async lock(trx, actor, id, reason) {
      mustOperate(actor, ...may('help a citizen').roles);
      await mustHoldNoRole(trx, actor, id);
      await changeIn(trx, actor, id, 'account.lock', { reason }, (within, at) => store.lock(within, id, at));
    },
    async unlock(trx, actor, id, reason) {
      mustOperate(actor, ...may('help a citizen').roles);
      return changeIn(trx, actor, id, 'account.unlock', { reason }, (within, at) => store.unlock(within, id, at));
    },
    async hold(trx, id) {
      const held = await store.standing(trx, id);
      return held && { lockedAt: held.lockedAt ?? undefined };
    },
    forget,
  };

  return {
    locking,

    async lock(actor: Actor, id: string, reason: string): Promise<void> {
      await db.transaction((trx) => locking.lock(trx, actor, id, reason));
      forget(id);
    },

    async unlock(actor: Actor, id: string, reason: string): Promise<boolean> {
      const wasLocked = await db.transaction((trx) => locking.unlock(trx, actor, id, reason));
      forget(id);
      return wasLocked;
    },

    async endSessions(actor: Actor, id: string): Promise<void> {
      if (!isOwn(actor, id)) mustOperate(actor, ...may('help a citizen').roles);
      await db.transaction((trx) =>
        changeIn(trx, actor, id, 'account.end_sessions', {}, (within, at) => store.endSessions(within, id, at)),
      );
      forget(id);
    },
  };
}

const isOwn = (actor: Actor, id: string) =>
  (actor.kind === 'citizen' || actor.kind === 'staff') && actor.accountId === id;
