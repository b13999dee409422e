import Router from '@koa/router';
import { Problem } from '../errors.ts';
import { anyone } from '../http/access.ts';
import type { Context, Middleware, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Views } from '../http/views.ts';
import { addConsentPages } from './consent-pages.ts';
import type { Consents } from './consents.ts';
import { createInteraction, type InteractionNeeds, type Open } from './interaction.ts';
import { addLoginPages } from './login-pages.ts';
import { createRecoverPages } from './recover-pages.ts';
import { createRegisterPages } from './register-pages.ts';
import type { createScreens } from './screens.ts';

type Needs = InteractionNeeds & {
  formTokens: FormTokens;
  consents: Consents;
  screens: ReturnType<typeof createScreens>;
};

/** The pages between an authorization request and its answer. */
export function createInteractions(needs: Needs): Router<State> {
  const { accounts, formTokens, consents, screens, provider } = needs;
  const kit = createInteraction(needs);
  const router = new Router<State>({ prefix: '/interaction' });
  router.use(neverADeadEnd(screens));

  const register = createRegisterPages({ accounts, formTokens, kit });
  addLoginPages(router, { accounts, formTokens, kit, register });
  register.addTo(router);
  const recover = createRecoverPages<Open>({
    accounts,
    formTokens,
    knownDevice: kit.knownDevice,
    place: (ctx) => kit.open(ctx, 'login'),
    binding: (_ctx, open) => open.uid,
    show: (ctx, open, data, problems) =>
      kit.show(ctx, 'oidc/recover', open, ({ uid, client }) => ({ uid, client, ...data }), '找回密码', problems),
    done: (ctx, open, account) =>
      kit.finish(ctx, open, account, { method: 'recovery', bySms: true, remember: false, agreed: false }),
    unregistered: (ctx, open, ticket) => register.continueWith(ctx, open, ticket),
  });
  router.get('/:uid/recover', anyone, recover.get);
  router.post('/:uid/recover', anyone, recover.post);
  addConsentPages(router, { accounts, consents, formTokens, kit, provider });
  return router;
}

/** The same recovery outside a login, for whoever sees a strange entry in the login history: it ends at the account centre. */
export function createAccountRecovery({
  accounts,
  formTokens,
  pages,
  device,
}: Pick<Needs, 'accounts' | 'formTokens' | 'pages' | 'device'>): Router<State> {
  const router = new Router<State>();
  const show = (ctx: Context, data: Views['oidc/recover'], problems: Record<string, string>) =>
    pages.show(ctx, 'oidc/recover', data, { title: '找回密码', layout: 'citizen', problems });
  const recover = createRecoverPages<undefined>({
    accounts,
    formTokens,
    knownDevice: device.read,
    place: async () => undefined,
    binding: (ctx) => formTokens.issue(ctx),
    show: (ctx, _place, data, problems) => show(ctx, data, problems),
    done: async (ctx) => {
      ctx.status = 303;
      ctx.redirect('/account');
    },
    unregistered: (ctx) =>
      show(ctx, { step: 'phone', values: {} }, { phone: '这个手机号还没有注册，请登录时选择“注册”' }),
  });
  router.get('/account/recover', anyone, recover.get);
  router.post('/account/recover', anyone, recover.post);
  return router;
}

/** An old page, a second tab, another browser, cleared cookies: a page that says so (400) with one button that starts again. */
const neverADeadEnd =
  (screens: ReturnType<typeof createScreens>): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const isOver = error instanceof Error && error.name === 'SessionNotFound';
      const mustStartAgain =
        error instanceof Problem && (error.code === 'start_again' || error.code === 'form_expired');
      if (!isOver && !mustStartAgain) throw error;
      await screens.startAgain(ctx);
    }
  };
