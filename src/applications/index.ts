import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import type { Module, Questions } from '../module.ts';
import type { Contact } from '../notices/letter.ts';
import type { Notices } from '../notices/service.ts';
import type { Names } from '../review/api-answers.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { type Correspondence, createCorrespondence } from './letters/correspondence.ts';
import { createIntegrationLog, type IntegrationLog } from './log/service.ts';
import { shownJob } from './secrets/shown.ts';
import { endSecretsOfInstitution } from './secrets/shown-store.ts';
import { type Applications, createApplications } from './service.ts';
import { endTokens } from './validity/ending-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  seal: Seal;
  jobs: Jobs;
  cursors: Cursors;
  fetch: typeof globalThis.fetch;
  files: Files;
  notices: Notices;
  names: Names;
  accounts: Accounts;
  institutions: Institutions;
  webhooks: Webhooks;
  publicUrl: URL;
  contact: Contact;
};

type Service = Pick<Questions, 'applicationsOf' | 'endTokens'> & {
  applications: Applications;
  integrationLog: IntegrationLog;
  /** Letters about them. */
  correspondence: Correspondence;
};

/** Applications with their AK and SK, and the log of their calls. How one is asked for, and what people open, is in later.ts. */
export function createApplicationsModule(needs: Needs): Module<Service> {
  const { institutions, webhooks } = needs;
  const correspondence = createCorrespondence({
    ...needs,
    phone: needs.contact.phone,
    managersOf: institutions.managersOf,
    tell: webhooks.tell,
  });
  const applications = createApplications({ ...needs, correspondence, tellAll: webhooks.tellAll });
  const integrationLog = createIntegrationLog(needs);
  return {
    personal: async () => (await import('./personal-data.ts')).personal,
    sealed: async () => (await import('./sealed.ts')).sealed,
    service: {
      ...{ applications, integrationLog, correspondence },
      async endTokens(trx, institutionId, at) {
        await endTokens(trx, institutionId, at);
        await endSecretsOfInstitution(trx, institutionId);
      },
      applicationsOf: (institutionId) => applications.list(institutionId),
    },
    jobs: [...integrationLog.jobs, shownJob(needs), applications.sandboxPurge],
    start: applications.start,
    async stop() {
      await applications.stop();
      await integrationLog.close();
    },
  };
}
