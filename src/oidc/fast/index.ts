import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Metrics } from '../../http/gate/metrics.ts';
import { createReport } from '../../http/gate/report.ts';
import { headersForMachines } from '../../http/security-headers.ts';
import type { Log } from '../../log.ts';
import type { ProviderAccounts } from '../account.ts';
import type { Limits } from '../limits.ts';
import type { Endings } from '../login/endings.ts';
import type { LoginBrowser } from '../login/login-browser.ts';
import type { CookieSignatures } from '../requests/cookie-signatures.ts';
import type { SignInRule } from '../rules.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import type { Consents } from '../tokens/consents.ts';
import type { TokenMemory } from '../tokens/memory.ts';
import type { Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SelfContained } from '../tokens/self-contained.ts';
import type { SessionWrites } from '../tokens/session-writes.ts';
import type { Successors } from '../tokens/successors.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { createAuthorize } from './authorization.ts';
import { createAuthorizationEndpoint } from './authorization-endpoint.ts';
import { createAuthorizationRequests } from './authorization-request.ts';
import { createBegin } from './begin.ts';
import { createBrowserCookies } from './browser.ts';
import { createClientAuthentication } from './client-authentication.ts';
import { createDispatch } from './dispatch.ts';
import { createExchanges } from './exchange.ts';
import { createIntrospectionEndpoint } from './introspection-endpoint.ts';
import { createLoginEnd } from './login-end.ts';
import { createClientCredentials, createTokenEndpoint } from './token-endpoint.ts';
import { createTokenReader } from './token-reader.ts';
import { createUserinfoEndpoint } from './userinfo-endpoint.ts';

type Needs = {
  issuer: URL;
  partnerApi: string;
  rules: readonly SignInRule[];
  /** Parts of the provider's configuration that the fast endpoints do not support (support.ts). */
  unsupported: readonly string[];
  provider: Provider;
  applications: Pick<Applications, 'client' | 'cachedClient' | 'secretUsed'>;
  accounts: Pick<Accounts, 'claims' | 'find' | 'findHolder' | 'isLive'>;
  providerAccounts: ProviderAccounts;
  limits: Limits;
  rows: Rows;
  store: TokenStore;
  memory: TokenMemory;
  packing: Packing;
  apiTokens: ApiTokens;
  successors: Successors;
  selfContained: SelfContained;
  sessionWrites: SessionWrites;
  consents: Consents;
  cookies: CookieSignatures;
  loginBrowser: LoginBrowser;
  clock: Clock;
  metrics: Metrics;
  integrationLog: IntegrationLog;
  log: Log;
};

type FastEndpoints = {
  /** Sends a request to the endpoint that answers it before the library, or to the library. */
  dispatch: (req: IncomingMessage, res: ServerResponse, fallback: () => void) => void;
  /** Undefined where the library takes every step of a login. */
  endings: Endings | undefined;
};

/** Answers plain requests before the library, with the answer that it would give (docs/adr/0014, 0039). */
export function createFastEndpoints(needs: Needs): FastEndpoints {
  const { issuer, applications, unsupported, log, provider } = needs;
  if (unsupported.length > 0) {
    log.warn({ unsupported }, 'the fast endpoints are off: fast/known.ts does not support this configuration');
    return { dispatch: (_req, _res, fallback) => fallback(), endings: undefined };
  }
  const clients = createClientAuthentication({
    ...needs,
    secretUsed: (id) =>
      void applications.secretUsed(id).catch((error: unknown) => log.warn({ err: error }, 'last use of an SK')),
  });
  const tokens = createTokenReader(needs);
  const shared = { ...needs, clients, tokens };
  const report = createReport(needs);
  const browser = createBrowserCookies({
    ...{ isSecure: issuer.protocol === 'https:', cookies: needs.cookies },
    names: {
      session: provider.cookieName('session'),
      interaction: provider.cookieName('interaction'),
      resume: provider.cookieName('resume'),
    },
  });
  const requests = createAuthorizationRequests({ clients });
  const forBrowsers = createAuthorizationEndpoint({
    ...{ ...needs, report, browser },
    authorize: createAuthorize({ ...shared, requests, issuer: issuer.origin }),
    begin: createBegin({ ...needs, requests }),
  });
  const dispatch = createDispatch({
    ...needs,
    report,
    forBrowsers,
    securityHeaders: headersForMachines(issuer),
    endpoints: new Map([
      [
        '/oidc/token',
        createTokenEndpoint({
          client_credentials: createClientCredentials(shared),
          ...createExchanges(shared),
        }),
      ],
      ['/oidc/introspection', createIntrospectionEndpoint({ ...shared, issuer: issuer.origin })],
      ['/oidc/userinfo', createUserinfoEndpoint(shared)],
    ]),
  });
  return {
    dispatch,
    endings:
      needs.store.takeLoginStep &&
      createLoginEnd({
        takeLoginStep: needs.store.takeLoginStep,
        ...{ ...shared, requests, browser, issuer: issuer.origin },
      }),
  };
}
