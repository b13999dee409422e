import type { Account } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { asksForCode, requestCode, type Sent } from '../work.ts';
import { codeField } from './code-field.ts';

type Needs<Place> = {
  accounts: Accounts;
  path: string;
  knownDevice: (ctx: Context) => string | undefined;
  /** Where the page stands: in a login or in the account centre. */
  place: (ctx: Context) => Promise<Place>;
  binding: (ctx: Context, place: Place) => string;
  show: (ctx: Context, place: Place, data: Views['oidc/recover'], problems: Problems) => void;
  done: (ctx: Context, place: Place, account: Account) => Promise<void>;
  unregistered: (ctx: Context, place: Place, ticket: string) => void;
};

/** 忘记密码: a code to the phone, then a new password. Every session that was open before ends. */
export function createRecoverPages<Place>({
  accounts,
  path,
  knownDevice,
  place,
  binding,
  show,
  done,
  unregistered,
}: Needs<Place>): Route[] {
  const showPhone = (ctx: Context, at: Place, form: Form, problems: Problems, more: Sent = {}) =>
    show(ctx, at, { step: 'phone', values: { phone: form.phone ?? '' }, ...more }, problems);
  const showPassword = (ctx: Context, at: Place, phone: string, ticket: string, problems: Problems = {}) =>
    show(ctx, at, { step: 'password', values: {}, ticket, phone }, problems);

  async function take(ctx: Context, form: Form): Promise<void> {
    const at = await place(ctx);
    const { phone = '', code = '', ticket = '', password = '' } = form;
    const asked = { phone, binding: binding(ctx, at), address: ctx.state.address };

    if (form.step === 'password') {
      const { requestId } = ctx.state;
      const changed = await accounts.recover({ ticket, binding: asked.binding, password, requestId });
      if ('account' in changed) return done(ctx, at, changed.account);
      if (changed.problems.ticket !== undefined) return showPhone(ctx, at, form, { code: changed.problems.ticket });
      return showPassword(ctx, at, phone, ticket, changed.problems);
    }
    if (asksForCode(form)) {
      const sent = await requestCode(accounts, form, {
        ...asked,
        purpose: 'recovery',
        knownDevice: knownDevice(ctx),
      });
      return 'problem' in sent ? showPhone(ctx, at, form, { phone: sent.problem }) : showPhone(ctx, at, form, {}, sent);
    }
    const proved = await accounts.proveForRecovery({ ...asked, code });
    if ('problem' in proved) return showPhone(ctx, at, form, { [codeField(phone, code)]: proved.problem });
    if ('unregistered' in proved) return unregistered(ctx, at, proved.ticket);
    return showPassword(ctx, at, maskMobile(phone), proved.ticket);
  }

  return [page(path, anyone, async (ctx) => showPhone(ctx, await place(ctx), {}, {})), form(path, anyone, take)];
}
