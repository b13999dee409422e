import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { type ClientView, presentClient } from '../applications/aksk/client-view.ts';
import type { Applications } from '../applications/service.ts';
import { refusalOf } from '../applications/validity/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Fact } from '../fact.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { allowFormTarget } from '../http/security-headers.ts';
import { applyUiLocales } from '../http/speech.ts';
import { explain, explainLeaving, loginIsOver } from './explanations.ts';
import { fact } from './facts.ts';
import type { StartAgain } from './tokens/start-again.ts';

type Needs = { pages: Pages; clock: Clock; applications: Pick<Applications, 'find'>; startAgain: StartAgain };

/** The library's pages, ours: errors with a number and a way on, leaving, having left. */
export function createScreens({ pages, clock, applications, startAgain }: Needs) {
  const clientOf = async (id: string | undefined) => {
    const application = id === undefined ? undefined : await applications.find(id);
    return application && presentClient(application);
  };
  /** An expired AK is renewed by members of its institution; other visitors of this page get no link. */
  const renewalOf = async (id: string | undefined) => {
    const application = id === undefined ? undefined : await applications.find(id);
    return application !== undefined && refusalOf(application, clock.now())?.code === 'expired'
      ? `/console/applications/${encodeURIComponent(application.clientId)}/renew`
      : undefined;
  };
  const contextOf = (ctx: KoaContextWithOIDC) => ctx as unknown as Context;

  function showError(
    ctx: Context,
    explained: Fact,
    action: { href: string; label: string },
    client: ClientView | undefined,
    status: number,
    renewal?: string,
  ) {
    const { heading: title, paragraphs } = ctx.state.speech.write(explained);
    const data = { number: ctx.state.requestId, title, paragraphs, action, client, renewal, at: clock.now() };
    pages.show(ctx, 'oidc/error', data, { title, layout: 'citizen', status });
  }

  async function startOver(ctx: Context): Promise<void> {
    const remains = await startAgain.remains(ctx.path);
    const client = await clientOf(remains?.clientId);
    const action =
      remains?.href === undefined
        ? homeOf(ctx, client)
        : { href: remains.href, label: ctx.state.speech.say(fact('oidc.to_sign_in_again')) };
    const isDone = remains !== undefined && remains.href === undefined;
    showError(ctx, loginIsOver(client?.name, isDone), action, client, 400);
  }

  /** Leaving did not go on: the platform is named as soon as the request named it, and the way out is a request of our own. */
  async function showNotLeft(ctx: KoaContextWithOIDC, why: Parameters<typeof explainLeaving>[0]): Promise<void> {
    const client = await clientOf(clientLeft(ctx)).catch(() => undefined);
    const href = client === undefined ? '/oidc/logout' : `/oidc/logout?client_id=${encodeURIComponent(client.id)}`;
    showError(
      contextOf(ctx),
      explainLeaving(why, client?.name),
      { href, label: contextOf(ctx).state.speech.say(fact('oidc.to_leave')) },
      client,
      Math.max(ctx.status, 400),
    );
  }

  return {
    async error(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> {
      applyUiLocales(contextOf(ctx), localesIn(ctx));
      if (error.name === 'SessionNotFound') return startOver(contextOf(ctx));
      const notLeft = whyNotLeft(ctx, out);
      if (notLeft !== undefined) return showNotLeft(ctx, notLeft);
      const asked = ctx.oidc.params?.client_id ?? ctx.query.client_id;
      const id = typeof asked === 'string' ? asked : undefined;
      const [client, renewal] = await Promise.all([clientOf(id), renewalOf(id)]).catch(() => []);
      const { status } = ctx;
      const action =
        status === 429
          ? { href: ctx.url, label: contextOf(ctx).state.speech.say(fact('oidc.to_try_again')) }
          : homeOf(contextOf(ctx), client);
      showError(contextOf(ctx), explain(out.error, client?.name), action, client, Math.max(status, 400), renewal);
    },

    /** For a page of a login that is over: the same request again, or where it came from. */
    startAgain: startOver,

    async logout(ctx: KoaContextWithOIDC, form: string): Promise<void> {
      applyUiLocales(contextOf(ctx), localesIn(ctx));
      const client = await clientOf(ctx.oidc.client?.clientId);
      const target = ctx.oidc.params?.post_logout_redirect_uri; // among the registered ones, or this page would not be shown
      allowFormTarget(contextOf(ctx), typeof target === 'string' ? target : undefined);
      pages.show(contextOf(ctx), 'oidc/logout', { form, client }, { layout: 'citizen' });
    },

    async loggedOut(ctx: KoaContextWithOIDC): Promise<void> {
      const client = await clientOf(ctx.oidc.client?.clientId);
      pages.show(contextOf(ctx), 'oidc/logged-out', { client }, { layout: 'citizen' });
    },
  };
}

function homeOf({ state }: Context, client: { name: string; home: string | undefined } | undefined) {
  const { say } = state.speech;
  return client?.home === undefined
    ? { href: '/', label: say(fact('oidc.to_home')) }
    : { href: client.home, label: say(fact('oidc.to_platform', { platform: client.name })) };
}

/** Also of a request that the library has not come to read. */
const localesIn = (ctx: KoaContextWithOIDC): unknown => ctx.oidc.params?.ui_locales ?? ctx.query.ui_locales;

/** The reason why a logout is refused; undefined for another request, or our own fault. */
function whyNotLeft({ oidc }: KoaContextWithOIDC, { error, error_description: words }: ErrorOut) {
  if (['server_error', 'temporarily_unavailable', 'rate_limited'].includes(error)) return undefined;
  if (oidc.route === 'end_session_confirm') return 'outdated';
  if (oidc.route !== 'end_session') return undefined;
  return words === 'post_logout_redirect_uri not registered' ? 'address' : 'request';
}

/** The application of a logout, or of its confirmation page. A hint need not be valid for that: it is only named. */
function clientLeft({ oidc }: KoaContextWithOIDC): string | undefined {
  const hint: { payload?: { aud?: unknown } } | undefined = Reflect.get(oidc.entities, 'IdTokenHint');
  const state: { clientId?: unknown } | undefined = Reflect.get(oidc.session ?? {}, 'state');
  const named =
    oidc.route === 'end_session_confirm'
      ? [state?.clientId]
      : [oidc.client?.clientId, hint?.payload?.aud, oidc.params?.client_id];
  return named.find((id) => typeof id === 'string');
}
