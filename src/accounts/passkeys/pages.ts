import { notFound, type Problems } from '../../errors.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { describeDevice, isHandheld } from '../../http/requests/device.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { label } from '../account/account.ts';
import { acr } from '../levels.ts';
import { may } from '../policies.ts';
import type { Accounts } from '../service.ts';
import { answerOptions } from './answer-options.ts';
import { fact } from './facts.ts';
import { maxPasskeys, type Passkey } from './passkey.ts';
import type { Passkeys } from './service.ts';

type Needs = Pick<PageServices, 'pages' | 'browserOf'> & { accounts: Pick<Accounts, 'find'>; passkeys: Passkeys };

const path = '/account/security/passkeys';
const here = 'passkeys';

/** C10: the keys of one account: added on the device itself, named, removed. */
export function createPasskeyPages({ pages, browserOf, accounts, passkeys }: Needs): Route[] {
  /** A key is made for this account in this browser: a challenge opens nothing elsewhere. */
  const bindingOf = (ctx: Context) => `${personOf(ctx).accountId} ${browserOf(ctx)}`;
  const deviceOf = (ctx: Context) => describeDevice(ctx.get('user-agent'));

  async function show(ctx: Context, problems: Problems = {}) {
    const keys = await passkeys.list(personOf(ctx).accountId);
    const data = { keys, max: maxPasskeys, device: deviceOf(ctx), onPhone: isHandheld(ctx.get('user-agent')) };
    pages.show(ctx, 'passkeys/list', data, { here, problems });
  }

  async function begin(ctx: Context) {
    const account = await accounts.find(personOf(ctx).accountId);
    if (account === undefined) throw notFound(fact('passkeys.not_found'));
    const asked = { binding: bindingOf(ctx), address: ctx.state.address, label: label(account) };
    answerOptions(ctx, await passkeys.beginRegistration(account, asked));
  }

  async function add(ctx: Context, { credential = '' }: Form) {
    const { accountId, level = acr.password } = personOf(ctx);
    const added = await passkeys.register(accountId, {
      madeWith: level,
      ...{ answer: credential, binding: bindingOf(ctx), device: deviceOf(ctx) },
      ...{ address: ctx.state.address, requestId: ctx.state.requestId },
    });
    if ('problem' in added) return show(ctx, { form: added.problem });
    return seeOther(ctx, `${path}/${added.id}`);
  }

  async function keyIn(ctx: Context): Promise<Passkey> {
    const found = (await passkeys.list(personOf(ctx).accountId)).find(({ id }) => id === param(ctx, 'passkey'));
    if (found === undefined) throw notFound(fact('passkeys.not_found'));
    return found;
  }

  const showOne = (ctx: Context, key: Passkey, values: Form, problems: Problems = {}) =>
    pages.show(
      ctx,
      'passkeys/one',
      { key, values },
      { title: ctx.state.speech.say(fact('passkeys.one', { name: key.name })), here, problems },
    );

  async function rename(ctx: Context, given: Form) {
    const key = await keyIn(ctx);
    const refused = await passkeys.rename(personOf(ctx).accountId, key.id, given);
    if (refused !== undefined) return showOne(ctx, key, given, refused.problems);
    return seeOther(ctx, path);
  }

  async function remove(ctx: Context) {
    const key = await keyIn(ctx);
    const problem = await passkeys.remove(personOf(ctx).accountId, key.id);
    if (problem !== undefined) return showOne(ctx, key, { name: key.name }, { form: problem });
    return seeOther(ctx, path);
  }

  return [
    page(path, may('change how one signs in'), (ctx) => show(ctx)),
    form(path, may('change how one signs in'), add),
    form(`${path}/options`, may('change how one signs in'), begin),
    page(`${path}/:passkey`, may('change how one signs in'), async (ctx) => {
      const key = await keyIn(ctx);
      showOne(ctx, key, { name: key.name });
    }),
    form(`${path}/:passkey/name`, may('change how one signs in'), rename),
    form(`${path}/:passkey/remove`, may('change how one signs in'), remove),
  ];
}
