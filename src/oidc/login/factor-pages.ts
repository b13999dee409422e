import { label } from '../../accounts/account/account.ts';
import type { Passkeys } from '../../accounts/passkeys/service.ts';
import type { Accounts } from '../../accounts/service.ts';
import { workedIn } from '../../accounts/work.ts';
import { Problem, type Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { authenticationBy, keyMadeWith, waysToRaise } from '../rules.ts';
import { asksForCode, requestCode, type Sent } from '../work.ts';
import type { InteractionKit, Open } from './interaction.ts';
import type { Proved } from './proof.ts';

type Needs = { accounts: Accounts; passkeys: Passkeys; kit: InteractionKit };

/** Step-up (acr_values): asks only for the missing factor. */
export function createFactorPages({ accounts, passkeys, kit }: Needs) {
  async function waysOf({ interaction }: Open, { account, factors, madeWith, mayAdd }: Proved) {
    const [has, keys] = await Promise.all([accounts.fallbackMethods(account.id), passkeys.list(account.id)]);
    const newKey = mayAdd ? keyMadeWith(account, authenticationBy(factors, madeWith).acr) : undefined;
    const means = { ...has, keys: keys.map((key) => key.madeWith) };
    return {
      ...waysToRaise(interaction.params.acr_values, { factors, madeWith, newKey }, means),
      /** Without a phone two factors are impossible. */
      needsPhone: !has.sms && account.testOf === undefined,
    };
  }

  async function begun(ctx: Context): Promise<{ open: Open; proved: Proved }> {
    const open = await kit.open(ctx, 'login');
    const proved = await kit.whoProved(open);
    if (proved === undefined) throw new Problem('start_again', fact('oidc.log_in_again'));
    return { open, proved };
  }

  async function show(ctx: Context, open: Open, proved: Proved, problems: Problems = {}, more: Sent = {}) {
    const { account } = proved;
    const ways = await waysOf(open, proved);
    const data = {
      user: { label: label(account) },
      phone: account.phone && maskMobile(account.phone),
      ways,
      ...more,
    };
    kit.show(ctx, 'oidc/factor', open, (given) => ({ ...given, ...data }), problems);
  }

  async function take(ctx: Context, given: Form) {
    const { open, proved } = await begun(ctx);
    const { account } = proved;
    const ways = await waysOf(open, proved);
    const common = { ...kit.occasion(ctx, open.application), binding: open.uid };
    const promised = { remember: false, agreed: 0 };
    if (ways.code && account.phone !== undefined && (asksForCode(given) || 'code' in given)) {
      const { phone } = account;
      if (asksForCode(given)) {
        const asked = { purpose: 'login' as const, phone, binding: open.uid, address: ctx.state.address };
        const sent = await requestCode(accounts, given, { ...asked, knownDevice: kit.knownDevice(ctx) });
        return 'problem' in sent ? show(ctx, open, proved, { code: sent.problem }) : show(ctx, open, proved, {}, sent);
      }
      const result = await accounts.authenticateBySms({ ...common, phone, code: given.code ?? '' });
      if ('account' in result && result.account.id === account.id)
        return kit.finish(ctx, open, account, { method: 'sms', bySms: true, ...promised });
      const problem = 'problem' in result ? result.problem : fact('oidc.log_in_again');
      return show(ctx, open, proved, { code: problem });
    }
    if (!ways.password) return show(ctx, open, proved);
    const { password = '' } = given;
    if (password === '') return show(ctx, open, proved, { password: fact('oidc.password_missing') });
    const result = await accounts.authenticate({
      ...common,
      ...{ username: account.username ?? account.phone ?? '', password, worked: workedIn(given) },
      knownDevice: kit.knownDevice(ctx),
    });
    if ('account' in result && result.account.id === account.id)
      return kit.finish(ctx, open, account, { method: 'password', bySms: false, ...promised });
    const problem = 'problem' in result ? result.problem : fact('oidc.password_once_more');
    return show(ctx, open, proved, { password: problem }, 'work' in result && result.work ? { work: result.work } : {});
  }

  const routes: Route[] = [
    page('/interaction/:uid/factor', may('take a step of a login that this browser began'), async (ctx) => {
      const { open, proved } = await begun(ctx);
      await show(ctx, open, proved);
    }),
    form('/interaction/:uid/factor', may('take a step of a login that this browser began'), take),
  ];
  return {
    routes,
    mayAdd: async (open: Open, proved: Proved): Promise<boolean> => (await waysOf(open, proved)).add,

    /** A citizen who is signed in and lacks a factor need not repeat the first. */
    async leadTo(ctx: Context, open: Open): Promise<boolean> {
      const proved = await kit.whoProved(open);
      if (proved === undefined || proved.factors.length === 0) return false;
      const { password, code, passkey } = await waysOf(open, proved);
      if (!password && !code && !passkey) return false;
      seeOther(ctx, `/interaction/${open.uid}/factor`);
      return true;
    },
    /** Shows the page again; false before the first factor. */
    async showAgain(ctx: Context, open: Open, problems: Problems): Promise<boolean> {
      const proved = await kit.whoProved(open);
      if (proved === undefined) return false;
      await show(ctx, open, proved, problems);
      return true;
    },
  };
}

export type FactorPages = ReturnType<typeof createFactorPages>;
