import { z } from 'zod';
import { type Actor, isRole, mustOperate, type Role, roles } from '../actor.ts';
import { record } from '../audit/record.ts';
import { epoch } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import type { Connection } from '../database/open.ts';
import { invalid, type Problems } from '../errors.ts';
import { email, newPassword, nickname, passwordProblem, username } from '../fields/account.ts';
import { mobile } from '../fields/china/mobile.ts';
import { fact as ofFields } from '../fields/facts.ts';
import { issue } from '../fields/issue.ts';
import { readFields } from '../fields/read.ts';
import { regionCode } from '../fields/regions/region.ts';
import type { Account } from './account/account.ts';
import { subjectOf } from './account/logins.ts';
import type { AccountNeeds } from './account/needs.ts';
import { asAccount, namesOf, newAccount, taken, usernameTaken } from './account/new-account.ts';
import * as store from './account/store.ts';
import { fact } from './facts.ts';

export type CreateInput = {
  username?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  region?: string | undefined;
  /** Without one the person logs in by SMS. */
  password?: string | undefined;
  role?: string | undefined;
};

export type CreatedAccount = { id: string; username: string };

const maxCount = 100_000;
const batchSize = 1_000;

const person = z.object({
  username: username().optional(),
  phone: mobile().optional(),
  email: email().optional(),
  name: nickname('姓名或昵称').optional(),
  region: regionCode().optional(),
  password: newPassword().optional(),
  role: z
    .string()
    .transform((name, ctx): Role => {
      if (isRole(name)) return name;
      ctx.addIssue(issue(ofFields('fields.one_of', { label: '角色', choices: Object.keys(roles) })));
      return z.NEVER;
    })
    .meta({ title: '角色' })
    .optional(),
});

/** Accounts that operators make: the first administrator, staff, test accounts. */
export function createCreation({ db, clock, passwords, seal }: AccountNeeds) {
  const hashOf = async (password: string | undefined) =>
    password === undefined ? undefined : passwords.hash(password);

  return {
    async create(actor: Actor, input: CreateInput): Promise<Account> {
      mustOperate(actor);
      const { username, phone, email, name, region, password, role } = readPerson(input);
      const passwordHash = await hashOf(password);
      const at = clock.now();
      const account = newAccount({ username, phone, email, nickname: name, regionCode: region }, passwordHash, at);
      await db.transaction(async (trx) => {
        if (!(await store.insert(trx, seal, account))) throw invalid(await taken(trx, seal, account));
        const details = { ...(role && { role }), person: namesOf(account) };
        await record(trx, at, actor, 'account.create', subjectOf(account.id), details);
        if (role) await store.grantRole(trx, [account.id], role, at);
      });
      return asAccount(account);
    },

    /** `count` accounts with one password, user0 … user99: for trying out and for load. One audit row stands for all of them. */
    async createMany(
      actor: Actor,
      { count, username: prefix = 'user', ...input }: CreateInput & { count: number },
    ): Promise<CreatedAccount[]> {
      mustOperate(actor);
      const usernames = namesFrom(prefix, count);
      const { phone, email, name, region, password, role } = readPerson({ ...input, username: usernames.at(-1) });
      const own = { ...(phone && { phone: onlyOne }), ...(email && { email: onlyOne }) };
      if (Object.keys(own).length > 0) throw invalid(own);

      const passwordHash = await hashOf(password);
      const at = clock.now();
      const made = usernames.map((username) => ({ id: newId(), username }));
      await db.transaction(async (trx) => {
        for (let first = 0; first < count; first += batchSize) {
          const batch = made.slice(first, first + batchSize);
          const nicknames = batch.map((_, index) => `${name ?? '文化用户'}${first + index}`);
          await insertBatch(trx, batch, { nicknames, passwordHash, regionCode: region }, at);
          if (role) await store.grantRole(trx, idsOf(batch), role, at);
        }
        const details = { count, ...(role && { role }), person: { first: usernames.at(0), last: usernames.at(-1) } };
        await record(trx, at, actor, 'account.create_many', subjectOf(made.at(0)?.id ?? ''), details);
      });
      return made;
    },
  };
}

const onlyOne = fact('accounts.only_one');

function readPerson(input: CreateInput) {
  const read = readFields(person, input);
  const problems: Problems = 'problems' in read ? { ...read.problems } : {};
  const values = 'problems' in read ? {} : read.values;
  const names = [values.username, values.phone, values.email];
  if ('values' in read && names.every((name) => name === undefined))
    problems.username = fact('accounts.nothing_to_find');
  const unfit = values.password === undefined ? undefined : passwordProblem(values.password, names);
  if (unfit !== undefined) problems.password = unfit;
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return values;
}

const idsOf = (made: readonly CreatedAccount[]) => made.map(({ id }) => id);

async function insertBatch(
  trx: Connection,
  made: readonly CreatedAccount[],
  shared: Pick<store.NewNamed, 'nicknames' | 'passwordHash' | 'regionCode'>,
  at: Date,
): Promise<void> {
  const usernames = made.map(({ username }) => username);
  const validFrom = new Date(epoch(at) * 1000);
  const inserted = await store.insertNamed(trx, { ...shared, ids: idsOf(made), usernames }, validFrom, at);
  if (inserted < made.length) throw invalid({ username: usernameTaken });
}

/** The first is the shortest and the last the longest: when both are names, so are all between. */
function namesFrom(prefix: string, count: number): string[] {
  if (!Number.isInteger(count) || count < 1 || count > maxCount)
    throw invalid({ count: fact('accounts.count_form', { most: maxCount }) });
  const schema = z.object({ username: username() });
  for (const number of [0, count - 1]) {
    const read = readFields(schema, { username: `${prefix}${number}` });
    if ('problems' in read) throw invalid(read.problems);
  }
  const stem = prefix.trim().normalize('NFKC').toLowerCase();
  return Array.from({ length: count }, (_, number) => `${stem}${number}`);
}
