import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import { limits } from '../limits.ts';

/** 注销, as far as the account is concerned: the conditions of a request, and its state. */
export function createClosing({ db, seal, passwords, throttle, forget }: AccountNeeds & Cached) {
  const changed = async (id: string, change: Promise<number>): Promise<boolean> => {
    const isChanged = (await change) > 0;
    forget(id);
    return isChanged;
  };

  return {
    /** Whether there is a password that can be asked for. */
    hasPassword: async (id: string): Promise<boolean> => (await store.find(db, seal, id))?.passwordHash !== undefined,

    /** The problem with the typed password of a signed-in account; undefined where it is right. */
    async passwordProblem(id: string, password: string): Promise<Fact | undefined> {
      const hash = (await store.find(db, seal, id))?.passwordHash;
      if (hash === undefined) return fact('accounts.no_password');
      const attempts = await throttle.hit('password changes', id, limits.passwordChanges);
      if (!attempts.allowed)
        return fact('accounts.tries_spent_recover', { minutes: Math.ceil(attempts.retryAfter / 60) });
      if (!(await passwords.verify(hash, password))) return fact('accounts.wrong_current');
      await throttle.clear('password changes', id);
      return undefined;
    },

    /** Ends every session and token as well; says no where it was asked for before. */
    beginClosing: (trx: Connection, id: string, at: Date) => changed(id, store.beginClosing(trx, id, at)),
    takeBackClosing: (trx: Connection, id: string, at: Date) => changed(id, store.takeBackClosing(trx, id, at)),
    /** 注销 is due, and final. Repeating it changes nothing. */
    endClosing: (trx: Connection, id: string, at: Date) => changed(id, store.endClosing(trx, id, at)),
    /** It is not due after all: within the transaction that found out why. */
    giveBack: (trx: Connection, id: string, at: Date) => changed(id, store.giveBack(trx, id, at)),
    /** The person, also of a locked account: for the records written at the end. */
    person: async (trx: Connection, id: string) => (await store.find(trx, seal, id))?.account,
    forget,
  };
}
