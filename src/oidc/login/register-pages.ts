import { phoneOf } from '../../accounts/identifier.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Work } from '../../accounts/work.ts';
import { workedIn } from '../../accounts/work.ts';
import { anonymous } from '../../actor.ts';
import type { Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { may } from '../policies.ts';
import { asksForCode, requestCode, type Sent } from '../work.ts';
import { agreedIn } from './agreed-in.ts';
import { carriedIn, isTurn, shownIn } from './carried.ts';
import { codeField } from './code-field.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = { accounts: Accounts; kit: InteractionKit };

/** C3: registration inside a login, on one page, by phone or by user name. A phone verified elsewhere comes as a ticket. */
export function createRegisterPages({ accounts, kit }: Needs) {
  const show = (ctx: Context, open: Open, data: Partial<Views['oidc/register']>, problems: Problems = {}) =>
    kit.show(ctx, 'oidc/register', open, (given) => ({ ...given, step: 'phone', way: 'phone', ...data }), problems);

  const showPhone = (ctx: Context, open: Open, form: Form, problems: Problems, more: Sent = {}) => {
    const { values, ...aside } = shownIn(form, 'phone');
    const data = { values: { ...values, over14: form.over14 ?? '' }, ...aside };
    show(ctx, open, { ...data, agreed: form.agree === '1', kept: keptIn(open, form, problems), ...more }, problems);
  };

  const keptIn = ({ uid }: Open, form: Form, problems: Problems) =>
    accounts.keptPassword(accounts.typedPassword(form, uid), problems.password, uid);

  async function showDetails(
    ctx: Context,
    open: Open,
    form: Form,
    ticket: string,
    problems: Problems = {},
    left?: Work,
  ) {
    const phone = accounts.ticketPhone(ticket, open.uid);
    const shown = shownIn(form, 'username');
    const values = { ...shown.values, nickname: form.nickname ?? '', over14: form.over14 ?? '' };
    const way = form.way === 'username' ? 'username' : 'phone';
    const work = way === 'username' ? (left ?? (await accounts.registrationWork(open.uid, workedIn(form)))) : undefined;
    show(
      ctx,
      open,
      {
        ...shown,
        ...{ step: 'details', way, ticket, phone: phone && maskMobile(phone), values, agreed: form.agree === '1' },
        kept: keptIn(open, form, problems),
        ...(work && { work }),
      },
      problems,
    );
  }

  async function takePhone(ctx: Context, open: Open, form: Form): Promise<void> {
    const { phone = '', code = '' } = form;
    const { address } = ctx.state;
    if (asksForCode(form)) {
      const asked = await requestCode(accounts, form, {
        ...{ purpose: 'registration', phone, binding: open.uid, address },
        knownDevice: kit.knownDevice(ctx),
      });
      return 'problem' in asked
        ? showPhone(ctx, open, form, { phone: asked.problem })
        : showPhone(ctx, open, form, {}, asked);
    }
    if (form.over14 === 'no') return showUnderage(ctx, open, 'phone'); // and no code is used up
    const proved = await accounts.proveForRegistration({ phone, code, binding: open.uid, address });
    if ('ticket' in proved) return takeDetails(ctx, open, { ...form, way: 'phone', ticket: proved.ticket });
    // All that is wrong at once.
    const promises = accounts.registrationProblems(detailsIn(ctx, open, form), form.phone);
    showPhone(ctx, open, form, {
      [proved.registered ? 'phone' : codeField(phone, code)]: proved.problem,
      ...named(promises),
    });
  }

  const showUnderage = (ctx: Context, open: Open, way: string) =>
    show(ctx, open, { way, step: 'details', underage: true });

  const detailsIn = (ctx: Context, { uid }: Open, { nickname = '', over14, agree, terms, ...form }: Form) => ({
    password: accounts.typedPassword(form, uid),
    nickname,
    over14: over14 === 'yes' ? true : undefined,
    agreed: agreedIn({ agree, terms }),
    address: ctx.state.address,
  });

  async function takeDetails(ctx: Context, open: Open, form: Form): Promise<void> {
    const { way, username = '', ticket = '', over14 } = form;
    if (over14 === 'no') return showUnderage(ctx, open, way ?? 'phone');
    const common = detailsIn(ctx, open, form);
    const result = await accounts.register(
      anonymous,
      way === 'username'
        ? { ...common, way, username, binding: open.uid, worked: workedIn(form) }
        : { ...common, way: 'phone', ticket, binding: open.uid },
      ctx.state.requestId,
    );
    if ('account' in result) {
      const bySms = way !== 'username';
      return kit.finish(ctx, open, result.account, {
        method: 'registration',
        bySms,
        remember: false,
        agreed: agreedIn(form),
      });
    }
    if ('work' in result) return showDetails(ctx, open, form, ticket, {}, result.work);
    if (result.retryAfter !== undefined) ctx.set('Retry-After', String(result.retryAfter));
    const { ticket: stale, ...problems } = result.problems;
    if (stale !== undefined) return showPhone(ctx, open, form, { ...named(problems), code: stale });
    return showDetails(ctx, open, form, ticket, named(problems));
  }

  async function begin(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    const way = ctx.query.way === 'username' ? 'username' : 'phone';
    if (way === 'username') return showDetails(ctx, open, { way }, '');
    return show(ctx, open, { way, step: 'phone' });
  }

  async function take(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    if (isTurn(form)) {
      const carried = carriedIn(form, open.terms);
      // A number is no user name.
      const username = phoneOf(carried.username) === undefined ? carried.username : '';
      if (form.turn === 'username') return showDetails(ctx, open, { ...carried, username, way: 'username' }, '');
      return showPhone(ctx, open, carried, {});
    }
    if (form.way !== 'username' && form.step !== 'details') await takePhone(ctx, open, form);
    else await takeDetails(ctx, open, form);
  }

  const routes: Route[] = [
    page('/interaction/:uid/register', may('take a step of a login that this browser began'), begin),
    form('/interaction/:uid/register', may('take a step of a login that this browser began'), take),
  ];
  return {
    routes,
    /** A right code for a number without an account: the rest of its registration. A tick on the page before is not asked for twice. */
    continueWith: (ctx: Context, open: Open, ticket: string, { agree, terms }: Form = {}) =>
      showDetails(ctx, open, { way: 'phone', ...(agree === '1' && terms === String(open.terms) && { agree }) }, ticket),
  };
}

/** By the names of the form's fields. */
const named = ({ agreed, ...problems }: Problems): Problems => ({ ...problems, ...(agreed && { agree: agreed }) });

export type RegisterPages = ReturnType<typeof createRegisterPages>;
