import { admit } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { FormLimit } from '../http/form-limit.ts';
import { seeOther } from '../http/route.ts';
import { type Account, label } from './account.ts';

type Needs = {
  formLimit: FormLimit;
  /** The person whose session this browser has at the Cloud. */
  signedIn: (ctx: Context) => Promise<Account | undefined>;
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

/** Lets in whoever is signed in at the Cloud, or leads to the login and back. */
export const createCitizenGuard =
  ({ formLimit, signedIn, signIn }: Needs) =>
  async (ctx: Context): Promise<boolean> => {
    const account = await signedIn(ctx);
    if (account === undefined) {
      seeOther(ctx, signIn(ctx.method === 'GET' ? ctx.path : '/account'));
      return false;
    }
    await formLimit(ctx, account.id);
    const user = label(account);
    admit(ctx, { person: { accountId: account.id, label: user }, frame: { user, menu } });
    return true;
  };
