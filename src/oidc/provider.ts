import type { EventEmitter } from 'node:events';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import type { IntegrationLog } from '../applications/log/service.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, epoch } from '../clock.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Database } from '../database/open.ts';
import { Problem } from '../errors.ts';
import type { Middleware } from '../http/context.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../log.ts';
import { createCallReports } from './calls.ts';
import type { Refused } from './compared.ts';
import { configuration, type Parts } from './configuration.ts';
import type { Consents } from './consents.ts';
import { createCookieSignatures } from './cookie-signatures.ts';
import { errorLinks } from './error-links.ts';
import { formTargets } from './form-targets.ts';
import type { Limits } from './limits.ts';
import type { LogoutNotices } from './logout-notices.ts';
import { adjustModels } from './models.ts';
import { programAnswers } from './program-answers.ts';
import type { Successors } from './successors.ts';

export type ProviderNeeds = {
  issuer: string;
  parts: Omit<Parts, 'keys' | 'needsPkce'>;
  keys: Keys;
  db: Database;
  clock: Clock;
  applications: Applications;
  limits: Limits;
  successors: Successors;
  consents: Consents;
  notices: LogoutNotices;
  frame: readonly Middleware[];
  metrics: Metrics;
  integrationLog: IntegrationLog;
  log: Log;
};

/** A provider from the configuration and the keys as they are now. All state is in the database, so one may follow another at any time. */
export function createProvider(needs: ProviderNeeds) {
  const { issuer, keys, clock, applications, consents, metrics, log } = needs;
  const provider = new Provider(
    issuer,
    configuration({
      ...needs.parts,
      keys,
      needsPkce: (client) =>
        !(typeof client.pkce_waived_until === 'number' && epoch(clock.now()) <= client.pkce_waived_until),
    }),
  );
  provider.proxy = true; // X-Forwarded-* were checked at the gate
  const cookies = createCookieSignatures(keys.cookieKeys());
  provider.keys = cookies;
  for (const middleware of [...needs.frame, formTargets])
    provider.use(middleware as Parameters<typeof provider.use>[0]);
  provider.use(errorLinks(issuer));
  provider.use(programAnswers);

  const deliverLogout = adjustModels(provider, {
    db: needs.db,
    clock,
    limits: needs.limits,
    successors: needs.successors,
    notices: needs.notices,
    secretUsed: (id) =>
      void applications.secretUsed(id).catch((error: unknown) => log.warn({ err: error }, 'last use of an SK')),
  });

  provider.on('authorization.success', (ctx) => {
    metrics.event('authorization');
    const { account, client } = ctx.oidc;
    if (account === undefined || client === undefined) return;
    consents
      .touch(account.accountId, client.clientId)
      .catch((error: unknown) => log.warn({ err: error }, 'last login at an application'));
  });
  const calls = createCallReports(provider, needs.integrationLog);
  const events: EventEmitter = provider;
  provider.on('grant.success', () => metrics.event('token'));
  provider.on('server_error', (ctx, error) => {
    log.error({ requestId: ctx.get('x-request-id'), err: error }, 'unexpected error');
    if (error instanceof Problem) ctx.status = error.status; // an outage is a 503, which the library does not know of
    calls.broken(ctx);
  });
  for (const event of refusals) {
    events.on(event, (ctx: KoaContextWithOIDC, error: Refused) => {
      metrics.event(event);
      calls.refused(ctx, error);
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
  return { provider, deliverLogout, cookies };
}

const refusals = [
  'authorization.error',
  'grant.error',
  'introspection.error',
  'revocation.error',
  'userinfo.error',
  'pushed_authorization_request.error',
  'end_session.error',
] as const;
