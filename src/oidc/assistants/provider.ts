import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import type { AssistantAccesses } from '../../assistants/accesses.ts';
import { fact } from '../../assistants/facts.ts';
import { askedIn, sandboxScopes, signInPlaces } from '../../assistants/scopes.ts';
import { type Clock, minutes } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import { ifRefused } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Context, Middleware } from '../../http/context.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Pages } from '../../http/pages/page.ts';
import { pathOf } from '../../http/path.ts';
import { readJson } from '../../http/requests/json.ts';
import type { Log } from '../../log.ts';
import { createCookieSignatures } from '../requests/cookie-signatures.ts';
import { createAssistantAdapter } from './adapter.ts';
import { assistantConfiguration, paths, registrationPath, unsentCookie } from './configuration.ts';
import { isOwnMachine, registerLocally } from './local-client.ts';

type Needs = {
  publicUrl: URL;
  accesses: AssistantAccesses;
  accounts: Pick<Accounts, 'find' | 'isLive'>;
  keys: Keys;
  outgoing: typeof globalThis.fetch;
  throttle: Pick<Throttle, 'hit'>;
  pages: Pages;
  clock: Clock;
  log: Log;
  /** The first middleware of every Koa application here. */
  outer: readonly Middleware[];
};

/** Requests of strangers: by address, and to one host by all together. */
const limits = {
  signIns: { limit: 30, per: minutes(1), address: true },
  tokens: { limit: 120, per: minutes(1), address: true },
  documents: { limit: 10, per: minutes(1), address: true },
  documentsOfHost: { limit: 60, per: minutes(1) },
};

const wellKnown = '/.well-known/oauth-authorization-server';
const document = `${wellKnown}/assistants`;

/** The provider for assistants, beside that of citizens: with an issuer of its own, clients that are documents, and accesses of its own. */
export function createAssistantProvider(needs: Needs) {
  const { publicUrl, accesses, accounts, keys, outgoing, throttle, pages, clock, log, outer } = needs;
  const { issuer, resource } = signInPlaces(publicUrl);
  const isLocal = isOwnMachine(publicUrl);

  const crowded = (): never => {
    throw Object.assign(new errors.CustomOIDCProviderError('rate_limited', 'too many requests from this address'), {
      ...{ status: 429, statusCode: 429 },
    });
  };

  async function showError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> {
    const own = ctx as unknown as Context;
    const { say } = own.state.speech;
    const title = say(fact('assistants.refused'));
    const why = [out.error, out.error_description].filter((text) => text !== undefined).join(': ');
    const paragraphs = [say(explain(out, why, error, { id: String(own.query.client_id ?? ''), isLocal }))];
    const action = { href: '/console/assistants', label: say(fact('assistants.menu_assistants')) };
    const data = { number: own.state.requestId, title, paragraphs, action, at: clock.now() };
    pages.show(own, 'oidc/error', data, { title, layout: 'citizen', status: Math.max(ctx.status, 400) });
  }

  /** RFC 7591, of which nothing is stored. */
  async function register(ctx: Context): Promise<void> {
    const made = registerLocally(await readJson(ctx, 16 * 1024).catch(ifRefused));
    ctx.status = 'error' in made ? 400 : 201;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = made;
  }

  function build() {
    const provider = new Provider(
      issuer,
      assistantConfiguration({
        resource,
        isOpenAccount: async (id) => {
          const account = await accounts.find(id);
          return account !== undefined && accounts.isLive(account);
        },
        adapter: createAssistantAdapter({
          artefacts: accesses.artefacts,
          resumeUrl: (uid) => `${publicUrl.origin}${paths.authorization}/${uid}`,
          isLocal,
        }),
        keys,
        fetch: outgoing,
        isSecure: publicUrl.protocol === 'https:',
        async mayFetch(ctx, clientId) {
          const { address } = (ctx as unknown as Context).state;
          const [own, ofHost] = await Promise.all([
            throttle.hit('assistant documents', address, limits.documents),
            throttle.hit('assistant documents of host', new URL(clientId).host, limits.documentsOfHost),
          ]);
          return own.allowed && ofHost.allowed ? true : crowded();
        },
        showError,
      }),
    );
    provider.proxy = true; // X-Forwarded-* were checked at the gate
    provider.keys = createCookieSignatures(keys.cookieKeys());
    const limited: Middleware = async (ctx, next) => {
      const { path, state } = ctx;
      const isRegistration = isLocal && path === registrationPath && ctx.method === 'POST';
      if (path === paths.authorization || path === paths.token || isRegistration) {
        const kind = path === paths.authorization ? 'signIns' : 'tokens';
        const { allowed, retryAfter } = await throttle.hit(`assistant ${kind}`, state.address, limits[kind]);
        if (!allowed) {
          ctx.status = 429;
          ctx.set('Retry-After', String(retryAfter));
          if (kind === 'tokens') ctx.body = { error: 'rate_limited', error_description: 'too many requests' };
          else await showError(ctx as unknown as KoaContextWithOIDC, { error: 'rate_limited' }, new Error());
          return;
        }
      }
      if (isRegistration) return register(ctx);
      if (path === paths.authorization) ctx.query = { ...ctx.query, scope: askedIn(ctx.query.scope).join(' ') };
      await next();
      const cookies = [ctx.response.headers['set-cookie'] ?? []].flat().map(String);
      ctx.set(
        'Set-Cookie',
        cookies.filter((each) => !each.startsWith(unsentCookie)),
      );
      if (path === wellKnown && ctx.status === 200) ctx.body = metadataOf(ctx.body);
    };
    for (const middleware of [...outer, limited]) provider.use(middleware as Parameters<typeof provider.use>[0]);
    const events: EventEmitter = provider;
    events.on('server_error', (ctx: Context, error) =>
      log.error({ requestId: ctx.get('x-request-id'), err: error }, 'unexpected error'),
    );
    return { provider, callback: provider.callback() };
  }

  // Made with the first assistant: most nodes never see one.
  let running: ReturnType<typeof build> | undefined;
  const current = () => {
    running ??= build();
    return running;
  };
  keys.onChange(() => {
    running = undefined;
  });

  /** The part for RFC 8414 of the library's document for OpenID Connect. */
  function metadataOf(said: unknown): object {
    const all: Record<string, unknown> = { ...Object(said) };
    return {
      ...Object.fromEntries(metadata.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))),
      ...(isLocal && { registration_endpoint: `${publicUrl.origin}${registrationPath}` }),
      scopes_supported: sandboxScopes,
      service_documentation: `${publicUrl.origin}/docs/assistants`,
      ui_locales_supported: ['zh-CN'],
    };
  }

  return {
    provider: () => current().provider,
    resource,
    /** Answers requests of its own; `others` answers the rest. */
    before:
      (others: (req: IncomingMessage, res: ServerResponse) => void) =>
      (req: IncomingMessage, res: ServerResponse): void => {
        const path = pathOf(req.url);
        if (path === document) req.url = wellKnown;
        if (path === document || path.startsWith('/assistants/')) current().callback(req, res);
        else others(req, res);
      },
  };
}

export type AssistantProvider = ReturnType<typeof createAssistantProvider>;

const metadata = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'response_types_supported',
  'response_modes_supported',
  'grant_types_supported',
  'code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
  'revocation_endpoint_auth_methods_supported',
  'authorization_response_iss_parameter_supported',
  'client_id_metadata_document_supported',
] as const;

/** Why a sign-in does not go on, for its person; `why` is for the developer of the assistant. */
function explain(
  { error: code, error_description: description = '' }: ErrorOut,
  why: string,
  error: Error,
  { id, isLocal }: { id: string; isLocal: boolean },
) {
  const isOfDocument = code === 'invalid_client' || error instanceof errors.InvalidClientMetadata;
  if (isOfDocument)
    return fact('assistants.unknown_assistant', { why: problemOf(description, error, { id, isLocal }) });
  switch (code) {
    case 'rate_limited':
      return fact('assistants.sign_in_crowded');
    case 'invalid_redirect_uri':
      return fact('assistants.address_of_another');
    default:
      return error.name === 'SessionNotFound'
        ? fact('assistants.sign_in_over')
        : fact('assistants.sign_in_failed', { why });
  }
}

/**
 * The problem of a client id metadata document. Of a failed fetch no more than a status: which hosts and ports answer is no business of a
 * stranger.
 */
function problemOf(description: string, error: Error, { id, isLocal }: { id: string; isLocal: boolean }): Fact {
  if (!id.startsWith('https://'))
    return fact(isLocal ? 'assistants.document_address_here' : 'assistants.document_address');
  const { error_detail: detail, cause } = error as Error & { error_detail?: string }; // a border: as the library has it
  if (description.endsWith('fetch failed')) {
    const [, status] = /^unexpected response status (\d{3})$/.exec(detail ?? '') ?? [];
    if (status !== undefined) return fact('assistants.document_status', { status: Number(status) });
    if (cause instanceof SyntaxError) return fact('assistants.document_not_json');
    // Beyond the limit the library stops a body that it is reading, and that fails by itself.
    if (/too large|locked/.test(detail ?? '')) return fact('assistants.document_too_large');
    return fact('assistants.document_not_fetched');
  }
  if (description.endsWith('is not a JSON object')) return fact('assistants.document_not_json');
  if (description.includes('does not match')) return fact('assistants.document_of_another');
  if (/secret|client is not allowed/.test(description)) return fact('assistants.document_secret');
  if (description.startsWith('redirect_uris')) return fact('assistants.document_addresses', { why: description });
  return fact('assistants.document_wrong', { why: description });
}
