import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId, newToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { newAccount } from '../account/new-account.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import * as citizens from './run-citizen-store.ts';

export type RunCitizen = { id: string; username: string; password: string };

export type NewRunCitizen = { clientId: string; nickname: string; password: string; hash: string };

/** R57: invented citizens of one verification each. They sign in at its AK, sandbox or not, and are gone when it ends. */
export function createRunCitizens({ clock, passwords, seal, forget }: AccountNeeds & Cached) {
  return {
    /** The password for a transaction that creates an account: hashing takes longer than a transaction should. */
    async newRunPassword(): Promise<{ password: string; hash: string }> {
      const password = newToken(9);
      return { password, hash: await passwords.hash(password) };
    },

    async createRunCitizen(
      trx: Connection,
      actor: Actor,
      { clientId, nickname, password, hash }: NewRunCitizen,
    ): Promise<RunCitizen> {
      const at = clock.now();
      const username = `verify-${newId().slice(0, 8)}`;
      const account = newAccount({ username, nickname, over14: true }, hash, at);
      if (!(await store.insert(trx, seal, account))) throw conflict(fact('accounts.test_citizen_failed'));
      await citizens.setAk(trx, account.id, clientId);
      await record(trx, at, actor, 'account.create_test', subjectOf(account.id), {
        application: clientId,
        person: { username },
      });
      return { id: account.id, username, password };
    },

    /** The same person under another name. */
    async renameRunCitizen(trx: Connection, id: string, nickname: string): Promise<void> {
      await citizens.rename(trx, id, nickname, clock.now());
      forget(id);
    },

    /** To be followed by `forget` once it is committed. */
    async endRunCitizen(trx: Connection, actor: Actor, id: string, clientId: string): Promise<void> {
      const at = clock.now();
      if ((await citizens.remove(trx, id, at)) === 0) return;
      await record(trx, at, actor, 'account.delete_test', subjectOf(id), { application: clientId });
    },
  };
}
