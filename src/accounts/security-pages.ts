import { notFound, type Problems } from '../errors.ts';
import { maskEmail } from '../fields/account.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { createAvatarPages } from './avatar-pages.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { standingOf } from './pages.ts';
import { may } from './policies.ts';

/** 基本资料, 登录与安全, 不是我: changes of one's own account. */
export function createSecurityPages({ pages, sessions, signIn, asks, accounts }: AccountPageNeeds): Route[] {
  async function accountOf(ctx: Context) {
    const account = await accounts.find(personOf(ctx).accountId);
    if (account === undefined) throw notFound(fact('accounts.not_found'));
    return account;
  }

  async function showProfile(ctx: Context, values?: Form, problems: Problems = {}) {
    const account = await accountOf(ctx);
    const { nickname, username } = account;
    const data = {
      ...{ values: { nickname: values?.nickname ?? nickname }, nickname, username },
      ...{ saved: String(ctx.query.saved ?? ''), picture: accounts.avatarPath(account) },
    };
    pages.show(ctx, 'accounts/profile', data, { here: 'profile', problems });
  }

  async function rename(ctx: Context, given: Form) {
    const changed = await accounts.rename(personOf(ctx).accountId, given, ctx.state.requestId);
    return 'problems' in changed
      ? showProfile(ctx, given, changed.problems)
      : seeOther(ctx, '/account/profile?saved=nickname');
  }

  async function showSecurity(ctx: Context) {
    const account = await accountOf(ctx);
    const [hasPassword, open, ways, waiting, added] = await Promise.all([
      accounts.hasPassword(account.id),
      sessions.list(ctx, account.id),
      standingOf(asks.waysIn(), account.id),
      accounts.appeals.open(account.id),
      accounts.added.open(account.id),
    ]);
    const { say } = ctx.state.speech;
    const shownWays = ways.map((way) => ({ ...way, title: say(way.title), note: say(way.note) }));
    const phone = account.phone && maskMobile(account.phone);
    const { email, emailVerified } = account;
    const bound = email === undefined ? undefined : { masked: maskEmail(email), isVerified: emailVerified };
    const done = String(ctx.query.done ?? '');
    const data = { phone, email: bound, hasPassword, ways: shownWays, waiting, added, sessions: open, done };
    pages.show(ctx, 'accounts/security', data, { here: 'security' });
  }

  async function endSession(ctx: Context, { id = '' }: Form) {
    const { accountId } = personOf(ctx);
    if (!(await sessions.end(accountId, id, ctx.state.requestId))) throw notFound(fact('accounts.session_over'));
    seeOther(ctx, '/account/security?done=one');
  }

  async function endOthers(ctx: Context) {
    await sessions.endOthers(ctx, personOf(ctx).accountId, ctx.state.requestId);
    seeOther(ctx, '/account/security?done=others');
  }

  async function showPassword(ctx: Context, problems: Problems = {}) {
    const hasPassword = await accounts.hasPassword(personOf(ctx).accountId);
    const title = ctx.state.speech.say(fact(hasPassword ? 'accounts.change_password' : 'accounts.set_password'));
    pages.show(ctx, 'accounts/password', { hasPassword }, { title, here: 'security', problems });
  }

  async function changePassword(ctx: Context, { current = '', password = '' }: Form) {
    const { accountId } = personOf(ctx);
    const changed = (await accounts.hasPassword(accountId))
      ? await accounts.changePassword({ kind: 'citizen', accountId }, accountId, { current, password })
      : await accounts.setPassword(accountId, password, ctx.state.requestId);
    if ('problems' in changed) return showPassword(ctx, changed.problems);
    await sessions.endAll(accountId, ctx.state.requestId);
    pages.show(ctx, 'accounts/password-changed', { signIn: signIn('/account/security') }, { layout: 'citizen' });
  }

  async function askNotMe(ctx: Context, problems: Problems = {}) {
    const { phone } = await accountOf(ctx);
    const data = { phone: phone && maskMobile(phone) };
    pages.show(ctx, 'accounts/not-me', data, { here: 'logins', problems });
  }

  /** Without a phone a code cannot restore access: there the new password is chosen immediately. */
  async function notMe(ctx: Context, { current = '', password = '' }: Form) {
    const { id, phone } = await accountOf(ctx);
    if (phone === undefined) {
      const changed = await accounts.changePassword({ kind: 'citizen', accountId: id }, id, { current, password });
      if ('problems' in changed) return askNotMe(ctx, changed.problems);
    }
    await accounts.disown(id, ctx.state.requestId);
    await sessions.endAll(id, ctx.state.requestId);
    const data = { phone: phone && maskMobile(phone), signIn: signIn('/account') };
    pages.show(ctx, 'accounts/not-me-done', data, { layout: 'citizen' });
  }

  return [
    page('/account/profile', may('use the account centre'), (ctx) => showProfile(ctx)),
    ...createAvatarPages({ accounts, showProfile: (ctx, problems) => showProfile(ctx, undefined, problems) }),
    form('/account/profile', may('use the account centre'), rename),
    page('/account/security', may('use the account centre'), showSecurity),
    form('/account/security/sessions/end', may('use the account centre'), endSession),
    form('/account/security/sessions/others', may('use the account centre'), endOthers),
    page('/account/security/password', may('change how one signs in'), (ctx) => showPassword(ctx)),
    form('/account/security/password', may('change how one signs in'), changePassword),
    page('/account/logins/not-me', may('use the account centre'), (ctx) => askNotMe(ctx)),
    form('/account/logins/not-me', may('use the account centre'), notMe),
  ];
}
