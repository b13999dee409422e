import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import { sectorOf } from '../../applications/application.ts';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Metrics } from '../../http/metrics.ts';
import { createReport } from '../../http/report.ts';
import { headersForMachines } from '../../http/security-headers.ts';
import type { Log } from '../../log.ts';
import type { createWho } from '../account.ts';
import type { createAdapter } from '../adapter.ts';
import type { Consents } from '../consents.ts';
import type { CookieSignatures } from '../cookie-signatures.ts';
import type { Limits } from '../limits.ts';
import type { Packing } from '../packing.ts';
import type { Rows } from '../rows.ts';
import type { SessionWrites } from '../session-writes.ts';
import type { Successors } from '../successors.ts';
import { createAuthorization } from './authorization.ts';
import { createCallers } from './callers.ts';
import { createClientCredentials } from './client-credentials.ts';
import { createExchanges } from './exchange.ts';
import { createFork } from './fork.ts';
import { createIntrospectionWay } from './introspection.ts';
import { createIssue } from './issue.ts';
import { authorizationPath, createRedirect } from './redirect.ts';
import { createShown } from './shown.ts';
import { createTokenWay } from './token.ts';
import { createUserinfoWay } from './userinfo.ts';

type Needs = {
  issuer: URL;
  partnerApi: string;
  provider: Provider;
  applications: Pick<Applications, 'client' | 'secretUsed'>;
  accounts: Pick<Accounts, 'find' | 'isLive' | 'claims'>;
  who: Pick<ReturnType<typeof createWho>, 'subjectAt'>;
  adapter: ReturnType<typeof createAdapter>;
  limits: Limits;
  rows: Rows;
  packing: Packing;
  successors: Successors;
  sessionWrites: SessionWrites;
  consents: Consents;
  cookies: CookieSignatures;
  clock: Clock;
  metrics: Metrics;
  integrationLog: IntegrationLog;
  log: Log;
};

/** The plain calls of programs, and of browsers the redirect that shows no page, answered in front of the library with the answer that it would give (docs/adr/0014). */
export function createFast(needs: Needs) {
  const { issuer, applications, log } = needs;
  const callers = createCallers({
    ...needs,
    secretUsed: (id) =>
      void applications.secretUsed(id).catch((error: unknown) => log.warn({ err: error }, 'last use of an SK')),
  });
  const shown = createShown(needs);
  const common = {
    callers,
    find: shown.token,
    subjectOf: (client: { institution_id: string; sandbox: boolean }, accountId: string) =>
      needs.who.subjectAt(sectorOf({ institutionId: client.institution_id, sandbox: client.sandbox }), accountId),
  };
  const report = createReport(needs);
  const ofPrograms = createFork({
    ...needs,
    report,
    securityHeaders: headersForMachines(issuer),
    ways: new Map([
      [
        '/oidc/token',
        createTokenWay({
          client_credentials: createClientCredentials({ ...needs, callers }),
          ...createExchanges({ ...needs, callers, find: shown.source, issue: createIssue(needs) }),
        }),
      ],
      ['/oidc/introspection', createIntrospectionWay({ ...common, issuer: issuer.origin })],
      ['/oidc/userinfo', createUserinfoWay({ ...needs, ...common })],
    ]),
  });
  const ofBrowsers = createRedirect({
    ...needs,
    report,
    sessionCookie: needs.provider.cookieName('session'),
    authorize: createAuthorization({ ...needs, issuer: issuer.origin, callers, shown }),
  });
  return (req: IncomingMessage, res: ServerResponse, slow: () => void): void =>
    req.method === 'GET' && req.url?.startsWith(`${authorizationPath}?`)
      ? ofBrowsers(req, res, slow)
      : ofPrograms(req, res, slow);
}
