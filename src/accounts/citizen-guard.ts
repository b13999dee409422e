import { admit } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { FormLimit } from '../http/limits/form-limit.ts';
import { seeOther } from '../http/route.ts';
import { type Account, isLive, label } from './account.ts';
import type { Accounts } from './service.ts';

type Needs = {
  accounts: Pick<Accounts, 'find'>;
  formLimit: FormLimit;
  /** Whose session this browser has at the Cloud. */
  accountId: (ctx: Context) => Promise<string | undefined>;
  /** Where to sign in, to come back to `path`. */
  signIn: (path: string) => string;
};

const menu = {
  label: '我的账号',
  entries: [
    { key: 'home', href: '/account', label: '账号总览' },
    { key: 'grants', href: '/account/grants', label: '已授权平台' },
    { key: 'logins', href: '/account/logins', label: '登录记录' },
  ],
};

/** Who is signed in at the Cloud: how the header shows them, and the guard of the account centre. */
export function createCitizens({ accounts, formLimit, accountId, signIn }: Needs) {
  async function signedIn(ctx: Context): Promise<Account | undefined> {
    const id = await accountId(ctx);
    const account = id === undefined ? undefined : await accounts.find(id);
    return account !== undefined && isLive(account) ? account : undefined;
  }

  return {
    async userLabel(ctx: Context): Promise<string | undefined> {
      const account = await signedIn(ctx);
      return account && label(account);
    },

    /** Lets in whoever is signed in, or leads to the login and back. */
    async guard(ctx: Context): Promise<boolean> {
      const account = await signedIn(ctx);
      if (account === undefined) {
        seeOther(ctx, signIn(ctx.method === 'GET' ? ctx.path : '/account'));
        return false;
      }
      await formLimit(ctx, account.id);
      const user = label(account);
      admit(ctx, { person: { accountId: account.id, label: user }, frame: { user, menu } });
      return true;
    },
  };
}

export type CitizenNeeds = Omit<Needs, 'accounts'>;
export type Citizens = ReturnType<typeof createCitizens>;
