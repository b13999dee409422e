import type { EventEmitter } from 'node:events';
import Provider, { type KoaContextWithOIDC, type TokenEndpointGrantContext } from 'oidc-provider';
import type { Accounts } from '../accounts/service.ts';
import type { IntegrationLog } from '../applications/log/service.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from '../database/open.ts';
import { isUnavailable } from '../errors.ts';
import type { Middleware } from '../http/context.ts';
import type { Metrics } from '../http/gate/metrics.ts';
import type { Log } from '../log.ts';
import { configuration, type Parts } from './configuration.ts';
import type { Limits } from './limits.ts';
import type { LoginBrowser } from './login/login-browser.ts';
import { adjustModels } from './models.ts';
import { createProfiles } from './profiles.ts';
import { advertisedScopes } from './requests/advertised-scopes.ts';
import { createCallReports } from './requests/calls.ts';
import type { Refused } from './requests/compared.ts';
import { createCookieSignatures } from './requests/cookie-signatures.ts';
import { errorLinks, noteRefused } from './requests/error-links.ts';
import { formTargets } from './requests/form-targets.ts';
import { countLoginSteps } from './requests/login-steps.ts';
import { programAnswers } from './requests/program-answers.ts';
import { isOfRun } from './requests/run-watch.ts';
import { unavailable } from './requests/unavailable.ts';
import type { AtomicExchanges } from './tokens/atomic-exchanges.ts';
import type { Consents } from './tokens/consents.ts';
import type { HeldWrites } from './tokens/held-writes.ts';
import type { LogoutNotices } from './tokens/logout-notices.ts';
import { keyOf } from './tokens/packing.ts';
import type { SelfContained } from './tokens/self-contained.ts';
import type { Successors } from './tokens/successors.ts';
import type { TokenStore } from './tokens/token-store.ts';

export type ProviderNeeds = {
  issuer: string;
  parts: Omit<Parts, 'clock' | 'keys' | 'profiles'>;
  keys: Keys;
  db: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'find' | 'findHolder'>;
  applications: Applications;
  limits: Limits;
  successors: Successors;
  selfContained: SelfContained;
  atomicExchanges: Pick<AtomicExchanges, 'around'>;
  heldWrites: Pick<HeldWrites, 'around' | 'discard'>;
  consents: Consents;
  store: Pick<TokenStore, 'naming'>;
  notices: LogoutNotices;
  loginBrowser: LoginBrowser;
  outer: readonly Middleware[];
  metrics: Metrics;
  integrationLog: IntegrationLog;
  log: Log;
};

/**
 * The answer of a login is ready before its last rows are written. Where they are not, no code leaves, the interaction is not used up, and the
 * session keeps its name: the library would write it once more, alone. So the same address can be asked again.
 */
function forgetAnswer(ctx: KoaContextWithOIDC, heldWrites: Pick<HeldWrites, 'discard'>): void {
  ctx.remove('Location');
  const { session } = ctx.oidc;
  const isUnsaved = session !== undefined && Reflect.get(session, 'touched') === true;
  if (isUnsaved) Reflect.set(session, 'touched', false);
  if (heldWrites.discard() || isUnsaved) ctx.remove('Set-Cookie');
}

/** A provider from the configuration and the keys as they are now. All state is in the database, so one may follow another at any time. */
export function createProvider(needs: ProviderNeeds) {
  const { issuer, keys, clock, applications, consents, atomicExchanges, limits, metrics, log } = needs;
  // The library registers its own grants by this method, while it is made.
  class AtomicExchangesProvider extends Provider {
    override registerGrantType<Params extends object>(
      name: string,
      grant: (ctx: TokenEndpointGrantContext<Params>) => unknown,
      ...more: (string | readonly string[] | ReadonlySet<string>)[]
    ): void {
      super.registerGrantType<Params>(name, (ctx) => atomicExchanges.around(ctx, () => grant(ctx)), ...more);
    }
  }
  const settings = configuration({
    ...needs.parts,
    keys,
    clock,
    profiles: createProfiles({ clock }),
  });
  const provider = new AtomicExchangesProvider(issuer, settings);
  provider.proxy = true; // X-Forwarded-* were checked at the gate
  const cookies = createCookieSignatures(keys.cookieKeys());
  provider.keys = cookies;
  for (const middleware of [...needs.outer, formTargets, advertisedScopes])
    provider.use(middleware as Parameters<typeof provider.use>[0]);
  provider.use(errorLinks(issuer));
  provider.use(programAnswers);
  // On the way back from our pages, where the library ends the login and writes grant, code and session.
  provider.use((ctx, next) => {
    const key = keyOf(/^\/oidc\/auth\/([^/]+)$/.exec(ctx.path)?.[1]);
    if (key === undefined) return next();
    const login = needs.store.naming?.loginOf(key);
    const expected = Promise.allSettled(
      login === undefined ? [] : [needs.accounts.findHolder(login.holder), consents.expect(login.pair)],
    );
    return needs.heldWrites.around(next, expected);
  });

  const deliverLogout = adjustModels(provider, {
    db: needs.db,
    clock,
    limits: needs.limits,
    successors: needs.successors,
    selfContained: needs.selfContained,
    notices: needs.notices,
    loginBrowser: needs.loginBrowser,
    secretUsed: (id) =>
      void applications.secretUsed(id).catch((error: unknown) => log.warn({ err: error }, 'last use of an SK')),
  });

  provider.on('authorization.success', (ctx) => {
    const { account, client } = ctx.oidc;
    if (!isOfRun(account)) metrics.event('authorization');
    if (account === undefined || client === undefined) return;
    consents
      .touch(account.accountId, client.clientId)
      .catch((error: unknown) => log.warn({ err: error }, 'last login at an application'));
  });
  const calls = createCallReports(provider, needs.integrationLog, needs.accounts);
  countLoginSteps(provider, metrics);
  const events: EventEmitter = provider;
  provider.on('grant.success', (ctx) => {
    if (!isOfRun(ctx.oidc.account)) metrics.event('token');
  });
  provider.on('server_error', (ctx, error) => {
    forgetAnswer(ctx, needs.heldWrites);
    if (isUnavailable(error)) {
      // Which the library does not know of.
      ctx.status = 503;
      limits.giveBack(ctx);
      if (isAnswerForPrograms(ctx.body)) ctx.body = unavailable;
    } else log.error({ requestId: ctx.get('x-request-id'), err: error }, 'unexpected error');
    calls.broken(ctx);
  });
  for (const event of refusals) {
    events.on(event, (ctx: KoaContextWithOIDC, error: Refused) => {
      metrics.event(event);
      calls.refused(ctx, error);
      if (event === 'authorization.error') noteRefused(ctx, error.error);
      log.info(
        {
          requestId: ctx.get('x-request-id'),
          event,
          error: error.error,
          description: error.error_description,
          detail: error.error_detail,
        },
        'refused',
      );
    });
  }
  return { provider, settings, deliverLogout, cookies };
}

const isAnswerForPrograms = (body: unknown) => typeof body === 'object' && body !== null && 'error' in body;

const refusals = [
  'authorization.error',
  'grant.error',
  'introspection.error',
  'revocation.error',
  'userinfo.error',
  'pushed_authorization_request.error',
  'end_session.error',
] as const;
