import type { Actor } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Passwords } from '../crypto/passwords.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { forbidden, type Problems } from '../errors.ts';
import type { Fact, Words } from '../fact.ts';
import { passwordProblem } from '../fields/account.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Sms } from '../sms/service.ts';
import { type Account, isLive } from './account/account.ts';
import { subjectOf } from './account/logins.ts';
import * as store from './account/store.ts';
import { proofExpired, type Tickets } from './account/tickets.ts';
import { notNow } from './authenticate.ts';
import type { SmsCodes } from './codes/sms-codes.ts';
import { fact } from './facts.ts';
import { identify } from './identifier.ts';
import { limits } from './limits.ts';

export type PasswordChanged = { account: Account } | { problems: Problems };
export type RecoveryProved =
  | { ticket: string }
  | { unregistered: true; ticket: string }
  | { problem: Fact; resent?: true };

type Needs = {
  db: Database;
  clock: Clock;
  passwords: Passwords;
  seal: Seal;
  throttle: Throttle;
  tickets: Tickets;
  codes: SmsCodes;
  sms: Pick<Sms, 'send'>;
  words: Words;
};

/** Recovery of a forgotten password, and change of a known one. Both end every older session. */
export function createPasswordChanges({ db, clock, passwords, seal, throttle, tickets, codes, sms, words }: Needs) {
  /** Identifies the current password in a ticket without revealing anything of it. */
  const fingerprint = (hash: string | undefined) => seal.index(hash ?? '', 'ticket password').toString('base64url');

  /** Undefined when somebody else changed it, locked or deleted the account since it was read. */
  async function replace(
    { account, passwordHash }: store.Credentials,
    password: string,
    verb: string,
    actor: Actor,
    requestId?: string,
  ): Promise<Account | undefined> {
    const fresh = await passwords.hash(password);
    return db.transaction(async (trx) => {
      const at = clock.now();
      const from = await store.standing(trx, account.id);
      if ((await store.changePassword(trx, account.id, passwordHash, fresh, at)) === 0) return undefined;
      const to = await store.standing(trx, account.id);
      await record(trx, at, actor, verb, subjectOf(account.id), { from, to }, requestId);
      const said = words('zh', 'citizen').say(fact('accounts.password_changed'));
      if (account.phone !== undefined) await sms.send(trx, account.phone, said);
      return (await store.find(trx, seal, account.id))?.account;
    });
  }

  const unfit = (password: string, { username, phone, email }: Account) =>
    passwordProblem(password, [username, phone, email]);

  return {
    /** A right code for 找回密码 gives a ticket to a new password; of an unknown number, to its registration. */
    async prove({
      phone,
      binding,
      code,
      address,
    }: {
      phone: string;
      binding: string;
      code: string;
      address?: string;
    }): Promise<RecoveryProved> {
      const checked = await codes.check({ purpose: 'recovery', phone, binding, code, address });
      if ('problem' in checked) return { problem: checked.problem, ...(checked.resent && { resent: checked.resent }) };
      const identifier = identify(phone);
      const found = await store.findBy(db, seal, identifier);
      if (found === undefined)
        return {
          unregistered: true,
          ticket: tickets.issue({ purpose: 'registration', phone: identifier.value }, binding),
        };
      if (!isLive(found.account)) return { problem: notNow };
      const proof = { accountId: found.account.id, phone: identifier.value, password: fingerprint(found.passwordHash) };
      return { ticket: tickets.issue({ purpose: 'recovery', ...proof }, binding) };
    },

    async recover({
      ticket: text,
      binding,
      password,
      requestId,
    }: {
      ticket: string;
      binding: string;
      password: string;
      requestId?: string;
    }): Promise<PasswordChanged> {
      const ticket = tickets.open('recovery', text, binding);
      const found = ticket && (await store.find(db, seal, ticket.accountId));
      const holds =
        found && found.account.phone === ticket.phone && fingerprint(found.passwordHash) === ticket.password;
      if (!found || !holds) return { problems: { ticket: proofExpired } };
      const problem = unfit(password, found.account);
      if (problem !== undefined) return { problems: { password: problem } };
      const actor: Actor = { kind: 'citizen', accountId: found.account.id };
      const account = await replace(found, password, 'account.recover', actor, requestId);
      return account ? { account } : { problems: { ticket: proofExpired } };
    },

    /** The first password of whoever signed in without one; a fresh login is what proves the person. */
    async setPassword(accountId: string, password: string, requestId?: string): Promise<PasswordChanged> {
      const found = await store.find(db, seal, accountId);
      if (!found || found.passwordHash !== undefined)
        return { problems: { current: fact('accounts.changed_meanwhile') } };
      const problem = unfit(password, found.account);
      if (problem !== undefined) return { problems: { password: problem } };
      const actor: Actor = { kind: 'citizen', accountId };
      const account = await replace(found, password, 'account.set_password', actor, requestId);
      return account ? { account } : { problems: { current: fact('accounts.changed_meanwhile') } };
    },

    async changePassword(
      actor: Actor,
      accountId: string,
      { current, password }: { current: string; password: string },
    ): Promise<PasswordChanged> {
      if (!(actor.kind === 'citizen' || actor.kind === 'staff') || actor.accountId !== accountId)
        throw forbidden(fact('accounts.own_password_only'));
      const found = await store.find(db, seal, accountId);
      if (!found || found.passwordHash === undefined) return { problems: { current: fact('accounts.no_password') } };
      const attempts = await throttle.hit('password changes', accountId, limits.passwordChanges);
      if (!attempts.allowed)
        return {
          problems: {
            current: fact('accounts.tries_spent_recover', { minutes: Math.ceil(attempts.retryAfter / 60) }),
          },
        };
      if (!(await passwords.verify(found.passwordHash, current)))
        return { problems: { current: fact('accounts.wrong_current') } };
      const problem = current === password ? fact('accounts.same_password') : unfit(password, found.account);
      if (problem !== undefined) return { problems: { password: problem } };
      const account = await replace(found, password, 'account.change_password', actor);
      if (!account) return { problems: { current: fact('accounts.wrong_current') } };
      await throttle.clear('password changes', accountId);
      return { account };
    },
  };
}
