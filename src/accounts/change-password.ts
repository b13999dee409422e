import type { Actor } from '../actor.ts';
import { forbidden, type Problems } from '../errors.ts';
import type { Account } from './account/account.ts';
import type { AccountNeeds } from './account/needs.ts';
import * as store from './account/store.ts';
import { fact } from './facts.ts';
import { limits } from './limits.ts';
import { passwordFault, type ReplacePassword } from './replace-password.ts';

export type PasswordChanged = { account: Account } | { problems: Problems };
type Needs = AccountNeeds & { replace: ReplacePassword };

/** A first password, and the change of a known one. Both end every older session. */
export function createPasswordChanges({ db, passwords, seal, throttle, replace }: Needs) {
  return {
    /** The first password of an account that signed in without one; a fresh login proves the person. */
    async setPassword(accountId: string, password: string, requestId?: string): Promise<PasswordChanged> {
      const found = await store.find(db, seal, accountId);
      if (!found || found.passwordHash !== undefined)
        return { problems: { current: fact('accounts.changed_meanwhile') } };
      const problem = passwordFault(password, found.account);
      if (problem !== undefined) return { problems: { password: problem } };
      const actor: Actor = { kind: 'citizen', accountId };
      const account = await replace(found, password, 'account.set_password', { actor, requestId });
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
      const problem = current === password ? fact('accounts.same_password') : passwordFault(password, found.account);
      if (problem !== undefined) return { problems: { password: problem } };
      const account = await replace(found, password, 'account.change_password', { actor });
      if (!account) return { problems: { current: fact('accounts.wrong_current') } };
      await throttle.clear('password changes', accountId);
      return { account };
    },
  };
}
