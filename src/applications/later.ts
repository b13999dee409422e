import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Links } from '../links/service.ts';
import type { Log } from '../log.ts';
import type { Module, Questions } from '../module.ts';
import type { Contact } from '../notices/letter.ts';
import type { Notices } from '../notices/service.ts';
import type { Names } from '../review/api-answers.ts';
import type { Review } from '../review/workflow/service.ts';
import { applicationKind } from './form/kind.ts';
import { failureHistory, keyHistory } from './history.ts';
import type { Correspondence } from './letters/correspondence.ts';
import { createReminders, type Reminders } from './letters/reminders.ts';
import type { IntegrationLog } from './log/service.ts';
import { createLogos, type Logos } from './logos/logos.ts';
import { createApplicationProgress } from './progress.ts';
import { createCallbackProbe } from './redirects/callback-probe.ts';
import type { Applications } from './service.ts';

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
  review: Review;
  institutions: Institutions;
  links: Links;
  applications: Applications;
  integrationLog: IntegrationLog;
  correspondence: Correspondence;
  publicUrl: URL;
  contact: Contact;
  asks: Pick<Questions, 'sealOf'>;
};

type Service = { logos: Logos; reminders: Reminders };

/** What people and programs do with applications, from the application form to the last reminder: it waits until others are answered. */
export function createLaterApplicationsModule(needs: Needs): Module<Service> {
  const { institutions, applications, fetch } = needs;
  const logos = createLogos(needs);
  const reminders = createReminders(needs);
  return {
    service: { logos, reminders },
    progress: createApplicationProgress(needs),
    history: [keyHistory(needs), failureHistory(needs)],
    kinds: () => [applicationKind({ ...needs, logos, probe: createCallbackProbe({ fetch }) })],
    menu: [
      {
        side: 'member',
        key: 'applications',
        href: '/console/applications',
        label: '应用与密钥',
        order: 20,
        async waiting(member) {
          const states = (await applications.ofInstitution(member)).map((each) => applications.status(each));
          return states.filter((state) => state === 'expiring' || state === 'expired').length;
        },
      },
      { side: 'person', key: 'applications', href: '/console/applications/sandbox', label: '沙箱应用', order: 15 },
      { side: 'staff', key: 'applications', href: '/admin/applications', label: '应用与密钥', order: 40 },
    ],
    async pages(doors) {
      const { createPages } = await import('./all-pages.ts');
      const { membersOf } = institutions;
      return createPages({ ...needs, ...doors, logos, membersOf, sealOf: needs.asks.sealOf });
    },
    async operations() {
      const { createApplicationsAdminApi, createApplicationsApi } = await import('./api.ts');
      return [...createApplicationsApi(needs), ...createApplicationsAdminApi(needs)];
    },
    jobs: reminders.jobs,
    start: reminders.catchUp,
  };
}

export const applicationCommands = async () => (await import('./commands.ts')).commands;
