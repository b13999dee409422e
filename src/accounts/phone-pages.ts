import type { Problems } from '../errors.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { describeDevice } from '../http/requests/device.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import type { Views } from '../http/views.ts';
import type { CodeRequested } from './codes/codes.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';
import { workedIn } from './work.ts';

type Sent = Pick<Views['accounts/phone'], 'sent' | 'work'>;

const path = '/account/security/phone';

/** 改绑手机号: a code to the old number, then one to the new. An account without a number begins with the second. */
export function createPhonePages({ pages, accounts }: AccountPageNeeds): Route[] {
  async function show(ctx: Context, given: Form, problems: Problems = {}, more: Sent = {}) {
    const current = (await accounts.find(personOf(ctx).accountId))?.phone;
    const { ticket = '', phone = '' } = given;
    const step = current !== undefined && ticket === '' ? 'old' : 'new';
    const title = ctx.state.speech.say(fact(current === undefined ? 'accounts.bind_phone' : 'accounts.change_phone'));
    const data = { step, current: current && maskMobile(current), ticket, values: { phone }, ...more } as const;
    pages.show(ctx, 'accounts/phone', data, { title, here: 'security', problems });
  }

  const answer = (ctx: Context, given: Form, asked: CodeRequested, field: 'code' | 'phone') => {
    if ('problem' in asked) return show(ctx, given, { [field]: asked.problem });
    return show(ctx, given, {}, 'work' in asked ? asked : { sent: asked });
  };

  async function old(ctx: Context, given: Form) {
    const { accountId } = personOf(ctx);
    const { address } = ctx.state;
    if (given.send === '1') {
      const asked = await accounts.requestOldPhoneCode(accountId, { address, worked: workedIn(given) });
      return answer(ctx, given, asked, 'code');
    }
    const proved = await accounts.proveOldPhone(accountId, given.code ?? '');
    return 'problems' in proved ? show(ctx, given, proved.problems) : show(ctx, { ticket: proved.ticket });
  }

  async function change(ctx: Context, given: Form) {
    const { accountId } = personOf(ctx);
    const { ticket = '', phone = '', code = '' } = given;
    if (given.send === '1') {
      const asked = { phone, address: ctx.state.address, worked: workedIn(given) };
      return answer(ctx, given, await accounts.requestNewPhoneCode(accountId, asked), 'phone');
    }
    const device = describeDevice(ctx.get('user-agent'));
    const changed = await accounts.changePhone(accountId, { ticket, phone, code, device }, ctx.state.requestId);
    if (!('problems' in changed)) return seeOther(ctx, '/account/security?done=phone');
    const { ticket: expired, ...problems } = changed.problems;
    return expired === undefined ? show(ctx, given, problems) : show(ctx, {}, { code: expired });
  }

  return [
    page(path, may('change how one signs in'), (ctx) => show(ctx, {})),
    form(path, may('change how one signs in'), (ctx, given) =>
      given.step === 'old' ? old(ctx, given) : change(ctx, given),
    ),
  ];
}
