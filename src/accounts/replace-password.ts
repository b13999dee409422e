import type { Actor } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import { passwordProblem } from '../fields/account.ts';
import type { WayIn } from '../module.ts';
import type { Account } from './account/account.ts';
import { subjectOf } from './account/logins.ts';
import type { AccountNeeds } from './account/needs.ts';
import * as store from './account/store.ts';
import { fact } from './facts.ts';

type Needs = AccountNeeds & { waysIn: () => readonly WayIn[] };

type Replacement = {
  actor: Actor;
  requestId?: string | undefined;
  /** Whether the permission still holds, once the account's row is locked. */
  holds?: (trx: Connection, now: store.Credentials) => Promise<boolean>;
  /** Passkeys that stay; all others end with the old password. Undefined: none is asked about. */
  keep?: readonly string[] | undefined;
  /** The notice to its owner, by every contact. */
  said?: Fact;
};

export type ReplacePassword = ReturnType<typeof createPasswordReplacement>;

/** Replaces the password: every older session ends, it is recorded, and announced by SMS and by mail to a confirmed address. */
export function createPasswordReplacement({ db, clock, passwords, seal, sms, mail, words, waysIn }: Needs) {
  /** Undefined if the account was changed, locked or deleted since it was read. */
  async function replace(
    { account, passwordHash }: store.Credentials,
    password: string,
    verb: string,
    { actor, requestId, holds, keep, said = fact('accounts.password_changed') }: Replacement,
  ): Promise<Account | undefined> {
    const fresh = await passwords.hash(password);
    return db.transaction(async (trx) => {
      const at = clock.now();
      const from = await store.standing(trx, account.id);
      const now = await store.find(trx, seal, account.id);
      if (now === undefined || (holds !== undefined && !(await holds(trx, now)))) return undefined;
      if ((await store.changePassword(trx, account.id, passwordHash, fresh, at)) === 0) return undefined;
      if (keep !== undefined)
        for (const { remove } of waysIn()) await remove?.(trx, actor, account.id, { allBut: keep });
      const to = await store.standing(trx, account.id);
      await record(trx, at, actor, verb, subjectOf(account.id), { from, to }, requestId);
      const { phone, email, emailVerified } = now.account;
      const { say } = words('zh', 'citizen');
      if (phone !== undefined) await sms.send(trx, phone, say(said));
      if (email !== undefined && emailVerified)
        await mail.send(trx, { to: email, subject: say(fact('accounts.password_subject')), text: say(said) });
      return (await store.find(trx, seal, account.id))?.account;
    });
  }
  return replace;
}

/** The problem with a password chosen for an account. */
export const passwordFault = (password: string, { username, phone, email }: Account): Fact | undefined =>
  passwordProblem(password, [username, phone, email]);
