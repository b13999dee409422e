import type Provider from 'oidc-provider';
import type { Interaction, InteractionResults } from 'oidc-provider';
import { type Account, type LoginMethod, loginTime } from '../../accounts/account/account.ts';
import { fact as ofAccounts } from '../../accounts/facts.ts';
import { acr, reaches } from '../../accounts/levels.ts';
import type { Passkeys } from '../../accounts/passkeys/service.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Application } from '../../applications/aksk/application.ts';
import { type ClientView, presentClient } from '../../applications/aksk/client-view.ts';
import type { Applications } from '../../applications/service.ts';
import type { Handovers } from '../../citizens/family/handovers.ts';
import type { Family } from '../../citizens/family/service.ts';
import { after, type Clock } from '../../clock.ts';
import type { Database, Reader } from '../../database/open.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { PageOptions, Pages } from '../../http/pages/page.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { param, seeOther } from '../../http/route.ts';
import { allowFormTarget } from '../../http/security-headers.ts';
import { applyUiLocales } from '../../http/speech.ts';
import type { Views } from '../../http/views.ts';
import { admits, notAdmitted, whyChildStops } from '../admission.ts';
import { fact } from '../facts.ts';
import {
  askedPrompts,
  authenticationBy,
  confirmedElsewhere,
  type Factor,
  factorsIn,
  isAskedAgain,
  isScanned,
  leadsToScan,
} from '../rules.ts';
import type { Consents } from '../tokens/consents.ts';
import type { HeldWrites } from '../tokens/held-writes.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { Sessions } from '../tokens/sessions.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import type { OfLogin } from '../views.ts';
import type { Sent } from '../work.ts';
import type { Endings } from './endings.ts';
import type { DeviceCookie, LoginBrowser } from './login-browser.ts';
import { type FirstFactor, factorOf, firstFactor, firstFactorLife, type Proof, type Proved } from './proof.ts';
import { createLoginRecord } from './record-login.ts';

export type InteractionNeeds = {
  db: Database;
  clock: Clock;
  accounts: Accounts;
  passkeys: Passkeys;
  family: Pick<Family, 'ask' | 'askForTerms' | 'care'>;
  handovers: Pick<Handovers, 'ofAge' | 'dayToTell' | 'takeOver' | 'childTold'>;
  applications: Applications;
  pages: Pages;
  provider: () => Provider;
  sessions: Sessions;
  loginBrowser: LoginBrowser;
  device: DeviceCookie;
  heldWrites: Pick<HeldWrites, 'collect'>;
  store: Pick<TokenStore, 'plansLogins'>;
  /** Undefined where the library takes every step. */
  endings: () => Endings | undefined;
  consents: Pick<Consents, 'expectFor'>;
  rows: Pick<Rows, 'expect'>;
};

type LoginView =
  | 'oidc/agreement'
  | 'oidc/child'
  | 'oidc/child-stop'
  | 'oidc/choose'
  | 'oidc/closing'
  | 'oidc/consent'
  | 'oidc/factor'
  | 'oidc/handover'
  | 'oidc/login'
  | 'oidc/offer'
  | 'oidc/recover'
  | 'oidc/register'
  | 'oidc/scan'
  | 'oidc/sms'
  | 'oidc/soon'
  | 'oidc/terms'
  | 'oidc/terms-child';

type ChildStop = Views['oidc/child-stop']['why'];

/** One authorization request that waits for its citizen. */
export type Open = {
  uid: string;
  interaction: Interaction;
  application: Application;
  client: ClientView;
  /** The version of the terms that its pages show. */
  terms: number;
};

/** The common parts of login pages: loads the interaction, shows a page, and completes it. */
export function createInteraction(needs: InteractionNeeds) {
  const { clock, accounts, passkeys, family, handovers, applications, pages, provider, sessions } = needs;
  const { loginBrowser, device, endings, consents, rows } = needs;
  const record = createLoginRecord(needs);
  const occasion = (ctx: Context, application: Application) => ({
    address: ctx.state.address,
    device: describeDevice(ctx.get('user-agent')),
    clientId: application.clientId,
    requestId: ctx.state.requestId,
  });

  /** Shows a page of the login. Its forms may end in a redirect to the partner, so the CSP names that origin. */
  function show<Name extends LoginView>(
    ctx: Context,
    view: Name,
    { uid, interaction, application, client, terms }: Open,
    data: (given: OfLogin) => Views[Name],
    problems: Problems = {},
    more: Pick<PageOptions, 'refresh'> = {},
  ): void {
    const target = interaction.params.redirect_uri;
    allowFormTarget(ctx, typeof target === 'string' ? target : undefined);
    const isAgain = isAskedAgain(application, interaction.params);
    const isScan = leadsToScan(application, interaction.params);
    const given = {
      uid,
      client,
      values: {},
      terms,
      agreed: false,
      ...(isAgain && { isAgain }),
      ...(isScan && { isScan }),
    };
    pages.show(ctx, view, data(given), { layout: 'citizen', problems, ...more });
  }

  /** As the library's interactionResult, on the interaction that was read at the beginning of this request. */
  async function end(ctx: Context, interaction: Interaction, result: InteractionResults): Promise<void> {
    interaction.result = result;
    await interaction.persist();
    seeOther(ctx, interaction.returnTo);
  }

  /** A citizen who has given one factor and is asked for more. */
  async function whoProved({ interaction }: Open): Promise<Proved | undefined> {
    const first = interaction.result?.[firstFactor] as FirstFactor | undefined; // ours: the library leaves it as it is
    const isFresh = first !== undefined && after(new Date(first.at), firstFactorLife) > clock.now();
    const session = interaction.session;
    const goesOn = interaction.prompt.reasons.every((reason) => reason === 'missing_factor');
    const id = isFresh ? first.accountId : goesOn ? session?.accountId : undefined;
    const account = id === undefined ? undefined : await accounts.find(id);
    if (account === undefined || !accounts.isLive(account)) return undefined;
    if (isFresh && first.at < account.sessionsValidFrom.getTime()) return undefined; // the password was changed since
    if (isFresh) return { account, ...first };
    const { acr: madeWith, amr } = session ?? {};
    const [factors, byScan] = [factorsIn(amr), isScanned(amr)];
    return { account, mayAdd: false, factors, madeWith, byScan, remember: false, agreed: 0 };
  }

  /** C12: a child that reached 14 goes on with a phone and a password of its own, and with nothing before it. */
  type HandoverShown = Sent & {
    ticket: string;
    agreed: boolean;
    values?: OfLogin['values'];
    kept?: string | undefined;
  };
  function showHandover(ctx: Context, open: Open, given: HandoverShown, problems: Problems = {}) {
    show(ctx, 'oidc/handover', open, (shown) => ({ ...shown, ...given }), problems);
  }

  /** C12: a child that may not go on here and now. Without a session a ticket says who it is. */
  async function showStop(ctx: Context, open: Open, account: Account, why: ChildStop, ticket = '') {
    const { called } = await family.care(account.id);
    show(ctx, 'oidc/child-stop', open, (given) => ({ ...given, why, ticket, called, nickname: account.nickname }));
  }

  /** All else was valid: only the agreement is missing, and the password need not be typed again. */
  function showAgreement(ctx: Context, open: Open, ticket: string, problems: Problems = {}) {
    show(ctx, 'oidc/agreement', open, (shown) => ({ ...shown, ticket }), problems);
  }

  return {
    knownDevice: device.read,
    whoProved,
    /** Prefetches the rows that the end of the login will need. */
    expect: async ({ application }: Open, { id }: Pick<Account, 'id'>, reader: Reader): Promise<void> => {
      if (endings() !== undefined && application.firstParty !== true)
        await consents.expectFor(id, application.clientId, reader);
    },
    /** The interaction that `open` asks for next, read while other things are. */
    expectOpen: async (ctx: Context, reader: Reader): Promise<void> => {
      const key = keyOf(param(ctx, 'uid'));
      if (key !== undefined) await rows.expect('Interaction', key, reader);
    },
    occasion,
    show,
    showHandover,
    showAgreement,
    showStop,

    /** The interaction that the path names and that this browser began. Throws the library's SessionNotFound, or start_again, otherwise. */
    async open(ctx: Context, step?: 'login' | 'consent'): Promise<Open> {
      const interaction = await provider().interactionDetails(ctx.req, ctx.res);
      applyUiLocales(ctx, interaction.params.ui_locales);
      const { uid } = interaction;
      if (!loginBrowser.began(ctx, interaction)) throw new Problem('start_again', fact('oidc.same_browser'));
      const application = await applications.known(String(interaction.params.client_id));
      if (!ctx.path.startsWith(`/interaction/${uid}`) || application === undefined)
        throw new Problem('start_again', fact('oidc.back_to_platform'));
      ctx.state.ak = application.clientId;
      const { name } = interaction.prompt;
      if (step !== undefined && step !== (isAskedPrompt(name) ? 'login' : name))
        throw new Problem('start_again', fact('oidc.step_done'));
      return {
        uid,
        interaction,
        application,
        client: presentClient(application),
        terms: await accounts.terms.inForce(),
      };
    },

    /** The citizen has proved who it is: history, cookie of the known device, and on to the next step. */
    async finish(
      ctx: Context,
      open: Open,
      proven: Account,
      { method, bySms, isAble = false, mustAgree, proved, key: used, hasSignedIn, ...promised }: Proof,
    ): Promise<void> {
      const { interaction, application } = open;
      const account = await handovers.ofAge(proven);
      if (account.handoverAt !== undefined)
        return showHandover(ctx, open, { ticket: accounts.handoverTicket(account, open.uid), agreed: false });
      const stop = whyChildStops(application, account, clock.now());
      if (stop !== undefined) {
        await accounts.recordRefusal(account.id, account.id, { ...occasion(ctx, application), method });
        return showStop(ctx, open, account, stop, accounts.childTicket(account, open.uid));
      }
      if (!admits(application, account)) {
        return show(ctx, 'oidc/login', open, (given) => given, { form: notAdmitted(application, account) });
      }
      if (account.newPasswordSince !== undefined)
        return show(ctx, 'oidc/recover', open, (given) => ({ ...given, step: 'phone' }), {
          phone: newPasswordFirst,
        });
      // A child agrees to nothing: its guardian did (docs/adr/0115).
      if (mustAgree === true && promised.agreed === 0 && account.guardianId === undefined) {
        const given = { method: bySms ? ('sms' as const) : ('password' as const), remember: promised.remember, isAble };
        return showAgreement(ctx, open, accounts.agreementTicket(account, given, open.uid));
      }
      const now = factorOf(method, bySms, proved?.acr);
      const alone = proved ?? authenticationBy([now]);
      const isEnough = reaches(alone.acr, interaction.params.acr_values);
      const before = isEnough ? undefined : await whoProved(open);
      const isSame = before?.account.id === account.id;
      const factors = isSame ? [...new Set([...before.factors, now])] : [now];
      const key = used ?? (isSame ? before.key : undefined);
      const madeWith = key?.madeWith ?? (isSame ? before.madeWith : undefined);
      const byScan = method === 'scan' || (isSame && before.byScan);
      const remember = promised.remember || (isSame && before.remember);
      const agreed = Math.max(promised.agreed, isSame ? before.agreed : 0);
      const by = isEnough ? alone : together(factors, madeWith, method);
      if (!reaches(by.acr, interaction.params.acr_values)) {
        const mayAdd = !byScan;
        const at = clock.now().getTime();
        const given = { factors, madeWith, key, mayAdd, byScan };
        const first: FirstFactor = { accountId: account.id, ...given, at, remember, agreed };
        interaction.result = { ...answeredBefore(interaction), [firstFactor]: first };
        await interaction.persist();
        return seeOther(ctx, `/interaction/${open.uid}/factor`);
      }
      // Proved beside it once, the key is worth as much by itself from now on.
      if (key !== undefined && !byScan && by.acr === acr.passkey && key.madeWith !== acr.two)
        await passkeys.raise(account.id, key.id, acr.two);
      if (interaction.session?.uid !== undefined && interaction.session.accountId !== account.id) {
        // Another account was signed in here: that session ends before this one begins.
        await sessions.end(interaction.session.uid);
        delete interaction.session;
        await interaction.persist();
      }
      const here = { ...occasion(ctx, application), method, agreed };
      const isOwn = account.verifies === undefined && account.guardianId === undefined;
      const mayOffer = isAble && method !== 'registration' && !application.sandbox && isOwn;
      const offers = mayOffer && (await passkeys.mayOffer(account.id));
      const aside = offers ? 'offer' : (await handovers.dayToTell(account)) && 'soon';
      const at = clock.now();
      const login = { accountId: account.id, ts: loginTime(account, at), remember, ...by };
      const knownDevice = device.read(ctx);
      const answer = await record(ctx, interaction, {
        ...{ account, at, here, knownDevice, hasSignedIn, login, before: answeredBefore(interaction) },
        mayEnd: !aside,
      });
      device.set(ctx, accounts.deviceToken(account.id, knownDevice, remember));
      if (answer !== undefined) answer(ctx);
      else seeOther(ctx, aside ? `/interaction/${open.uid}/${aside}` : interaction.returnTo);
    },

    /** Who has just signed in here, and is on the way back to the partner. */
    async signedIn({ interaction }: Open): Promise<Account> {
      const id = interaction.result?.login?.accountId;
      const account = id === undefined ? undefined : await accounts.find(id);
      if (account === undefined) throw new Problem('start_again', fact('oidc.step_done'));
      return account;
    },
    goOn: (ctx: Context, { interaction }: Open): void => seeOther(ctx, interaction.returnTo),

    /** 忘掉这个账号 */
    forget: (ctx: Context, key: string) => device.set(ctx, accounts.forgottenOn(device.read(ctx), key)),

    /** The account that is signed in goes on; the library asks whatever else it has to. */
    keepAccount: (ctx: Context, { interaction }: Open): Promise<void> =>
      end(ctx, interaction, answeredBefore(interaction)),

    /** 不同意, 返回: back to the partner with access_denied. */
    abort: (ctx: Context, { interaction }: Open): Promise<void> =>
      end(ctx, interaction, {
        error: 'access_denied',
        error_description: 'the citizen did not sign in or did not consent',
      }),

    allowed: (ctx: Context, { interaction }: Open, grantId: string): Promise<void> =>
      end(ctx, interaction, { ...interaction.lastSubmission, consent: { grantId } }),
  };
}

function together(factors: readonly Factor[], madeWith: string | undefined, last: LoginMethod) {
  const by = authenticationBy(factors, madeWith);
  return { acr: by.acr, amr: last === 'scan' ? confirmedElsewhere(by.amr) : by.amr };
}

const newPasswordFirst = ofAccounts('accounts.new_password_first');

const isAskedPrompt = (name: string): boolean => askedPrompts.some((asked) => asked === name);

/** Choosing an account or registering is asked once in a login, however many pages follow. */
const answeredBefore = ({ lastSubmission, prompt }: Interaction): InteractionResults =>
  Object.fromEntries(
    [...Object.keys(lastSubmission ?? {}), prompt.name].filter(isAskedPrompt).map((name) => [name, { done: true }]),
  );

export type InteractionKit = ReturnType<typeof createInteraction>;
