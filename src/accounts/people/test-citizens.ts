import { type Actor, isMemberOf, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { yearOf } from '../../clock.ts';
import { isId, newId, newToken, sixDigits } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, notFound } from '../../errors.ts';
import { maskName } from '../../fields/person-name.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { newAccount } from '../account/new-account.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import * as named from './realname-store.ts';
import { kindOf, type TestCitizenKind } from './test-citizen-kinds.ts';
import * as tests from './test-citizen-store.ts';

export const mostTestCitizens = 10;

/** A test citizen, with the password that its maker is told. */
export type NewTestCitizen = {
  id: string;
  username: string;
  phone: string | undefined;
  nickname: string;
  password: string;
};

/** Made before the transaction: a hash takes its time. */
export type Prepared = { id: string; password: string; passwordHash: string };

/** Writes for the same transaction: the maker may read the password for a while. */
export type Keep = (trx: Connection, made: { id: string; password: string }, at: Date) => Promise<void>;
const keepNothing: Keep = async () => undefined;

/** A number of an unassigned range: it passes a partner's validation, and belongs to no subscriber. */
const inventedPhone = () => `168${sixDigits()}${sixDigits().slice(4)}`;

/** Ages and names that a partner's program has to bear: the first is grown up and seen, the second old and seen, of all others nothing is known. */
const invented = [
  { age: 30, masked: maskName('测试市民') },
  { age: 70, masked: maskName('测试市民') },
];

/** R27: test citizens, for trying out sandbox applications. They sign in nowhere else. */
export function createTestCitizens({ db, clock, passwords, seal, forget }: AccountNeeds & Cached) {
  async function prepare(): Promise<Prepared> {
    const [id, password] = [newId(), newToken(9)];
    return { id, password, passwordHash: await passwords.hash(password) };
  }

  async function insert(
    trx: Connection,
    actor: Actor,
    institutionId: string,
    { id, password, passwordHash }: Prepared,
    kindName: TestCitizenKind = 'adult',
  ): Promise<NewTestCitizen> {
    const kind = kindOf(kindName);
    const count = await tests.lockAndCount(trx, institutionId);
    if (count >= mostTestCitizens) throw conflict(fact('accounts.most_test_citizens', { most: mostTestCitizens }));
    const at = clock.now();
    const taken = new Set((await tests.list(trx, seal, institutionId)).map(({ nickname }) => nickname));
    const names = Array.from({ length: mostTestCitizens }, (_, index) => `测试市民${index + 1}`);
    const nickname = kind.nickname ?? names.find((name) => !taken.has(name)) ?? '测试市民';
    const username = `test-${id.slice(0, 8)}`;
    const phone = kind.hasNoPhone ? undefined : inventedPhone();
    const over14 = kind.age === undefined || kind.age >= 14;
    const known = { username, phone, email: `${username}@example.com`, nickname, over14, testOf: institutionId };
    const birthYear = kind.age === undefined ? undefined : yearOf(at) - kind.age;
    const account = { ...newAccount(known, passwordHash, at), id, ...(birthYear !== undefined && { birthYear }) };
    if (!(await store.insert(trx, seal, account))) throw conflict(fact('accounts.test_citizen_failed'));
    const knownOf = invented[names.indexOf(nickname)];
    if (knownOf !== undefined) await named.confirm(trx, id, { ...knownOf, birthYear: yearOf(at) - knownOf.age, at });
    const only = limitOf(actor);
    if (only !== undefined && (await tests.bind(trx, institutionId, id, only)) === 0)
      throw forbidden(fact('accounts.no_sandbox'));
    await record(trx, at, actor, 'account.create_test', subjectOf(id), {
      institution: institutionId,
      person: { username },
      kind: kindName,
    });
    if (kind.standing === 'locked') await store.lock(trx, id, at);
    if (kind.standing === 'deleted') await tests.remove(trx, { institutionId, id, only }, at);
    return { id, username, phone, nickname, password };
  }

  return {
    /** Those that the member may use; of a developer who is limited to AKs those that were made for them. */
    async testCitizens(actor: Actor, institutionId: string, connection: Connection = db): Promise<tests.TestCitizen[]> {
      mustTest(actor, institutionId);
      return tests.list(connection, seal, institutionId, limitOf(actor));
    },

    prepareTestCitizen: prepare,
    /** In the transaction of a sandbox that begins. */
    async insertTestCitizen(
      trx: Connection,
      actor: Actor,
      institutionId: string,
      prepared: Prepared,
    ): Promise<NewTestCitizen> {
      mustTest(actor, institutionId);
      return insert(trx, actor, institutionId, prepared);
    },

    /** The same for unclaimed keys. */
    insertKitCitizen: (trx: Connection, institutionId: string, prepared: Prepared) =>
      insert(trx, system('sandbox.kits'), institutionId, prepared),

    /** As many as there is room for go with the keys to the institution that claims them, the first first; returns the ids of all. */
    async moveTestCitizens(trx: Connection, from: string, to: string): Promise<string[]> {
      const room = mostTestCitizens - (await tests.lockAndCount(trx, to));
      return tests.move(trx, { from, to, room: Math.max(0, room) }, clock.now());
    },

    /** With every row that names them; returns their ids, for `forget` once it is committed. */
    removeTestCitizens: (trx: Connection, institutionId: string) => tests.removeAll(trx, institutionId),

    async createTestCitizen(
      actor: Actor,
      institutionId: string,
      keep = keepNothing,
      kind?: TestCitizenKind,
    ): Promise<NewTestCitizen> {
      mustTest(actor, institutionId);
      const prepared = await prepare();
      return db.transaction(async (trx) => {
        const made = await insert(trx, actor, institutionId, prepared, kind);
        await keep(trx, made, clock.now());
        return made;
      });
    },

    /** Another password, shown like the first. */
    async resetTestCitizen(
      actor: Actor,
      institutionId: string,
      id: string,
      keep = keepNothing,
    ): Promise<Pick<NewTestCitizen, 'username' | 'password'>> {
      mustTest(actor, institutionId);
      const password = newToken(9);
      const hash = await passwords.hash(password);
      const username = await db.transaction(async (trx) => {
        const at = clock.now();
        const found = isId(id)
          ? await tests.setPassword(trx, { institutionId, id, only: limitOf(actor) }, hash, at)
          : undefined;
        if (found === undefined) throw notFound(fact('accounts.no_test_citizen'));
        await keep(trx, { id, password }, at);
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
        const details = { institution: institutionId, person: { username: found.username } };
        await record(trx, at, actor, 'account.delete_test', subjectOf(id), details);
      });
      forget(id);
    },
  };
}

const limitOf = (actor: Actor) => (actor.kind === 'member' ? actor.applications : undefined);

function mustTest(actor: Actor, institutionId: string): void {
  // The program of a sandbox makes those that it signs in.
  if (actor.kind === 'application' && actor.sandbox === true && actor.institutionId === institutionId) return;
  if (!isMemberOf(actor, institutionId, may('work in the sandboxes of the institution').roles))
    throw forbidden(fact('accounts.role_may_not_test'));
}
