import type { Accounts } from '../../accounts/service.ts';
import { anonymous } from '../../actor.ts';
import type { Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { asksForCode, requestCode, type Sent } from '../work.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = { accounts: Accounts; kit: InteractionKit };

/** C3: registration inside a login, by phone in two steps or by user name on one page. */
export function createRegisterPages({ accounts, kit }: Needs) {
  const show = (ctx: Context, open: Open, data: Partial<Views['oidc/register']>, problems: Problems = {}) =>
    kit.show(
      ctx,
      'oidc/register',
      open,
      (given) => ({ ...given, step: 'phone', way: 'phone', ...data }),
      '注册',
      problems,
    );

  const showPhone = (ctx: Context, open: Open, form: Form, problems: Problems, more: Sent = {}) =>
    show(ctx, open, { values: { phone: form.phone ?? '' }, ...more }, problems);

  function showDetails(ctx: Context, open: Open, form: Form, ticket: string, problems: Problems = {}) {
    const phone = accounts.ticketPhone(ticket, open.uid);
    const values = { username: form.username ?? '', nickname: form.nickname ?? '', over14: form.over14 ?? '' };
    const way = form.way === 'username' ? 'username' : 'phone';
    show(
      ctx,
      open,
      { step: 'details', way, ticket, phone: phone && maskMobile(phone), values, agreed: form.agree === '1' },
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
    const proved = await accounts.proveForRegistration({ phone, code, binding: open.uid, address });
    if ('ticket' in proved) return showDetails(ctx, open, { way: 'phone' }, proved.ticket);
    return showPhone(ctx, open, form, { [proved.registered ? 'phone' : 'code']: proved.problem });
  }

  async function takeDetails(ctx: Context, open: Open, form: Form): Promise<void> {
    const { way, username = '', password = '', nickname = '', ticket = '', over14 } = form;
    if (over14 === 'no') return show(ctx, open, { ...(way !== undefined && { way }), step: 'details', underage: true });
    const common = {
      password,
      nickname,
      over14: over14 === 'yes' ? true : undefined,
      agreed: form.agree === '1',
      address: ctx.state.address,
    };
    const result = await accounts.register(
      anonymous,
      way === 'username' ? { ...common, way, username } : { ...common, way: 'phone', ticket, binding: open.uid },
      ctx.state.requestId,
    );
    if ('account' in result) {
      const bySms = way !== 'username';
      return kit.finish(ctx, open, result.account, { method: 'registration', bySms, remember: false, agreed: true });
    }
    const { agreed, ticket: stale, ...problems } = result.problems;
    if (stale !== undefined) return showPhone(ctx, open, {}, { code: stale });
    return showDetails(ctx, open, form, ticket, { ...problems, ...(agreed !== undefined && { agree: agreed }) });
  }

  async function begin(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    const way = ctx.query.way === 'username' ? 'username' : 'phone';
    show(ctx, open, { way, step: way === 'username' ? 'details' : 'phone' });
  }

  async function take(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    if (form.way !== 'username' && form.step !== 'details') await takePhone(ctx, open, form);
    else await takeDetails(ctx, open, form);
  }

  const routes: Route[] = [
    page('/interaction/:uid/register', anyone, begin),
    form('/interaction/:uid/register', anyone, take),
  ];
  return {
    routes,
    /** A right code for a number without an account: the rest of its registration. */
    continueWith: (ctx: Context, open: Open, ticket: string) => showDetails(ctx, open, { way: 'phone' }, ticket),
  };
}

export type RegisterPages = ReturnType<typeof createRegisterPages>;
