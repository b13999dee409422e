import type { Problems } from '../errors.ts';
import { maskEmail } from '../fields/account.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { describeDevice } from '../http/requests/device.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';

const path = '/account/security/email';

/** 邮箱: bound by a link that is sent there, changed in the same way, removed. */
export function createEmailPages({ pages, accounts }: AccountPageNeeds): Route[] {
  async function show(ctx: Context, values: Form = {}, problems: Problems = {}, sentTo?: string) {
    const { email, emailVerified } = (await accounts.find(personOf(ctx).accountId)) ?? {};
    const current = email && { masked: maskEmail(email), isVerified: emailVerified === true };
    const title = ctx.state.speech.say(fact(email === undefined ? 'accounts.bind_email' : 'accounts.change_email'));
    const data = { values: { email: values.email ?? '' }, current: current || undefined, sentTo };
    pages.show(ctx, 'accounts/email', data, { title, here: 'security', problems });
  }

  async function ask(ctx: Context, given: Form) {
    const { accountId } = personOf(ctx);
    const asked = await accounts.requestEmail(accountId, given, ctx.state.address);
    return 'problems' in asked ? show(ctx, given, asked.problems) : show(ctx, given, {}, asked.sentTo);
  }

  async function showLink(ctx: Context, problems: Problems = {}) {
    const token = param(ctx, 'token');
    const email = await accounts.emailOf(personOf(ctx).accountId, token);
    const told = email === undefined ? { form: fact('accounts.email_link_over') } : {};
    const data = { email, action: `${path}/${token}` };
    pages.show(ctx, 'accounts/email-link', data, { here: 'security', problems: { ...told, ...problems } });
  }

  async function confirm(ctx: Context) {
    const occasion = { device: describeDevice(ctx.get('user-agent')), requestId: ctx.state.requestId };
    const changed = await accounts.confirmEmail(personOf(ctx).accountId, param(ctx, 'token'), occasion);
    return 'problems' in changed ? showLink(ctx, changed.problems) : seeOther(ctx, '/account/security?done=email');
  }

  async function remove(ctx: Context) {
    const removed = await accounts.removeEmail(personOf(ctx).accountId, ctx.state.requestId);
    return 'problems' in removed ? show(ctx, {}, removed.problems) : seeOther(ctx, '/account/security?done=no-email');
  }

  return [
    page(path, may('change how one signs in'), (ctx) => show(ctx)),
    form(path, may('change how one signs in'), ask),
    form(`${path}/remove`, may('change how one signs in'), remove),
    page(`${path}/:token`, may('use the account centre'), (ctx) => showLink(ctx)),
    form(`${path}/:token`, may('use the account centre'), confirm),
  ];
}
