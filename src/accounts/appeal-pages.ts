import type { Problems } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Views } from '../http/views.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';

type Sent = Pick<Views['accounts/appeal'], 'sent' | 'work'>;

const path = '/account/security/phone/appeal';
const security = '/account/security';

/** 改绑 without the old number, and the links by which its recipients stop it: a page with a button, for mail programs open links. */
export function createAppealPages({ pages, accounts }: AccountPageNeeds): Route[] {
  const { appeals } = accounts;

  async function show(ctx: Context, { phone = '' }: Form = {}, problems: Problems = {}, more: Sent = {}) {
    const { accountId } = personOf(ctx);
    const current = (await accounts.find(accountId))?.phone;
    if (current === undefined) return seeOther(ctx, '/account/security/phone');
    const waiting = await appeals.open(accountId);
    const data = { current: maskMobile(current), waiting, values: { phone }, ...more };
    pages.show(ctx, 'accounts/appeal', data, { here: 'security', problems });
  }

  async function take(ctx: Context, given: Form) {
    const { accountId } = personOf(ctx);
    const { phone = '', code = '', work = '', solution = '' } = given;
    if (given.send === '1') {
      const worked = work === '' ? undefined : { task: work, solution };
      const asked = await accounts.requestNewPhoneCode(accountId, { phone, address: ctx.state.address, worked });
      if ('problem' in asked) return show(ctx, given, { phone: asked.problem });
      return show(ctx, given, {}, 'work' in asked ? asked : { sent: asked });
    }
    const begun = await appeals.ask(accountId, { phone, code }, ctx.state.requestId);
    if ('problems' in begun) return show(ctx, given, begun.problems);
    seeOther(ctx, `${security}?done=appeal`);
  }

  async function stopOwn(ctx: Context) {
    await appeals.stopOwn(personOf(ctx).accountId, ctx.state.requestId);
    seeOther(ctx, `${security}?done=appeal-stopped`);
  }

  const showStop = (ctx: Context, waiting: Views['accounts/stop']['waiting'], isStopped = false) =>
    pages.show(
      ctx,
      'accounts/stop',
      { waiting, isStopped, action: ctx.path },
      {
        layout: 'citizen',
        ...(isStopped && { title: ctx.state.speech.say(fact('accounts.appeal_stopped')) }),
        ...(waiting === undefined && !isStopped && { status: 410 }),
      },
    );

  async function stop(ctx: Context) {
    showStop(ctx, undefined, await appeals.stopByLink(param(ctx, 'link'), ctx.state.requestId));
  }

  return [
    page(path, may('change how one signs in'), (ctx) => show(ctx)),
    form(path, may('change how one signs in'), take),
    form(`${path}/stop`, may('use the account centre'), stopOwn),
    page('/account/stop/:link', may('undo a change of an account by the link of its message'), async (ctx) =>
      showStop(ctx, await appeals.openByLink(param(ctx, 'link'))),
    ),
    form('/account/stop/:link', may('undo a change of an account by the link of its message'), stop),
  ];
}
