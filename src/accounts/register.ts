import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { record } from '../audit/record.ts';
import { type Problems, rateLimited } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { newPassword, nickname, passwordProblem, username } from '../fields/account.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { readFields } from '../fields/read.ts';
import type { Counter, Standing } from '../http/limits/throttle.ts';
import type { Account } from './account/account.ts';
import { subjectOf } from './account/logins.ts';
import type { AccountNeeds } from './account/needs.ts';
import { asAccount, namesOf, newAccount, phoneTaken, taken, usernameTaken } from './account/new-account.ts';
import * as store from './account/store.ts';
import { proofExpired, type Tickets } from './account/tickets.ts';
import type { CodeGuessByPhone, SmsCodes } from './codes/sms-codes.ts';
import { fact } from './facts.ts';
import { identify } from './identifier.ts';
import { limits } from './limits.ts';
import type { Work, WorkDesk, Worked } from './work.ts';

/** Common fields of every registration, beside the phone or name. */
export type RegistrationForm = {
  password: string;
  nickname?: string | undefined;
  /** The answer to 是否已满 14 周岁; undefined when there was none. */
  over14: boolean | undefined;
  /** The version of the terms that was ticked; 0: none. */
  agreed: number;
  /** The owner of the used registration budget. */
  address?: string | undefined;
};
/** A phone comes as the ticket that proves it, so that no form can name another one. */
export type Registration = RegistrationForm &
  (
    | { way: 'username'; username: string; binding?: string; worked?: Worked | undefined }
    | { way: 'phone'; ticket: string; binding: string }
  );
/** `work`: must be done before there is an account; nothing else is wrong. */
export type Registered = { account: Account } | { problems: Problems; retryAfter?: number } | { work: Work };
export type PhoneProved = { ticket: string; masked: string } | { problem: Fact; registered?: true; resent?: true };

type Needs = AccountNeeds & {
  tickets: Tickets;
  codes: SmsCodes;
  work: WorkDesk;
  /** The version of the terms that counts today. */
  termsInForce: () => Promise<number>;
};

const chosen = { password: newPassword(), nickname: nickname().optional() };
const byUsernameFields = z.object({ username: username(), ...chosen });
const byPhone = z.object(chosen);

type ByUsername = Extract<Registration, { way: 'username' }>;
const boundTo = (binding: string) => ['registration', binding];

type Chosen = {
  username?: string | undefined;
  phone: string | undefined;
  password: string;
  nickname?: string | undefined;
};

export function createRegistration({
  db,
  clock,
  passwords,
  seal,
  throttle,
  tickets,
  codes,
  work,
  termsInForce,
}: Needs) {
  function read(input: Registration): { problems: Problems } | { values: Chosen } {
    const problems = promises(input);
    const ticket = input.way === 'phone' ? tickets.open('registration', input.ticket, input.binding) : undefined;
    if (input.way === 'phone' && ticket === undefined) problems.ticket = proofExpired;
    const fields = input.way === 'username' ? readFields(byUsernameFields, input) : readFields(byPhone, input);
    if ('problems' in fields) return { problems: { ...fields.problems, ...problems } };
    const values: Chosen = { ...fields.values, phone: ticket?.phone };
    const unfit = passwordProblem(values.password, [values.username, values.phone]);
    if (unfit !== undefined) problems.password = unfit;
    return Object.keys(problems).length > 0 ? { problems } : { values };
  }

  async function count(address: string): Promise<void> {
    const { allowed, retryAfter } = await throttle.hit('registrations', address, limits.registrationsOfAddress);
    if (!allowed)
      throw rateLimited(fact('accounts.many_registrations', { minutes: Math.ceil(retryAfter / 60) }), retryAfter);
  }

  const ofNames = (address: string): Counter[] => [
    { kind: 'registrations by name in a day', key: address, rule: limits.namesOfAddressInDay },
    { kind: 'registrations by name', key: address, rule: limits.namesOfAddress },
  ];
  const tooManyNames = ({ retryAfter }: Standing): { problems: Problems; retryAfter: number } => ({
    problems: { form: fact('accounts.many_names', { seconds: retryAfter }) },
    retryAfter,
  });

  /**
   * Nothing but a user name: it costs proof of work, and an address can make a limited number. A name that is taken or a used-up limit is
   * refused before the work.
   */
  async function nameRefusal(username: string, address: string, { binding = '', worked }: ByUsername) {
    if (await store.findBy(db, seal, { kind: 'username', value: username }))
      return { problems: { username: usernameTaken } };
    const over = (await throttle.peekAll(ofNames(address))).find(({ allowed }) => !allowed);
    if (over !== undefined) return tooManyNames(over);
    const left = await work.ask({ bound: boundTo(binding), address, worked });
    if (left !== undefined) return { work: left };
    for (const { kind, key, rule } of ofNames(address)) {
      const counted = await throttle.hit(kind, key, rule);
      if (!counted.allowed) return tooManyNames(counted);
    }
    return undefined;
  }

  return {
    /** The proof of work of the form, done while it is filled in. */
    work: (binding: string, worked?: Worked): Promise<Work> => work.again(boundTo(binding), worked),

    /** Problems beside the code, found without a lookup of the phone. */
    problemsOf(input: RegistrationForm, phone?: string): Problems {
      const fields = readFields(byPhone, input);
      if ('problems' in fields) return { ...fields.problems, ...promises(input) };
      const unfit = passwordProblem(fields.values.password, [phone]);
      return { ...promises(input), ...(unfit !== undefined && { password: unfit }) };
    },

    /** A right code for 注册 gives a ticket, and only its reader learns whether the number is registered. */
    async provePhone(asked: CodeGuessByPhone): Promise<PhoneProved> {
      const checked = await codes.check({ ...asked, purpose: 'registration' });
      if ('problem' in checked) return { problem: checked.problem, ...(checked.resent && { resent: checked.resent }) };
      const identifier = identify(asked.phone);
      if (await store.findBy(db, seal, identifier)) return { problem: phoneTaken, registered: true };
      const phone = identifier.value;
      return { ticket: tickets.issue({ purpose: 'registration', phone }, asked.binding), masked: maskMobile(phone) };
    },

    /** 注册. Of two registrations of one phone or name at once, one becomes an account and the other is refused. */
    async register(actor: Actor, input: Registration, requestId?: string): Promise<Registered> {
      const chosen = read(input);
      if ('problems' in chosen) return chosen;
      if (input.address !== undefined) await count(input.address);
      const { username, phone, password, nickname } = chosen.values;
      if (input.way === 'username' && input.address !== undefined && username !== undefined) {
        const refused = await nameRefusal(username, input.address, input);
        if (refused !== undefined) return refused;
      }
      const passwordHash = await passwords.hash(password);
      const at = clock.now();
      const termsVersion = Math.min(input.agreed, await termsInForce());
      const account = newAccount(
        { username, phone, nickname, over14: input.over14, termsAgreedAt: at, termsVersion },
        passwordHash,
        at,
      );
      return db.transaction(async (trx) => {
        if (!(await store.insert(trx, seal, account))) return { problems: await taken(trx, seal, account) };
        const details = { way: input.way, person: namesOf(account) };
        await record(trx, at, actor, 'account.register', subjectOf(account.id), details, requestId);
        return { account: asAccount(account) };
      });
    },
  };
}

/** Required statements of a form beside its fields. */
function promises({ over14, agreed }: RegistrationForm): Problems {
  const problems: Problems = {};
  if (over14 === undefined) problems.over14 = fact('accounts.age_missing');
  if (over14 === false) problems.over14 = fact('accounts.too_young');
  if (agreed === 0) problems.agreed = fact('accounts.terms_missing');
  return problems;
}
