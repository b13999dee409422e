import type Provider from 'oidc-provider';
import { type Account, label } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import { type CitizenScope, citizenScopes, consentLines, isCitizenScope } from '../../applications/aksk/scopes.ts';
import { Problem } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { makeGrant } from '../account.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { isGiven } from '../rules.ts';
import type { Consents } from '../tokens/consents.ts';
import { requestAgain } from '../tokens/start-again.ts';
import type { ChildPages } from './child-pages.ts';
import type { Endings } from './endings.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = {
  accounts: Accounts;
  consents: Consents;
  kit: InteractionKit;
  provider: () => Provider;
  children: Pick<ChildPages, 'welcome'>;
  /** Undefined where the library takes every step. */
  endings: () => Endings | undefined;
};

/** C4: the claims that an application requests, decided item by item. */
export function createConsentPages({ accounts, consents, kit, provider, children, endings }: Needs): Route[] {
  /** Who decides, and about which scopes: all when the partner asks for consent again, else only the new ones. */
  async function question({ interaction, application }: Open) {
    const accountId = interaction.session?.accountId;
    const account = accountId === undefined ? undefined : await accounts.find(accountId);
    if (account === undefined) throw new Problem('start_again', fact('oidc.log_in_again'));
    const asked = new Set(String(interaction.params.scope ?? '').split(' '));
    const requested = Object.keys(citizenScopes).filter(
      (name) => isCitizenScope(name) && asked.has(name),
    ) as CitizenScope[];
    const before = await consents.find(account.id, application.clientId);
    const decided = interaction.prompt.reasons.includes('consent_prompt')
      ? []
      : [...(before?.granted ?? []), ...(before?.refused ?? [])];
    const open = requested.filter((name) => !decided.includes(name));
    return { account, scopes: open, onlyNew: open.length < requested.length, isFirst: before === undefined };
  }

  async function ask(ctx: Context) {
    const open = await kit.open(ctx, 'consent');
    const { account, scopes, onlyNew } = await question(open);
    if (account.guardianId !== undefined) return children.welcome(ctx, open, account, scopes);
    const lines = consentLines(scopes, (name) => valueFor(name, account, ctx.state.speech));
    const data = { user: { label: label(account) }, scopes: lines, onlyNew, picture: accounts.avatarPath(account) };
    kit.show(ctx, 'oidc/consent', open, (given) => ({ ...given, ...data }));
  }

  async function give(ctx: Context, form: Form) {
    const open = await kit.open(ctx, 'consent');
    const [{ account, scopes, isFirst }, goOn] = await Promise.all([
      question(open),
      endings()?.afterConsent(ctx, open.interaction),
    ]);
    const { clientId } = open.application;
    const { requestId } = ctx.state;
    const isGranted = (name: CitizenScope) => isGiven(name, account, (ticked) => form[`scope_${ticked}`] === '1');
    const granted = scopes.filter(isGranted);
    const refused = scopes.filter((name) => !isGranted(name));
    const given = { accountId: account.id, clientId, granted, refused, requestId };
    const ending = isFirst ? goOn?.(given) : undefined;
    if (ending !== undefined && (await consents.giveFirst(given, ending.write))) return ending.answer(ctx);
    await consents.give(given);
    const standing = await consents.find(account.id, clientId);
    if (standing === undefined) throw new Problem('start_again', fact('oidc.grant_withdrawn'));
    const { jti } = await makeGrant(provider(), account.id, clientId, standing);
    await kit.allowed(ctx, open, jti);
  }

  /** 换账号: the same request, with the login page first. */
  async function changeAccount(ctx: Context) {
    const { interaction } = await kit.open(ctx);
    seeOther(ctx, requestAgain(interaction.params, 'login'));
  }

  const abort = async (ctx: Context) => kit.abort(ctx, await kit.open(ctx));

  return [
    page('/interaction/:uid/consent', may('take a step of a login that this browser began'), ask),
    form('/interaction/:uid/consent', may('take a step of a login that this browser began'), give),
    page('/interaction/:uid/switch', may('take a step of a login that this browser began'), changeAccount),
    page('/interaction/:uid/abort', may('take a step of a login that this browser began'), abort),
    form('/interaction/:uid/abort', may('take a step of a login that this browser began'), abort),
  ];
}

/** The very value where we may show it, else a description. */
function valueFor(name: CitizenScope, account: Account, { say }: Speech): string | undefined {
  if (name === 'profile') return account.nickname;
  if (name === 'phone') return account.phone === undefined ? say(fact('oidc.no_phone')) : maskMobile(account.phone);
  if (name === 'realname')
    return say(
      account.realname ? fact('oidc.realname_seen', { masked: account.realname.masked }) : fact('oidc.no_realname'),
    );
  if (name === 'age_range' && account.birthYear === undefined) return say(fact('oidc.no_age'));
  return undefined;
}
