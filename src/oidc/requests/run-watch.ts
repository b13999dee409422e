import type { EventEmitter } from 'node:events';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import type { Keys } from '../../crypto/keys.ts';
import { newToken } from '../../crypto/secrets.ts';
import { wrongToken } from '../../crypto/wrong-token.ts';
import { isWrongCallback, type WrongAnswer } from '../../integration/verification/rounds/scenario.ts';
import {
  type Observed,
  type OfRun,
  runCodeForm,
  runCookie,
  type Watch,
} from '../../integration/verification/runs/watch.ts';
import type { Log } from '../../log.ts';
import { compared, type Refused } from './compared.ts';
import { traceOf } from './trace.ts';

type Needs = {
  provider: Provider;
  watch: Watch;
  accounts: Pick<Accounts, 'find'>;
  keys: Pick<Keys, 'jwks'>;
  log: Log;
};

/** An event before the provider adds its application. */
type Noticed<Each = Observed> = Each extends Observed ? Omit<Each, 'clientId' | 'of' | 'referrer'> : never;

const errorEvents = ['authorization.error', 'grant.error', 'end_session.error'] as const;
const unsaid = new Set(['client_secret', 'client_assertion']);

/**
 * R57: reports the events of a run to the room of verifications, and answers wrongly as it decides. A run is known by its test citizen, whose
 * account every endpoint has read anyway, and before a login by a cookie: other requests cost nothing here.
 */
export function watchRuns({ provider, watch, accounts, keys, log }: Needs): void {
  const refusals = new WeakMap<object, Refused>();
  const begun = new WeakSet<object>();
  const events: EventEmitter = provider;
  for (const name of errorEvents)
    events.on(name, (ctx: KoaContextWithOIDC, error: Refused) => {
      refusals.set(ctx, error);
    });
  provider.on('interaction.started', (ctx) => {
    begun.add(ctx);
  });

  async function runOf(ctx: KoaContextWithOIDC): Promise<OfRun | undefined> {
    const { account, session } = ctx.oidc;
    if (account !== undefined) return isOfRun(account) ? { accountId: account.accountId } : undefined;
    const cookie = runCodeOf(ctx);
    if (cookie !== undefined && session?.accountId === undefined) return { runCode: cookie };
    const accountId = session?.accountId ?? traceOf(ctx).accountId;
    const found = accountId === undefined ? undefined : await accounts.find(accountId);
    if (found?.verifies !== undefined) return { accountId: found.id };
    return cookie === undefined ? undefined : { runCode: cookie };
  }

  /** The event of this request, if it has one. */
  function toldOf(ctx: KoaContextWithOIDC): Noticed | undefined {
    const { oidc, status } = ctx;
    const refused = refusals.get(ctx);
    if (refused !== undefined) return toldOfRefusal(ctx, refused);
    const location = ctx.response.get('location');
    switch (oidc.route) {
      case 'authorization':
      case 'resume':
        if (begun.has(ctx)) return { kind: 'asked', request: { ...paramsOf(ctx), ...secretIn(ctx) } };
        if (!URL.parse(location)?.searchParams.has('code')) return undefined;
        return { kind: 'authorized', request: { ...paramsOf(ctx), ...secretIn(ctx) }, location };
      case 'token': {
        const code = oidc.params?.code;
        if (status !== 200 || typeof code !== 'string' || !isAnswer(ctx.body)) return undefined;
        return { kind: 'redeemed', code, request: paramsOf(ctx), answer: ctx.body, fromBrowser: isFromBrowser(ctx) };
      }
      case 'userinfo':
        if (status !== 200 || oidc.accessToken === undefined) return undefined;
        return { kind: 'used', token: oidc.accessToken.jti, answer: isAnswer(ctx.body) ? ctx.body : {} };
      case 'end_session':
        return oidc.client === undefined
          ? undefined
          : {
              kind: 'left',
              received: paramsOf(ctx).post_logout_redirect_uri,
              registered: oidc.client.postLogoutRedirectUris,
            };
      default:
        return undefined;
    }
  }

  provider.use(async (ctx, next) => {
    await next();
    if (!isOfLibrary(ctx)) return;
    const of = await runOf(ctx);
    const told = of && toldOf(ctx);
    const clientId = ctx.oidc.client?.clientId ?? traceOf(ctx).clientId ?? claimedClient(ctx);
    if (of === undefined || told === undefined || clientId === undefined) return;
    const wrong = await watch({ ...told, clientId, of, referrer: ctx.get('referer') }).catch((error: unknown) => {
      log.warn({ requestId: ctx.get('x-request-id'), err: error }, 'a step of a verification was not taken down');
      return undefined;
    });
    if (wrong !== undefined) await answerWrongly(ctx, wrong, keys);
  });
}

/** Makes the answer of this request the wrong one. */
export async function answerWrongly(
  ctx: KoaContextWithOIDC,
  wrong: WrongAnswer,
  keys: Pick<Keys, 'jwks'>,
): Promise<void> {
  if (wrong === 'lost') {
    // As if the connection had been cut: the code is consumed, and no answer arrives.
    ctx.respond = false;
    ctx.res.destroy();
  } else if (isWrongCallback(wrong)) {
    const location = new URL(ctx.response.get('location'));
    if (wrong === 'mixup') location.searchParams.set('iss', 'https://somebody-else.invalid');
    else if (location.searchParams.has('state')) location.searchParams.set('state', newToken());
    ctx.set('Location', location.href);
  } else if (isAnswer(ctx.body) && typeof ctx.body.id_token === 'string')
    ctx.body = { ...ctx.body, id_token: await wrongToken(ctx.body.id_token, wrong, keys.jwks().keys) };
}

/** Whether a request is of a verification, so that it is counted nowhere: certain once its account is known. */
export const isOfRun = (account: object | undefined): boolean =>
  account !== undefined && Reflect.get(account, 'verifies') !== undefined;

/** The same, also before the citizen has signed in. */
export const isInRun = (ctx: KoaContextWithOIDC): boolean =>
  isOfRun(ctx.oidc.account) || (ctx.oidc.account === undefined && runCodeOf(ctx) !== undefined);

/** A logout with a hint that does not hold is refused before its client is looked for; the run compares the name with its own. */
function claimedClient({ oidc }: KoaContextWithOIDC): string | undefined {
  const named = oidc.route === 'end_session' ? oidc.params?.client_id : undefined;
  return typeof named === 'string' ? named : undefined;
}

function runCodeOf(ctx: KoaContextWithOIDC): string | undefined {
  const code = ctx.cookies.get(runCookie, { signed: false });
  return code !== undefined && runCodeForm.test(code) ? code : undefined;
}

function toldOfRefusal(ctx: KoaContextWithOIDC, error: Refused): Noticed | undefined {
  const { route, params } = ctx.oidc;
  const refusal = {
    error: error.error ?? 'server_error',
    description: [error.error_description, error.error_detail].filter(Boolean).join('; '),
  };
  const isLogin = route === 'authorization' || route === 'resume';
  if (isLogin && refusal.error === 'access_denied') return { kind: 'denied' };
  if (isLogin) {
    const received = refusal.error === 'invalid_scope' ? String(params?.scope ?? '') : undefined;
    const found = { received, ...compared(ctx, error) };
    const secretInAddress = 'client_secret' in ctx.query;
    return { kind: 'refused', endpoint: 'authorization', ...refusal, ...found, secretInAddress };
  }
  if (route === 'end_session') return { kind: 'refused', endpoint: 'logout', ...refusal };
  const code = params?.code;
  if (typeof code !== 'string') return undefined;
  return { kind: 'refused', endpoint: 'token', ...refusal, code, secretInAddress: isFromBrowser(ctx) };
}

/** Whether the library is at work on it. */
export const isOfLibrary = (ctx: object): ctx is KoaContextWithOIDC => 'oidc' in ctx;
const isAnswer = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;

/** The parameters of a request as texts, without credentials. */
function paramsOf({ oidc: { params } }: KoaContextWithOIDC): Record<string, string> {
  const found = Object.entries({ ...params }).filter(([name]) => !unsaid.has(name));
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

/** An SK in the address: the library passes over it. */
const secretIn = (ctx: KoaContextWithOIDC): Record<string, string> =>
  'client_secret' in ctx.query ? { client_secret: '…' } : {};

/** A confidential application exchanges codes on its server; a script of a page says where it stands. */
const isFromBrowser = (ctx: KoaContextWithOIDC): boolean =>
  ctx.oidc.client !== undefined && ctx.oidc.client.clientAuthMethod !== 'none' && ctx.get('origin') !== '';
