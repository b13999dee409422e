import { label } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import { workedIn } from '../../accounts/work.ts';
import type { Deletions } from '../../citizens/privacy/deletions.ts';
import { after } from '../../clock.ts';
import type { Problems } from '../../errors.ts';
import { isUnavailable, Problem } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { isHandheld } from '../../http/requests/device.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { admits } from '../admission.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { beginsWithCode } from '../rules.ts';
import { asksForCode, requestCode, type Sent } from '../work.ts';
import { agreedIn } from './agreed-in.ts';
import { carriedIn, isTurn, shownIn } from './carried.ts';
import type { ChildPages } from './child-pages.ts';
import { codeField } from './code-field.ts';
import type { FactorPages } from './factor-pages.ts';
import type { InteractionKit, Open } from './interaction.ts';
import type { RegisterPages } from './register-pages.ts';
import type { RememberedAccount, RememberedAccounts } from './remembered.ts';
import type { TermsPage } from './terms-page.ts';

type Needs = {
  accounts: Accounts;
  kit: InteractionKit;
  register: RegisterPages;
  deletions: Pick<Deletions, 'standing' | 'takeBack'>;
  factors: FactorPages;
  remembered: RememberedAccounts;
  changedTerms: Pick<TermsPage, 'leadTo'>;
  children: Pick<ChildPages, 'leadTo'>;
};

const onceMore = fact('oidc.password_once_more');
const pleaseAgree = fact('oidc.terms_missing');

/** C1, C2, C5: by password, by a code sent to the phone, and as an account that this browser remembers. */
export function createLoginPages({
  accounts,
  kit,
  register,
  factors,
  remembered,
  deletions,
  changedTerms,
  children,
}: Needs) {
  type Shown = { form?: Form; problems?: Problems; known?: RememberedAccount | undefined };

  const showPassword = (ctx: Context, open: Open, { form = {}, problems = {}, known }: Shown, work?: Sent['work']) => {
    const hint = open.interaction.params.login_hint;
    const username = form.username ?? (typeof hint === 'string' ? hint.slice(0, 100) : '');
    const data = {
      ...shownIn({ ...form, username }, 'username'),
      known: known?.shown,
      ...(work && { work }),
      ...ticked(form, known),
    };
    kit.show(ctx, 'oidc/login', open, (given) => ({ ...given, ...data }), problems);
  };
  const showSms = (ctx: Context, open: Open, { form = {}, problems = {}, known }: Shown, more: Sent = {}) => {
    const data = { ...shownIn(form, 'phone'), known: known?.shown, ...more, ...ticked(form, known) };
    kit.show(ctx, 'oidc/sms', open, (given) => ({ ...given, ...data }), problems);
  };

  /** A phone receives the code itself; at a desk a password is typed sooner. Invented people have passwords only. */
  function showFirst(ctx: Context, open: Open, known?: RememberedAccount) {
    const { acr_values: asked } = open.interaction.params;
    const prefersCode = isHandheld(ctx.get('user-agent')) && !open.client.sandbox;
    const { password, sms } = known?.shown.ways ?? { password: true, sms: true };
    const byCode = sms && (beginsWithCode(asked) || prefersCode || !password);
    if (!byCode) return showPassword(ctx, open, { known });
    const as = known && `?as=${encodeURIComponent(known.shown.key)}`;
    return seeOther(ctx, `/interaction/${open.uid}/sms${as ?? ''}`);
  }

  async function begin(ctx: Context) {
    const open = await kit.open(ctx);
    const { uid, interaction } = open;
    const { name } = interaction.prompt;
    if (name === 'consent') return seeOther(ctx, `/interaction/${uid}/consent`);
    const isBegun = ctx.query.by === 'password'; // chosen on one of these pages
    if (isBegun) return showPassword(ctx, open, { known: await remembered.chosen(ctx, open) });
    const closing = await closingIn(open);
    if (closing !== undefined) {
      const lastMoment = after(closing.dueAt, -60);
      return kit.show(ctx, 'oidc/closing', open, (given) => ({ ...given, lastMoment }));
    }
    const isSignedIn = interaction.session?.accountId !== undefined;
    if (isSignedIn && ((await children.leadTo(ctx, open)) || (await changedTerms.leadTo(ctx, open)))) return;
    if (name === 'create') return seeOther(ctx, `/interaction/${uid}/register`);
    const [signedIn, others] = await Promise.all([signedInTo(open), remembered.list(ctx, open)]);
    const chosen = await remembered.chosen(ctx, open);
    if (chosen !== undefined) return showFirst(ctx, open, chosen);
    if (name === 'login' && !beginsWithCode(interaction.params.acr_values) && (await factors.leadTo(ctx, open))) return;
    const isAsked = name === 'select_account' && signedIn !== undefined;
    const mayChoose = ctx.query.by === undefined && interaction.params.login_hint === undefined;
    const rest = others.filter(({ account }) => account.id !== signedIn?.id);
    if (isAsked || (mayChoose && rest.length > 1)) {
      const isHere = isAsked ? signedIn : undefined;
      return showChoice(ctx, open, isHere, isHere === undefined ? others : rest);
    }
    return showFirst(ctx, open, mayChoose ? others[0] : undefined);
  }

  type Here = NonNullable<Awaited<ReturnType<typeof signedInTo>>>;
  function showChoice(ctx: Context, open: Open, here: Here | undefined, others: readonly RememberedAccount[]) {
    const data = { account: here, others: others.map(({ shown, at }) => ({ ...shown, at })) };
    kit.show(ctx, 'oidc/choose', open, (given) => ({ ...given, ...data }));
  }

  /** C13: an account whose owner asked for its deletion continues only by taking that back. */
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
    return { id: account.id, nickname: account.nickname, label: label(account) };
  }

  async function keepAccount(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    if ((await signedInTo(open)) === undefined) throw new Problem('start_again', fact('oidc.log_in_again'));
    return kit.keepAccount(ctx, open);
  }

  /** From another page of this login, with the values typed there. */
  async function turnTo(ctx: Context, form: Form, show: typeof showPassword | typeof showSms) {
    const open = await kit.open(ctx, 'login');
    return show(ctx, open, { form: carriedIn(form, open.terms) });
  }

  async function byPassword(ctx: Context, form: Form) {
    if (isTurn(form)) return turnTo(ctx, form, showPassword);
    const isWhole = form.as === undefined && (form.username ?? '').trim() !== '' && (form.password ?? '') !== '';
    const lookedUp = isWhole
      ? accounts.lookUp(form.username ?? '', ctx.state.address, kit.knownDevice(ctx), (reader) =>
          kit.expectOpen(ctx, reader),
        )
      : undefined;
    const open = await kit.open(ctx, 'login');
    const known = await remembered.named(ctx, open, form.as);
    const { password = '' } = form;
    const username = known?.username ?? form.username ?? '';
    const problems: Problems = {};
    if (username.trim() === '') problems.username = fact('oidc.identifier_missing');
    if (password === '') problems.password = fact('oidc.password_missing');
    // A test citizen has nothing to agree to, and a remembered account has agreed.
    const mustAgree = !open.client.sandbox && known === undefined;
    const agree: Problems = mustAgree && form.agree !== '1' ? { agree: pleaseAgree } : {};
    if (Object.keys(problems).length > 0)
      return showPassword(ctx, open, { form, problems: { ...problems, ...agree }, known });

    const result = await accounts.authenticate({
      ...kit.occasion(ctx, open.application),
      username,
      password,
      knownDevice: kit.knownDevice(ctx),
      binding: open.uid,
      worked: workedIn(form),
      lookedUp,
      whenRight: (account, reader) => kit.expect(open, account, reader),
    });
    if ('account' in result) {
      const { account, hasSignedIn } = result;
      const proof = { method: 'password' as const, bySms: false, mustAgree, hasSignedIn };
      try {
        return await kit.finish(ctx, open, account, { ...proof, ...promised(form) });
      } catch (error) {
        if (isUnavailable(error)) accounts.uncount(username, ctx.state.address);
        throw error;
      }
    }
    if (!('problem' in result))
      return showPassword(ctx, open, { form, known, problems: { password: onceMore, ...agree } }, result.work);
    if (result.retryAfter !== undefined) ctx.set('Retry-After', String(result.retryAfter));
    return showPassword(ctx, open, { form, known, problems: { password: result.problem, ...agree } }, result.work);
  }

  async function bySms(ctx: Context, form: Form) {
    if (isTurn(form)) return turnTo(ctx, form, showSms);
    const open = await kit.open(ctx, 'login');
    const known = await remembered.named(ctx, open, form.as);
    const { code = '' } = form;
    const phone = known?.account.phone ?? form.phone ?? '';
    const { address } = ctx.state;

    if (asksForCode(form)) {
      const asked = await requestCode(accounts, form, {
        ...{ purpose: 'login', phone, binding: open.uid, address },
        knownDevice: kit.knownDevice(ctx),
      });
      return 'problem' in asked
        ? showSms(ctx, open, { form, known, problems: { [known ? 'code' : 'phone']: asked.problem } })
        : showSms(ctx, open, { form, known }, asked);
    }
    const result = await accounts.authenticateBySms({
      ...kit.occasion(ctx, open.application),
      phone,
      code,
      binding: open.uid,
    });
    if ('account' in result)
      return kit.finish(ctx, open, result.account, {
        ...{ method: 'sms', bySms: true, mustAgree: known === undefined },
        ...promised(form),
      });
    if ('unregistered' in result) return register.continueWith(ctx, open, result.ticket, form);
    const problems: Problems = {
      [codeField(phone, code)]: result.problem,
      ...(form.agree !== '1' && known === undefined && { agree: pleaseAgree }),
    };
    const sent = result.resent ? { sent: { masked: maskMobile(phone), secondsLeft: 60 } } : {};
    return showSms(ctx, open, { form, known, problems }, sent);
  }

  /** All else was valid, only the agreement was not ticked. */
  async function agree(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    const { ticket = '' } = form;
    if (form.agree !== '1') return kit.showAgreement(ctx, open, ticket, { agree: pleaseAgree });
    const given = await accounts.agreementOf(ticket, open.uid);
    if (given === undefined) return showPassword(ctx, open, { problems: { form: fact('oidc.log_in_again') } });
    const { account, method, ...rest } = given;
    return kit.finish(ctx, open, account, { method, bySms: method === 'sms', agreed: agreedIn(form), ...rest });
  }

  /** 忘掉这个账号: on this device alone; the account is as it was. */
  async function forget(ctx: Context, { as = '' }: Form) {
    const { uid } = await kit.open(ctx, 'login');
    kit.forget(ctx, as);
    seeOther(ctx, `/interaction/${uid}`);
  }

  const routes: Route[] = [
    page('/interaction/:uid', may('take a step of a login that this browser began'), begin),
    // Reloading after a wrong password, or changing the display there.
    page('/interaction/:uid/login', may('take a step of a login that this browser began'), async (ctx) =>
      seeOther(ctx, `/interaction/${(await kit.open(ctx)).uid}?by=password`),
    ),
    form('/interaction/:uid/account', may('take a step of a login that this browser began'), keepAccount),
    form('/interaction/:uid/keep', may('take a step of a login that this browser began'), takeBack),
    form('/interaction/:uid/forget', may('take a step of a login that this browser began'), forget),
    form('/interaction/:uid/login', may('take a step of a login that this browser began'), byPassword),
    form('/interaction/:uid/agreement', may('take a step of a login that this browser began'), agree),
    // Reloaded: the proofs are gone with the form.
    page('/interaction/:uid/agreement', may('take a step of a login that this browser began'), async (ctx) =>
      seeOther(ctx, `/interaction/${(await kit.open(ctx)).uid}?by=password`),
    ),
    page('/interaction/:uid/sms', may('take a step of a login that this browser began'), async (ctx) => {
      const open = await kit.open(ctx, 'login');
      showSms(ctx, open, { known: await remembered.chosen(ctx, open) });
    }),
    form('/interaction/:uid/sms', may('take a step of a login that this browser began'), bySms),
  ];
  return {
    routes,
    /** The first page of a login on this device, with the problems of the form. */
    showAgain(ctx: Context, open: Open, problems: Problems): void {
      showPassword(ctx, open, { problems });
    },
  };
}

/** Ticked boxes stay ticked when the page comes again; an account that the device remembers stays remembered. */
const ticked = (form: Form, known: RememberedAccount | undefined) => ({
  ...('csrf' in form && { agreed: form.agree === '1' }),
  remember: 'csrf' in form ? form.remember === '1' : known !== undefined,
});

const promised = (form: Form) => ({
  remember: form.remember === '1',
  agreed: agreedIn(form),
  isAble: form.able === '1',
});
