import type { Account, LoginMethod } from '../../accounts/account/account.ts';
import type { Passkeys } from '../../accounts/passkeys/service.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Problems } from '../../errors.ts';
import { maskEmail } from '../../fields/account.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { may } from '../policies.ts';
import { asksForCode, requestCode, requestEmailCode, type Sent } from '../work.ts';
import { carriedIn, isTurn } from './carried.ts';
import { codeField } from './code-field.ts';

type Needs<Place> = {
  accounts: Accounts;
  passkeys: Pick<Passkeys, 'keptByDefault'>;
  path: string;
  knownDevice: (ctx: Context) => string | undefined;
  /** Where the page stands: in a login or in the account centre. */
  place: (ctx: Context) => Promise<Place>;
  binding: (ctx: Context, place: Place) => string;
  show: (ctx: Context, place: Place, data: Views['oidc/recover'], problems: Problems) => void;
  done: (ctx: Context, place: Place, account: Account, method: LoginMethod) => Promise<void>;
  unregistered: (ctx: Context, place: Place, ticket: string) => void;
};

/** Problems of which another code would be no cure. */
const aboutEmail: ReadonlySet<string> = new Set([
  'accounts.email_missing',
  'accounts.email_unknown',
  'accounts.recover_by_phone',
  'accounts.not_now',
]);

/**
 * 忘记密码: a code to the phone, or to an e-mail that was confirmed before, then a new password. Every session that was open before ends.
 * Which of the two it is stands in the form (`step`), and in the address of a page that is opened.
 */
export function createRecoverPages<Place>(needs: Needs<Place>): Route[] {
  const { accounts, passkeys, path, knownDevice, place, binding, show, done, unregistered } = needs;
  const showPhone = (ctx: Context, at: Place, form: Form, problems: Problems, more: Sent = {}) =>
    show(ctx, at, { step: 'phone', values: { phone: form.phone ?? '' }, ...more }, problems);
  const showEmail = (ctx: Context, at: Place, form: Form, problems: Problems, more: Sent = {}) =>
    show(ctx, at, { step: 'email', values: { email: form.email ?? '' }, ...more }, problems);
  type Proven = { ticket: string } & Partial<Record<'phone' | 'email', string>>;
  /** With the passkeys of the account: those that are not ticked end with the old password. */
  async function showPassword(ctx: Context, at: Place, proven: Proven, problems: Problems = {}, form?: Form) {
    const id = accounts.recovering(proven.ticket, binding(ctx, at));
    const found = id === undefined ? [] : await passkeys.keptByDefault(id);
    const keys = found.map(({ id: key, name, madeOn, createdAt, isKept }) => ({
      ...{ id: key, name, madeOn, createdAt },
      isKept: form === undefined ? isKept : form[`keep_${key}`] === '1',
    }));
    show(ctx, at, { step: 'password', values: {}, keys, ...proven }, problems);
  }
  const keptIn = (form: Form) =>
    Object.keys(form).flatMap((name) => (name.startsWith('keep_') && form[name] === '1' ? [name.slice(5)] : []));

  async function takePassword(ctx: Context, at: Place, { ticket = '', password = '', ...form }: Form) {
    const { requestId } = ctx.state;
    const { phone, email } = form;
    const [recover, method] =
      email === undefined
        ? [accounts.recover, 'recovery' as const]
        : [accounts.recoverByEmail, 'recovery-email' as const];
    const changed = await recover({ ticket, binding: binding(ctx, at), password, keep: keptIn(form), requestId });
    if ('account' in changed) return done(ctx, at, changed.account, method);
    const { ticket: expired } = changed.problems;
    if (expired === undefined)
      return showPassword(
        ctx,
        at,
        { ticket, ...(email === undefined ? { phone: phone ?? '' } : { email }) },
        changed.problems,
        form,
      );
    return email === undefined
      ? showPhone(ctx, at, form, { code: expired })
      : showEmail(ctx, at, {}, { code: expired });
  }

  async function takeEmail(ctx: Context, at: Place, form: Form) {
    const { email = '', code = '' } = form;
    const asked = { binding: binding(ctx, at), address: ctx.state.address };
    if (asksForCode(form)) {
      const device = knownDevice(ctx);
      const sent = await requestEmailCode(accounts, form, {
        ...asked,
        to: email,
        purpose: 'recovery',
        knownDevice: device,
      });
      return 'problem' in sent ? showEmail(ctx, at, form, { email: sent.problem }) : showEmail(ctx, at, form, {}, sent);
    }
    const proved = await accounts.proveEmailForRecovery({ ...asked, email, code });
    if ('problem' in proved)
      return showEmail(ctx, at, form, { [aboutEmail.has(proved.problem.code) ? 'email' : 'code']: proved.problem });
    return showPassword(ctx, at, { email: maskEmail(email.trim()), ticket: proved.ticket });
  }

  async function takePhone(ctx: Context, at: Place, form: Form) {
    const { phone = '', code = '' } = form;
    const asked = { phone, binding: binding(ctx, at), address: ctx.state.address };
    if (asksForCode(form)) {
      const device = knownDevice(ctx);
      const sent = await requestCode(accounts, form, { ...asked, purpose: 'recovery', knownDevice: device });
      return 'problem' in sent ? showPhone(ctx, at, form, { phone: sent.problem }) : showPhone(ctx, at, form, {}, sent);
    }
    const proved = await accounts.proveForRecovery({ ...asked, code });
    if ('problem' in proved) return showPhone(ctx, at, form, { [codeField(phone, code)]: proved.problem });
    if ('unregistered' in proved) return unregistered(ctx, at, proved.ticket);
    return showPassword(ctx, at, { phone: maskMobile(phone), ticket: proved.ticket });
  }

  async function open(ctx: Context): Promise<void> {
    const at = await place(ctx);
    return ctx.query.by === 'email' ? showEmail(ctx, at, {}, {}) : showPhone(ctx, at, {}, {});
  }

  async function take(ctx: Context, form: Form): Promise<void> {
    const at = await place(ctx);
    if (isTurn(form)) return showPhone(ctx, at, carriedIn(form, 0), {});
    if (form.step === 'password') return takePassword(ctx, at, form);
    return form.step === 'email' ? takeEmail(ctx, at, form) : takePhone(ctx, at, form);
  }

  return [
    page(path, may('take a step of a login that this browser began'), open),
    form(path, may('take a step of a login that this browser began'), take),
  ];
}
