import { type Actor, isMemberOf } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Passwords } from '../crypto/passwords.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId, newToken } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { fact } from './facts.ts';
import { subjectOf } from './logins.ts';
import { newAccount } from './new-account.ts';
import * as store from './store.ts';
import * as tests from './test-citizen-store.ts';

type Needs = { db: Database; clock: Clock; passwords: Passwords; seal: Seal; forget: (id: string) => void };

export const mostTestCitizens = 5;

/** What is shown once. */
type Made = { username: string; password: string };

/** R27: invented citizens, with whom an institution tries out its sandbox applications. They have no phone, and sign in nowhere else. */
export function createTestCitizens({ db, clock, passwords, seal, forget }: Needs) {
  return {
    /** Those that the member may use; of a developer who is limited to AKs those that were made for them. */
    async testCitizens(actor: Actor, institutionId: string): Promise<tests.TestCitizen[]> {
      mustTest(actor, institutionId);
      return tests.list(db, institutionId, limitOf(actor));
    },

    async createTestCitizen(actor: Actor, institutionId: string): Promise<Made> {
      mustTest(actor, institutionId);
      const [id, password] = [newId(), newToken(9)];
      const passwordHash = await passwords.hash(password);
      const username = `test-${id.slice(0, 8)}`;
      await db.transaction(async (trx) => {
        const count = await tests.lockAndCount(trx, institutionId);
        if (count >= mostTestCitizens) throw conflict(fact('accounts.most_test_citizens', { most: mostTestCitizens }));
        const at = clock.now();
        const taken = new Set((await tests.list(trx, institutionId)).map(({ nickname }) => nickname));
        const nickname = Array.from({ length: mostTestCitizens }, (_, index) => `测试市民${index + 1}`).find(
          (name) => !taken.has(name),
        );
        const known = { username, nickname: nickname ?? '测试市民', over14: true, testOf: institutionId };
        const account = newAccount(known, passwordHash, at);
        if (!(await store.insert(trx, seal, account))) throw conflict(fact('accounts.test_citizen_failed'));
        const only = limitOf(actor);
        if (only !== undefined && (await tests.bind(trx, institutionId, account.id, only)) === 0)
          throw forbidden(fact('accounts.no_sandbox'));
        await record(trx, at, actor, 'account.create_test', subjectOf(account.id), {
          username,
          institution: institutionId,
        });
      });
      return { username, password };
    },

    /** Another password, shown once like the first. */
    async resetTestCitizen(actor: Actor, institutionId: string, id: string): Promise<Made> {
      mustTest(actor, institutionId);
      const password = newToken(9);
      const hash = await passwords.hash(password);
      const username = await db.transaction(async (trx) => {
        const at = clock.now();
        const found = isId(id)
          ? await tests.setPassword(trx, { institutionId, id, only: limitOf(actor) }, hash, at)
          : undefined;
        if (found === undefined) throw notFound(fact('accounts.no_test_citizen'));
        await record(trx, at, actor, 'account.reset_test', subjectOf(id), { institution: institutionId });
        return found.username;
      });
      forget(id);
      return { username, password };
    },

    /** 用不到了: its sessions end with it. */
    async deleteTestCitizen(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustTest(actor, institutionId);
      await db.transaction(async (trx) => {
        const at = clock.now();
        const found = isId(id) ? await tests.remove(trx, { institutionId, id, only: limitOf(actor) }, at) : undefined;
        if (found === undefined) throw notFound(fact('accounts.no_test_citizen'));
        const details = { username: found.username, institution: institutionId };
        await record(trx, at, actor, 'account.delete_test', subjectOf(id), details);
      });
      forget(id);
    },
  };
}

const limitOf = (actor: Actor) => (actor.kind === 'member' ? actor.applications : undefined);

function mustTest(actor: Actor, institutionId: string): void {
  if (!isMemberOf(actor, institutionId, ['owner', 'agent', 'developer']))
    throw forbidden(fact('accounts.role_may_not_test'));
}
