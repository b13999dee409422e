import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import type { Call, Endpoint, Reason } from '../../applications/log/call.ts';
import type { IntegrationLog } from '../../applications/log/service.ts';
import { compared, type Refused } from './compared.ts';
import { describeRefusal } from './misplaced-secret.ts';
import { isOfLibrary, isOfRun } from './run-watch.ts';
import { traceOf } from './trace.ts';

/** Routes of the library and their names in the log. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  authorization: 'authorization',
  resume: 'authorization',
  pushed_authorization_request: 'par',
  token: 'token',
  userinfo: 'userinfo',
  introspection: 'introspection',
  revocation: 'revocation',
  end_session: 'logout',
  end_session_confirm: 'logout',
};

/** Answered by a redirect or a page: that it was answered does not say that it went well. */
const byBrowser: readonly (Endpoint | undefined)[] = ['authorization', 'logout'];

/** Reports every call to the integration log: the client, the endpoint, and the refusal. */
export function createCallReports(
  provider: Provider,
  log: Pick<IntegrationLog, 'record' | 'recordNamed' | 'recordWhen'>,
  accounts: Pick<Accounts, 'find'>,
) {
  const requestIdOf = (ctx: KoaContextWithOIDC) => ctx.get('x-request-id');

  function succeeded(ctx: KoaContextWithOIDC, endpoint: Endpoint): void {
    const clientId = ctx.oidc.client?.clientId;
    const ofRun = isOfRun(ctx.oidc.account);
    if (clientId !== undefined) log.record({ endpoint, clientId, requestId: requestIdOf(ctx), ofRun });
  }

  /** The client of a refusal may need a lookup: one of a verification is not counted. */
  function record(ctx: KoaContextWithOIDC, call: Call): void {
    const { account, session } = ctx.oidc;
    const accountId = account === undefined ? (session?.accountId ?? traceOf(ctx).accountId) : undefined;
    if (accountId === undefined) log.record({ ...call, ofRun: isOfRun(account) });
    else log.recordWhen(accounts.find(accountId).then((found) => ({ ...call, ofRun: isOfRun(found) })));
  }

  // 起步 shows at once that the request was in order, before any login. Production calls are not reported.
  provider.on('interaction.started', (ctx) => {
    if (ctx.oidc.client?.sandbox === true) succeeded(ctx, 'shown');
  });
  provider.on('authorization.success', (ctx) => succeeded(ctx, 'authorization'));
  provider.on('end_session.success', (ctx) => succeeded(ctx, 'logout'));
  provider.use(async (ctx, next) => {
    await next();
    if (!isOfLibrary(ctx) || ctx.status >= 400) return; // errors have their events
    const endpoint = endpoints[ctx.oidc.route];
    if (endpoint !== undefined && !byBrowser.includes(endpoint)) succeeded(ctx, endpoint);
  });

  return {
    refused(ctx: KoaContextWithOIDC, error: Refused): void {
      const endpoint = endpoints[ctx.oidc.route];
      // A citizen's page that is over is not the partner's mistake.
      if (endpoint === undefined || error.name === 'SessionNotFound') return;
      const requestId = requestIdOf(ctx);
      const trace = traceOf(ctx);
      const refusal: Reason = {
        error: error.error ?? 'server_error',
        description: describeRefusal(ctx, error.error_description),
        detail: trace.detail ?? error.error_detail,
        ...(trace.registered === undefined
          ? compared(ctx, error)
          : { received: trace.received, registered: trace.registered }),
      };
      const clientId = ctx.oidc.client?.clientId ?? trace.clientId;
      const named = clientId === undefined && refusal.error === 'invalid_request' ? namedBy(ctx) : undefined;
      if (named === undefined) record(ctx, { endpoint, clientId, requestId, refusal });
      else log.recordNamed({ endpoint, requestId, refusal }, named);
    },

    /** The mistake is ours: nothing of it goes into the partner's log but that it happened. */
    broken(ctx: KoaContextWithOIDC): void {
      const endpoint = endpoints[ctx.oidc?.route];
      const clientId = ctx.oidc?.client?.clientId;
      if (endpoint !== undefined && clientId !== undefined)
        log.record({ endpoint, clientId, requestId: requestIdOf(ctx), refusal: { error: 'server_error' } });
    },
  };
}

/** The AK named by a request that was refused before its lookup. */
function namedBy(ctx: KoaContextWithOIDC): string | undefined {
  const given = ctx.oidc.params?.client_id ?? basicUser(ctx.get('authorization')) ?? ctx.query.client_id;
  return typeof given === 'string' && /^[\w.~-]{1,256}$/.test(given) ? given : undefined;
}

/** The AK that an Authorization header names. */
export function basicUser(header: string): string | undefined {
  const encoded = /^Basic ([\w+/]+=*)$/i.exec(header)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
}
