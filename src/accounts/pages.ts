import { notFound } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { anyone, citizen } from '../http/access.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Doors, Grant } from '../module.ts';
import { label } from './account.ts';
import { fact } from './facts.ts';
import type { Accounts } from './service.ts';

type Needs = Pick<Doors, 'pages' | 'grants' | 'withdraw' | 'clientNames'> & { accounts: Accounts; cursors: Cursors };

const pageSize = 20;

/** 我的账号: what a citizen sees and decides about the own account. */
export function createAccountPages({ pages, accounts, grants, withdraw, clientNames, cursors }: Needs): Route[] {
  const places = cursors.byNumber('logins');

  /** Back from the login, to the page that was asked for. */
  function goOn(ctx: Context) {
    const { state } = ctx.query;
    const isOurs =
      typeof state === 'string' && /^\/(account|scan)(\/[\w-]+)*$/.test(state) && state !== '/account/callback';
    seeOther(ctx, isOurs ? state : '/account');
  }

  /** After a login that a form waits for in another window. */
  function showSignedIn(ctx: Context) {
    pages.show(ctx, 'accounts/signed-in', {}, { title: '身份已确认', layout: 'citizen' });
  }

  async function showHome(ctx: Context) {
    const { accountId } = personOf(ctx);
    const [account, given, recent] = await Promise.all([
      accounts.find(accountId),
      grants(accountId),
      accounts.loginsOf(accountId, { limit: 3 }),
    ]);
    if (account === undefined) throw notFound(fact('accounts.not_found'));
    const user = {
      label: label(account),
      nickname: account.nickname,
      username: account.username,
      phone: account.phone && maskMobile(account.phone),
    };
    const data = { user, grants: given.length, logins: await named(recent) };
    pages.show(ctx, 'accounts/home', data, { title: '我的账号', here: 'home' });
  }

  async function showGrants(ctx: Context) {
    const data = { grants: await grants(personOf(ctx).accountId) };
    pages.show(ctx, 'accounts/grants', data, { title: '已授权平台', here: 'grants' });
  }

  async function grantIn(ctx: Context): Promise<Grant> {
    const clientId = param(ctx, 'clientId');
    const grant = (await grants(personOf(ctx).accountId)).find((candidate) => candidate.clientId === clientId);
    if (grant === undefined) throw notFound(fact('accounts.no_grant'));
    return grant;
  }

  async function askToWithdraw(ctx: Context) {
    const grant = await grantIn(ctx);
    pages.show(ctx, 'accounts/withdraw', { grant }, { title: `取消对${grant.client.name}的授权`, here: 'grants' });
  }

  async function takeBack(ctx: Context) {
    const { clientId } = await grantIn(ctx);
    await withdraw(personOf(ctx).accountId, clientId, ctx.state.requestId);
    seeOther(ctx, '/account/grants');
  }

  async function showLogins(ctx: Context) {
    const { accountId } = personOf(ctx);
    const before = places.find({ of: accountId }, ctx.query.before);
    const found = await accounts.loginsOf(accountId, {
      limit: pageSize + 1,
      ...(before !== undefined && { before }),
    });
    const shown = found.slice(0, pageSize);
    const last = found.length > pageSize ? shown.at(-1) : undefined;
    const next = last && `/account/logins?before=${places.write({ of: accountId }, last.id)}`;
    pages.show(ctx, 'accounts/logins', { logins: await named(shown), next }, { title: '登录记录', here: 'logins' });
  }

  async function named<T extends { clientId: string | undefined }>(logins: readonly T[]) {
    const names = await clientNames(logins.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId])));
    return logins.map((login) => ({
      ...login,
      client: login.clientId === undefined ? undefined : names.get(login.clientId),
    }));
  }

  return [
    page('/account/callback', anyone, goOn),
    page('/account/signed-in', citizen, showSignedIn),
    page('/account', citizen, showHome),
    page('/account/grants', citizen, showGrants),
    page('/account/grants/:clientId/withdraw', citizen, askToWithdraw),
    form('/account/grants/:clientId/withdraw', citizen, takeBack),
    page('/account/logins', citizen, showLogins),
  ];
}
