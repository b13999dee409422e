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
import type { Limits } from '../limits.ts';
import type { Rows } from '../rows.ts';
import { createCallers } from './callers.ts';
import { createFork } from './fork.ts';
import { createIntrospectionWay } from './introspection.ts';
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
  clock: Clock;
  metrics: Metrics;
  integrationLog: IntegrationLog;
  log: Log;
};

/** The plain calls of programs, answered in front of the library with the answer that it would give (docs/adr/0014). */
export function createFast(needs: Needs) {
  const { issuer, applications, log } = needs;
  const callers = createCallers({
    ...needs,
    secretUsed: (id) =>
      void applications.secretUsed(id).catch((error: unknown) => log.warn({ err: error }, 'last use of an SK')),
  });
  const common = {
    callers,
    find: createShown(needs),
    subjectOf: (client: { institution_id: string; sandbox: boolean }, accountId: string) =>
      needs.who.subjectAt(sectorOf({ institutionId: client.institution_id, sandbox: client.sandbox }), accountId),
  };
  return createFork({
    ...needs,
    report: createReport(needs),
    securityHeaders: headersForMachines(issuer),
    ways: new Map([
      ['/oidc/token', createTokenWay({ ...needs, callers })],
      ['/oidc/introspection', createIntrospectionWay({ ...common, issuer: issuer.origin })],
      ['/oidc/userinfo', createUserinfoWay({ ...needs, ...common })],
    ]),
  });
}
