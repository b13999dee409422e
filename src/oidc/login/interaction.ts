import type Provider from 'oidc-provider';
import type { Interaction, InteractionResults } from 'oidc-provider';
import type { Account, LoginMethod } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Application } from '../../applications/aksk/application.ts';
import type { Applications } from '../../applications/service.ts';
import type { Database } from '../../database/open.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { seeOther } from '../../http/route.ts';
import { allowFormTarget } from '../../http/security-headers.ts';
import type { Views } from '../../http/views.ts';
import { admits, notAdmitted } from '../admission.ts';
import { type ClientView, presentClient } from '../client-view.ts';
import { fact } from '../facts.ts';
import { acr, askedPrompts } from '../rules.ts';
import type { Sessions } from '../tokens/sessions.ts';
import type { OfLogin } from '../views.ts';
import type { DeviceCookie } from './device-cookie.ts';
import type { LoginBrowser } from './login-browser.ts';

export type InteractionNeeds = {
  db: Database;
  accounts: Accounts;
  applications: Applications;
  pages: Pages;
  provider: () => Provider;
  sessions: Sessions;
  loginBrowser: LoginBrowser;
  device: DeviceCookie;
};

type LoginView =
  | 'oidc/choose'
  | 'oidc/closing'
  | 'oidc/login'
  | 'oidc/sms'
  | 'oidc/register'
  | 'oidc/recover'
  | 'oidc/consent';

/** One authorization request that waits for its citizen. */
export type Open = { uid: string; interaction: Interaction; application: Application; client: ClientView };

export type Proof = { method: LoginMethod; bySms: boolean; remember: boolean; agreed: boolean };

/** What the pages of a login have in common: whose request it is, how a page is shown, and how it ends. */
export function createInteraction(needs: InteractionNeeds) {
  const { db, accounts, applications, pages, provider, sessions, loginBrowser, device } = needs;
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
    { uid, interaction, client }: Open,
    data: (given: OfLogin) => Views[Name],
    title: string,
    problems: Problems = {},
  ): void {
    const target = interaction.params.redirect_uri;
    allowFormTarget(ctx, typeof target === 'string' ? target : undefined);
    const given = { uid, client, values: {}, agreed: device.read(ctx) !== undefined };
    pages.show(ctx, view, data(given), { title, layout: 'citizen', problems });
  }

  /** As the library's interactionResult, on the interaction that was read at the beginning of this request. */
  async function end(ctx: Context, interaction: Interaction, result: InteractionResults): Promise<void> {
    interaction.result = result;
    await interaction.persist();
    seeOther(ctx, interaction.returnTo);
  }

  return {
    knownDevice: device.read,
    occasion,
    show,

    /** The interaction that the path names and that this browser began. Throws the library's SessionNotFound, or start_again, otherwise. */
    async open(ctx: Context, step?: 'login' | 'consent'): Promise<Open> {
      const interaction = await provider().interactionDetails(ctx.req, ctx.res);
      const { uid } = interaction;
      if (!loginBrowser.began(ctx, interaction)) throw new Problem('start_again', fact('oidc.same_browser'));
      const application = await applications.known(String(interaction.params.client_id));
      if (!ctx.path.startsWith(`/interaction/${uid}`) || application === undefined)
        throw new Problem('start_again', fact('oidc.back_to_platform'));
      const { name } = interaction.prompt;
      if (step !== undefined && step !== (isAskedPrompt(name) ? 'login' : name))
        throw new Problem('start_again', fact('oidc.step_done'));
      return { uid, interaction, application, client: presentClient(application) };
    },

    /** The citizen has proved who it is: history, cookie of the known device, and on to the next step. */
    async finish(
      ctx: Context,
      open: Open,
      account: Account,
      { method, bySms, remember, agreed }: Proof,
    ): Promise<void> {
      const { interaction, application } = open;
      if (!admits(application, account))
        return show(ctx, 'oidc/login', open, (given) => given, '登录', { form: notAdmitted(application, account) });
      if (interaction.session?.uid !== undefined && interaction.session.accountId !== account.id) {
        // Somebody else was signed in here: that session ends before this one begins.
        await sessions.end(interaction.session.uid);
        delete interaction.session;
        await interaction.persist();
      }
      const ts = await db.transaction((trx) =>
        accounts.recordLogin(trx, account, { ...occasion(ctx, application), method, agreed }, ctx.state.requestId),
      );
      device.set(ctx, accounts.deviceToken(account.id, device.read(ctx)));
      const login = {
        accountId: account.id,
        ts,
        remember,
        acr: bySms ? acr.sms : acr.password,
        amr: bySms ? ['sms'] : ['pwd'],
      };
      await end(ctx, interaction, { ...answeredBefore(interaction), login });
    },

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

const isAskedPrompt = (name: string): boolean => askedPrompts.some((asked) => asked === name);

/** Choosing an account or registering is asked once in a login, however many pages follow. */
const answeredBefore = ({ lastSubmission, prompt }: Interaction): InteractionResults =>
  Object.fromEntries(
    [...Object.keys(lastSubmission ?? {}), prompt.name].filter(isAskedPrompt).map((name) => [name, { done: true }]),
  );

export type InteractionKit = ReturnType<typeof createInteraction>;
