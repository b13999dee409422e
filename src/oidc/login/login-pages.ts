import type { Accounts } from '../../accounts/service.ts';
import { after } from '../../clock.ts';
import type { Problems } from '../../errors.ts';
import { Problem } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import type { Deletions } from '../../privacy/deletions.ts';
import { admits } from '../admission.ts';
import { fact } from '../facts.ts';
import { needsMoreThanPassword } from '../rules.ts';
import { requestCode, type Sent, workedIn } from '../work.ts';
import type { InteractionKit, Open } from './interaction.ts';
import type { RegisterPages } from './register-pages.ts';

type Needs = {
  accounts: Accounts;
  kit: InteractionKit;
  register: RegisterPages;
  deletions: Pick<Deletions, 'standing' | 'takeBack'>;
};

const onceMore = fact('oidc.password_once_more');
const pleaseAgree = fact('oidc.terms_missing');

/** C1, C2: by password (the first page, since it needs nothing else) and by a code sent to the phone. */
export function createLoginPages({ accounts, kit, register, deletions }: Needs): Route[] {
  const showPassword = (ctx: Context, open: Open, form: Form = {}, problems: Problems = {}, work?: Sent['work']) => {
    const hint = open.interaction.params.login_hint;
    const username = form.username ?? (typeof hint === 'string' ? hint.slice(0, 100) : '');
    const data = { values: { username }, ...(work && { work }), ...ticked(form) };
    kit.show(ctx, 'oidc/login', open, (given) => ({ ...given, ...data }), '登录', problems);
  };

  async function begin(ctx: Context) {
    const open = await kit.open(ctx);
    const { name } = open.interaction.prompt;
    if (name === 'consent') return seeOther(ctx, `/interaction/${open.uid}/consent`);
    const isBegun = ctx.query.by === 'password'; // chosen on one of these pages
    if (name === 'create' && !isBegun) return seeOther(ctx, `/interaction/${open.uid}/register`);
    const closing = isBegun ? undefined : await closingIn(open);
    if (closing !== undefined) {
      const lastMoment = after(closing.dueAt, -60);
      return kit.show(ctx, 'oidc/closing', open, (given) => ({ ...given, lastMoment }), '这个账号正在注销');
    }
    const signedIn = name === 'select_account' && !isBegun ? await signedInTo(open) : undefined;
    if (signedIn !== undefined)
      return kit.show(ctx, 'oidc/choose', open, (given) => ({ ...given, account: signedIn }), '选择账号');
    if (needsMoreThanPassword(open.interaction.params.acr_values)) return seeOther(ctx, `/interaction/${open.uid}/sms`);
    return showPassword(ctx, open);
  }

  /** C13: whoever is signed in asked for the deletion of the account, and goes on only by taking it back. */
  async function closingIn({ interaction }: Open) {
    const accountId = interaction.session?.accountId;
    if (accountId === undefined || !interaction.prompt.reasons.includes('account_closing')) return undefined;
    return deletions.standing(accountId);
  }

  async function takeBack(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    const closing = await closingIn(open);
    if (closing !== undefined) await deletions.takeBack(closing.accountId, ctx.state.requestId);
    return kit.keepAccount(ctx, open);
  }

  /** Who is signed in in this browser and may go on at this application. */
  async function signedInTo({ interaction, application }: Open) {
    const accountId = interaction.session?.accountId;
    const account = accountId === undefined ? undefined : await accounts.find(accountId);
    if (account === undefined || !admits(application, account)) return undefined;
    const { nickname, phone, username } = account;
    return { nickname, label: phone === undefined ? (username ?? '') : maskMobile(phone) };
  }

  async function keepAccount(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    if ((await signedInTo(open)) === undefined) throw new Problem('start_again', fact('oidc.log_in_again'));
    return kit.keepAccount(ctx, open);
  }

  async function byPassword(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    const { username = '', password = '' } = form;
    const problems: Problems = {};
    if (username.trim() === '') problems.username = fact('oidc.identifier_missing');
    if (password === '') problems.password = fact('oidc.password_missing');
    // Somebody invented has nothing to agree to.
    if (form.agree !== '1' && !open.client.sandbox) problems.agree = pleaseAgree;
    if (Object.keys(problems).length > 0) return showPassword(ctx, open, form, problems);

    const result = await accounts.authenticate({
      ...kit.occasion(ctx, open.application),
      username,
      password,
      knownDevice: kit.knownDevice(ctx),
      binding: open.uid,
      worked: workedIn(form),
    });
    if ('account' in result)
      return kit.finish(ctx, open, result.account, { method: 'password', bySms: false, ...promised(form) });
    if (!('problem' in result)) return showPassword(ctx, open, form, { password: onceMore }, result.work);
    if (result.retryAfter !== undefined) ctx.set('Retry-After', String(result.retryAfter));
    return showPassword(ctx, open, form, { password: result.problem }, result.work);
  }

  async function bySms(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    const { phone = '', code = '' } = form;
    const { address } = ctx.state;

    if (form.send === '1') {
      const asked = await requestCode(accounts, form, {
        ...{ purpose: 'login', phone, binding: open.uid, address },
        knownDevice: kit.knownDevice(ctx),
      });
      return 'problem' in asked
        ? showSms(ctx, open, form, { phone: asked.problem })
        : showSms(ctx, open, form, {}, asked);
    }
    if (form.agree !== '1') return showSms(ctx, open, form, { agree: pleaseAgree });
    const result = await accounts.authenticateBySms({
      ...kit.occasion(ctx, open.application),
      phone,
      code,
      binding: open.uid,
    });
    if ('account' in result)
      return kit.finish(ctx, open, result.account, { method: 'sms', bySms: true, ...promised(form) });
    if ('unregistered' in result) return register.continueWith(ctx, open, result.ticket);
    return showSms(
      ctx,
      open,
      form,
      { [codeField(phone, code)]: result.problem },
      result.resent ? { sent: { masked: phone, secondsLeft: 60 } } : {},
    );
  }

  const showSms = (ctx: Context, open: Open, form: Form = {}, problems: Problems = {}, more: Sent = {}) =>
    kit.show(
      ctx,
      'oidc/sms',
      open,
      (given) => ({ ...given, values: { phone: form.phone ?? '' }, ...more, ...ticked(form) }),
      '登录',
      problems,
    );

  return [
    page('/interaction/:uid', anyone, begin),
    // Reloading after a wrong password, or changing the display there.
    page('/interaction/:uid/login', anyone, async (ctx) =>
      seeOther(ctx, `/interaction/${(await kit.open(ctx)).uid}?by=password`),
    ),
    form('/interaction/:uid/account', anyone, keepAccount),
    form('/interaction/:uid/keep', anyone, takeBack),
    form('/interaction/:uid/login', anyone, byPassword),
    page('/interaction/:uid/sms', anyone, async (ctx) => showSms(ctx, await kit.open(ctx, 'login'))),
    form('/interaction/:uid/sms', anyone, bySms),
  ];
}

/** Beside which field a problem of phone and code is shown. */
export const codeField = (phone: string, code: string): 'phone' | 'code' =>
  phone.trim() === '' && code === '' ? 'phone' : 'code';

/** What was ticked stays ticked when the page comes again. */
const ticked = (form: Form) => ({
  ...('csrf' in form && { agreed: form.agree === '1' }),
  remember: form.remember === '1',
});

const promised = (form: Form) => ({ remember: form.remember === '1', agreed: form.agree === '1' });
