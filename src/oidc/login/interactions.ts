import type { Deletions } from '../../citizens/privacy/deletions.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { type Route, seeOther } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { fact } from '../facts.ts';
import type { createScreens } from '../screens.ts';
import type { Consents } from '../tokens/consents.ts';
import { createChildPages } from './child-pages.ts';
import { createConsentPages } from './consent-pages.ts';
import { createFactorPages } from './factor-pages.ts';
import { createHandoverLogin } from './handover-pages.ts';
import { createInteraction, type InteractionNeeds, type Open } from './interaction.ts';
import { createLoginPages } from './login-pages.ts';
import { createPasskeyLogin } from './passkey-pages.ts';
import { createRecoverPages } from './recover-pages.ts';
import { createRegisterPages } from './register-pages.ts';
import { createRememberedAccounts } from './remembered.ts';
import { createScanPages } from './scan-pages.ts';
import { createTermsPage } from './terms-page.ts';

type Needs = InteractionNeeds & {
  consents: Consents;
  screens: ReturnType<typeof createScreens>;
  privacy: { deletions: Pick<Deletions, 'standing' | 'takeBack'> };
  publicUrl: URL;
};

/** The pages between an authorization request and its answer. */
export function createInteractions(needs: Needs): Route[] {
  const { accounts, passkeys, consents, screens, provider, publicUrl } = needs;
  const kit = createInteraction(needs);
  const register = createRegisterPages({ accounts, kit });
  const recover = createRecoverPages<Open>({
    path: '/interaction/:uid/recover',
    accounts,
    passkeys,
    knownDevice: kit.knownDevice,
    place: (ctx) => kit.open(ctx, 'login'),
    binding: (_ctx, open) => open.uid,
    show: (ctx, open, data, problems) =>
      kit.show(ctx, 'oidc/recover', open, ({ uid, client }) => ({ uid, client, ...data }), problems),
    // By e-mail it is as a login by the password that was just chosen: no phone was proved.
    done: (ctx, open, account, method) =>
      kit.finish(ctx, open, account, { method, bySms: method === 'recovery', remember: false, agreed: 0 }),
    unregistered: (ctx, open, ticket) => register.continueWith(ctx, open, ticket),
  });
  const factors = createFactorPages({ accounts, passkeys, kit });
  const remembered = createRememberedAccounts({ accounts, passkeys, kit });
  const changedTerms = createTermsPage({ accounts, family: needs.family, kit });
  const children = createChildPages({ accounts, family: needs.family, clock: needs.clock, kit });
  const login = createLoginPages({
    ...{ accounts, kit, register, factors, remembered, changedTerms, children },
    deletions: needs.privacy.deletions,
  });
  const byPasskey = createPasskeyLogin({
    factors,
    passkeys,
    kit,
    async showAgain(ctx, open, problems) {
      if (!(await factors.showAgain(ctx, open, problems))) login.showAgain(ctx, open, problems);
    },
  });
  const routes = [
    ...login.routes,
    ...byPasskey,
    ...factors.routes,
    ...changedTerms.routes,
    ...children.routes,
    ...register.routes,
    ...recover,
    ...createHandoverLogin({ accounts, handovers: needs.handovers, kit }),
    ...createScanPages({ accounts, kit, publicUrl }),
    ...createConsentPages({ accounts, consents, kit, provider, children, endings: needs.endings }),
  ];
  return routes.map((route) => ({ ...route, rescue: neverADeadEnd(screens) }));
}

type RecoveryNeeds = Pick<Needs, 'accounts' | 'passkeys' | 'pages' | 'device'> & {
  /** A text that stays the same in one browser and that no other has. */
  browserOf: (ctx: Context) => string;
};

/** Account recovery outside a login, for an owner who sees a suspicious entry in the login history: it ends at the account centre. */
export function createAccountRecovery({ accounts, passkeys, pages, device, browserOf }: RecoveryNeeds): Route[] {
  const show = (ctx: Context, data: Views['oidc/recover'], problems: Problems) =>
    pages.show(ctx, 'oidc/recover', data, { layout: 'citizen', problems });
  return createRecoverPages<undefined>({
    path: '/account/recover',
    accounts,
    passkeys,
    knownDevice: device.read,
    place: async () => undefined,
    binding: browserOf,
    show: (ctx, _place, data, problems) => show(ctx, data, problems),
    done: async (ctx) => seeOther(ctx, '/account'),
    unregistered: (ctx) => show(ctx, { step: 'phone', values: {} }, { phone: fact('oidc.phone_unknown') }),
  });
}

/** An old page, a second tab, another browser, cleared cookies: a page that says so (400) with one button that starts again. */
const neverADeadEnd =
  (screens: ReturnType<typeof createScreens>) =>
  async (ctx: Context, error: unknown): Promise<void> => {
    const isOver = error instanceof Error && error.name === 'SessionNotFound';
    const mustStartAgain = error instanceof Problem && (error.code === 'start_again' || error.code === 'form_expired');
    if (!isOver && !mustStartAgain) throw error;
    await screens.startAgain(ctx);
  };
