import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Links } from '../links/service.ts';
import type { Log } from '../log.ts';
import type { Module, Questions } from '../module.ts';
import type { Contact } from '../notices/letter.ts';
import type { Notices } from '../notices/service.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { createApplicationsAdminApi } from './admin-api.ts';
import { createApplicationsApi } from './api.ts';
import { applicationKind } from './application-kind.ts';
import { createCallbackProbe } from './callback-probe.ts';
import { createCorrespondence } from './correspondence.ts';
import { endTokens } from './ending-store.ts';
import { createIntegrationLog, type IntegrationLog } from './log/service.ts';
import { createLogos, type Logos } from './logos.ts';
import { createReminders, type Reminders } from './reminders.ts';
import { type Applications, createApplications } from './service.ts';

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
  institutions: Institutions;
  links: Links;
  webhooks: Webhooks;
  publicUrl: URL;
  contact: Contact;
};

type Service = Pick<Questions, 'applicationsOf' | 'endTokens'> & {
  applications: Applications;
  logos: Logos;
  reminders: Reminders;
  integrationLog: IntegrationLog;
};

/** Applications with their AK and SK, from the application form to the last reminder; and the log of their calls. */
export function createApplicationsModule(needs: Needs): Module<Service> {
  const { institutions, webhooks, fetch } = needs;
  const correspondence = createCorrespondence({
    ...needs,
    phone: needs.contact.phone,
    heads: institutions.headsOf,
    tell: webhooks.tell,
  });
  const applications = createApplications({ ...needs, correspondence });
  const logos = createLogos(needs);
  const reminders = createReminders({ ...needs, correspondence });
  const integrationLog = createIntegrationLog(needs);
  return {
    service: {
      ...{ applications, logos, reminders, integrationLog, endTokens },
      applicationsOf: (institutionId) => applications.list(institutionId, '', 100),
    },
    kinds: [applicationKind({ ...needs, applications, logos, probe: createCallbackProbe({ fetch }) })],
    operations: [...createApplicationsApi({ applications }), ...createApplicationsAdminApi({ ...needs, applications })],
    jobs: [...reminders.jobs, ...integrationLog.jobs],
    async start() {
      applications.start();
      await reminders.catchUp();
    },
    async stop() {
      await applications.stop();
      await integrationLog.close();
    },
  };
}

export const applicationCommands = async () => (await import('./commands.ts')).commands;
