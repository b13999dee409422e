import { label } from '../../accounts/account/account.ts';
import { answerOptions } from '../../accounts/passkeys/answer-options.ts';
import type { Passkeys } from '../../accounts/passkeys/service.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { describeDevice, isHandheld } from '../../http/requests/device.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { authenticationBy, isScanned, keyMadeWith } from '../rules.ts';
import type { FactorPages } from './factor-pages.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = {
  passkeys: Passkeys;
  kit: InteractionKit;
  factors: Pick<FactorPages, 'mayAdd'>;
  /** Shows the login page again with its problems. */
  showAgain: (ctx: Context, open: Open, problems: Problems) => Promise<void>;
};

/** 用通行密钥登录, and the offer of one after a login by other means. */
export function createPasskeyLogin({ passkeys, kit, factors, showAgain }: Needs): Route[] {
  /** As a second factor it must belong to the account of the first; at a login the device offers any account. */
  const ownerOf = async (ctx: Context, open: Open) =>
    /\/factor\//.test(ctx.path) ? (await kit.whoProved(open))?.account.id : undefined;

  async function begin(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    const accountId = await ownerOf(ctx, open);
    answerOptions(ctx, await passkeys.beginSignIn({ binding: open.uid, address: ctx.state.address, accountId }));
  }

  async function signIn(ctx: Context, { credential = '', remember }: Form) {
    const open = await kit.open(ctx, 'login');
    const result = await passkeys.signIn({
      ...kit.occasion(ctx, open.application),
      ...{ answer: credential, binding: open.uid, accountId: await ownerOf(ctx, open) },
    });
    if ('problem' in result) return showAgain(ctx, open, { form: result.problem });
    const promised = { remember: remember === '1', agreed: 0 };
    const { account, key } = result;
    const proved = authenticationBy(['passkey'], key.madeWith);
    return kit.finish(ctx, open, account, { method: 'passkey', bySms: false, key, proved, ...promised });
  }

  /** The account that may add a passkey here: one that authenticated in this very login, not one of a session left open. */
  async function owner(open: Open) {
    const { login } = open.interaction.result ?? {};
    // A scan may have been confirmed under social engineering: it leaves nothing behind that lasts.
    const isOwn = !isScanned(login?.amr) && login?.amr?.some((method) => method === 'pwd' || method === 'sms');
    if (isOwn) return { account: await kit.signedIn(open), isDone: true, proved: login?.acr };
    const proved = await kit.whoProved(open);
    // Who is asked for more makes one where the next page says so, and not before the other factors were given.
    if (login !== undefined || proved === undefined || !(await factors.mayAdd(open, proved)))
      throw new Problem('start_again', fact('oidc.step_done'));
    return { account: proved.account, isDone: false, proved: authenticationBy(proved.factors, proved.madeWith).acr };
  }

  const bindingFor = (open: Open) => `${open.uid} new`;

  async function beginNew(ctx: Context) {
    const open = await kit.open(ctx);
    const { account } = await owner(open);
    const asked = { binding: bindingFor(open), address: ctx.state.address, label: label(account) };
    answerOptions(ctx, await passkeys.beginRegistration(account, asked));
  }

  async function addNew(ctx: Context, { credential = '' }: Form) {
    const open = await kit.open(ctx);
    const { account, isDone, proved } = await owner(open);
    const added = await passkeys.register(account.id, {
      madeWith: keyMadeWith(account, proved),
      ...{ answer: credential, binding: bindingFor(open), device: describeDevice(ctx.get('user-agent')) },
      ...{ address: ctx.state.address, requestId: ctx.state.requestId },
    });
    if (!isDone) {
      return 'problem' in added
        ? showAgain(ctx, open, { form: added.problem })
        : seeOther(ctx, `/interaction/${open.uid}/factor`);
    }
    return 'problem' in added ? showOffer(ctx, open, { form: added.problem }) : kit.goOn(ctx, open);
  }

  async function showOffer(ctx: Context, open: Open, problems: Problems = {}) {
    const user = { label: label(await kit.signedIn(open)) };
    const onPhone = isHandheld(ctx.get('user-agent'));
    kit.show(ctx, 'oidc/offer', open, (given) => ({ ...given, user, onPhone }), problems);
  }

  async function decline(ctx: Context, { answer }: Form) {
    const open = await kit.open(ctx);
    await passkeys.silenceOffer((await kit.signedIn(open)).id, answer === 'never');
    kit.goOn(ctx, open);
  }

  return [
    form('/interaction/:uid/passkey/options', may('take a step of a login that this browser began'), begin),
    form('/interaction/:uid/passkey', may('take a step of a login that this browser began'), signIn),
    form('/interaction/:uid/factor/passkey/options', may('take a step of a login that this browser began'), begin),
    form('/interaction/:uid/factor/passkey', may('take a step of a login that this browser began'), signIn),
    form('/interaction/:uid/new-passkey/options', may('take a step of a login that this browser began'), beginNew),
    form('/interaction/:uid/new-passkey', may('take a step of a login that this browser began'), addNew),
    page('/interaction/:uid/offer', may('take a step of a login that this browser began'), async (ctx) =>
      showOffer(ctx, await kit.open(ctx)),
    ),
    form('/interaction/:uid/offer', may('take a step of a login that this browser began'), decline),
  ];
}
