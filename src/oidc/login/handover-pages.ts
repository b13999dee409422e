import type { Accounts } from '../../accounts/service.ts';
import type { Handovers } from '../../citizens/family/handovers.ts';
import type { Problems } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { asksForCode, requestCode } from '../work.ts';
import { agreedIn } from './agreed-in.ts';
import { codeField } from './code-field.ts';
import type { InteractionKit } from './interaction.ts';

type Needs = {
  accounts: Pick<Accounts, 'requestCode' | 'typedPassword' | 'keptPassword'>;
  handovers: Pick<Handovers, 'takeOver' | 'dayToTell' | 'childTold'>;
  kit: InteractionKit;
};

/** C12, at 14: the child takes its account over at its next login; in the 30 days before it is notified once. */
export function createHandoverLogin({ accounts, handovers, kit }: Needs): Route[] {
  async function takeOver(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'login');
    const { ticket = '', phone = '', code = '', agree } = form;
    const password = accounts.typedPassword(form, open.uid);
    const shownWith = (problems: Problems = {}) => ({
      ...{ ticket, values: { phone }, agreed: agree === '1' },
      kept: accounts.keptPassword(password, problems.password, open.uid),
    });
    if (asksForCode(form)) {
      const about = { purpose: 'phone-new' as const, phone, binding: open.uid, address: ctx.state.address };
      const sent = await requestCode(accounts, form, { ...about, knownDevice: kit.knownDevice(ctx) });
      return 'problem' in sent
        ? kit.showHandover(ctx, open, shownWith(), { phone: sent.problem })
        : kit.showHandover(ctx, open, { ...shownWith(), ...sent });
    }
    const own = { phone, code, password, agreed: agreedIn(form) };
    const asked = { ticket, binding: open.uid, ...own, requestId: ctx.state.requestId };
    const result = await handovers.takeOver(asked);
    if ('account' in result)
      return kit.finish(ctx, open, result.account, {
        method: 'password',
        bySms: false,
        remember: false,
        agreed: own.agreed,
      });
    const { ticket: over, ...problems } = result.problems;
    if (over !== undefined) return kit.show(ctx, 'oidc/login', open, (given) => given, { form: over });
    const { code: wrong, ...rest } = problems;
    return kit.showHandover(ctx, open, shownWith(rest), { ...rest, ...(wrong && { [codeField(phone, code)]: wrong }) });
  }

  /** Where there is nothing to say any more, on to the platform. */
  async function tellOfDay(ctx: Context) {
    const open = await kit.open(ctx);
    const account = await kit.signedIn(open);
    const due = await handovers.dayToTell(account);
    if (due === undefined) return kit.goOn(ctx, open);
    return kit.show(ctx, 'oidc/soon', open, (given) => ({ ...given, due }));
  }

  async function told(ctx: Context) {
    const open = await kit.open(ctx);
    await handovers.childTold((await kit.signedIn(open)).id);
    kit.goOn(ctx, open);
  }

  return [
    form('/interaction/:uid/handover', may('take a step of a login that this browser began'), takeOver),
    // Reloaded: the proof of the child is gone with the form, so it signs in once more.
    page('/interaction/:uid/handover', may('take a step of a login that this browser began'), async (ctx) =>
      seeOther(ctx, `/interaction/${(await kit.open(ctx)).uid}?by=password`),
    ),
    page('/interaction/:uid/soon', may('take a step of a login that this browser began'), tellOfDay),
    form('/interaction/:uid/soon', may('take a step of a login that this browser began'), told),
  ];
}
