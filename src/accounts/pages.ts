import Router from '@koa/router';
import { notFound } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { access, anyone } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Cursors } from '../http/cursors.ts';
import type { FormLimit } from '../http/form-limit.ts';
import type { Pages } from '../http/page.ts';
import { type Account, label } from './account.ts';
import type { Accounts } from './service.ts';

/** One application that a person allowed something, as the account centre shows it. */
export type Grant = {
  clientId: string;
  client: object & { name: string };
  scopes: string[];
  firstAt: Date;
  lastAt: Date;
};

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  formLimit: FormLimit;
  accounts: Accounts;
  /** The person whose session this browser has at the Cloud. */
  signedIn: (ctx: Context) => Promise<Account | undefined>;
  /** Where to sign in, to come back to `path`. */
  signIn: (path: string) => string;
  grants: (accountId: string) => Promise<Grant[]>;
  withdraw: (accountId: string, clientId: string, requestId: string) => Promise<boolean>;
  /** Names of applications for the login history. */
  clientNames: (clientIds: readonly string[]) => Promise<Map<string, string>>;
  cursors: Cursors;
};

const pageSize = 20;

const menu = {
  label: '我的账号',
  entries: [
    { key: 'home', href: '/account', label: '账号总览' },
    { key: 'grants', href: '/account/grants', label: '已授权平台' },
    { key: 'logins', href: '/account/logins', label: '登录记录' },
  ],
};

/** 我的账号: what a citizen sees and decides about the own account. */
export function createAccountPages({
  pages,
  formTokens,
  formLimit,
  accounts,
  signedIn,
  signIn,
  grants,
  withdraw,
  clientNames,
  cursors,
}: Needs) {
  const places = cursors.byNumber('logins');
  const router = new Router<State>({ prefix: '/account' });

  /** Runs the page for the person signed in, or leads to the login and back. */
  const forPerson = (page: (ctx: Context, account: Account) => Promise<void>) =>
    access('session', async (ctx: Context) => {
      const account = await signedIn(ctx);
      if (account !== undefined) {
        await formLimit(ctx, account.id);
        return page(ctx, account);
      }
      ctx.status = 303;
      return ctx.redirect(signIn(ctx.method === 'GET' ? ctx.path : '/account'));
    });

  router.get('/callback', anyone, (ctx) => {
    const path = ctx.query.state;
    ctx.status = 303;
    ctx.redirect(
      typeof path === 'string' && /^\/account(\/[\w-]+)*$/.test(path) && path !== '/account/callback'
        ? path
        : '/account',
    );
  });

  router.get(
    '/',
    forPerson(async (ctx, account) => {
      const [given, recent] = await Promise.all([grants(account.id), accounts.loginsOf(account.id, { limit: 3 })]);
      const logins = await named(recent);
      pages.show(
        ctx,
        'accounts/home',
        {
          user: {
            label: label(account),
            nickname: account.nickname,
            username: account.username,
            phone: account.phone && maskMobile(account.phone),
          },
          grants: given.length,
          logins,
        },
        frame(account, '我的账号', 'home'),
      );
    }),
  );

  router.get(
    '/grants',
    forPerson(async (ctx, account) => {
      pages.show(ctx, 'accounts/grants', { grants: await grants(account.id) }, frame(account, '已授权平台', 'grants'));
    }),
  );

  router.get(
    '/grants/:clientId/withdraw',
    forPerson(async (ctx, account) => {
      const grant = await grantOf(account, ctx.params.clientId);
      pages.show(ctx, 'accounts/withdraw', { grant }, frame(account, `取消对${grant.client.name}的授权`, 'grants'));
    }),
  );

  router.post(
    '/grants/:clientId/withdraw',
    forPerson(async (ctx, account) => {
      formTokens.verify(ctx, await readForm(ctx));
      const { clientId } = await grantOf(account, ctx.params.clientId);
      await withdraw(account.id, clientId, ctx.state.requestId);
      ctx.status = 303;
      ctx.redirect('/account/grants');
    }),
  );

  router.get(
    '/logins',
    forPerson(async (ctx, account) => {
      const before = places.find({ of: account.id }, ctx.query.before);
      const found = await accounts.loginsOf(account.id, {
        limit: pageSize + 1,
        ...(before !== undefined && { before }),
      });
      const shown = found.slice(0, pageSize);
      const last = found.length > pageSize ? shown.at(-1) : undefined;
      const next = last && `/account/logins?before=${places.write({ of: account.id }, last.id)}`;
      pages.show(ctx, 'accounts/logins', { logins: await named(shown), next }, frame(account, '登录记录', 'logins'));
    }),
  );

  async function named<T extends { clientId: string | undefined }>(logins: readonly T[]) {
    const names = await clientNames(logins.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId])));
    return logins.map((login) => ({
      ...login,
      client: login.clientId === undefined ? undefined : names.get(login.clientId),
    }));
  }

  async function grantOf(account: Account, clientId: string | undefined): Promise<Grant> {
    const grant = (await grants(account.id)).find((candidate) => candidate.clientId === clientId);
    if (grant === undefined) throw notFound('您没有授权过这个平台，或授权已经取消。');
    return grant;
  }

  const frame = (account: Account, title: string, here: string) => ({ title, here, menu, user: label(account) });

  return router;
}
