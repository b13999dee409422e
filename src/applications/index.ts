import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Links } from '../links/service.ts';
import type { Log } from '../log.ts';
import type { LateServices, Module } from '../module.ts';
import type { Contact } from '../notices/letter.ts';
import type { Notices } from '../notices/service.ts';
import type { Names } from '../review/api-answers.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { actions } from './actions.ts';
import { createAdminApplicationPages } from './admin-pages.ts';
import { createApplicationsAdminApi, createApplicationsApi } from './api.ts';
import { fact } from './facts.ts';
import { applicationFinders } from './finders.ts';
import { applicationKind } from './form/kind.ts';
import { createMailedPages } from './form/mailed-pages.ts';
import { failureHistory, keyHistory } from './history.ts';
import { createKitPages } from './kit-pages.ts';
import { type Correspondence, createCorrespondence } from './letters/correspondence.ts';
import { createReminders, type Reminders } from './letters/reminders.ts';
import { createIntegrationLog, type IntegrationLog } from './log/service.ts';
import { createLogos, type Logos } from './logos/logos.ts';
import { createLogoPages } from './logos/pages.ts';
import { createApplicationPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createApplicationProgress } from './progress.ts';
import { createCallbackProbe } from './redirects/callback-probe.ts';
import { createTesterPages } from './redirects/tester-pages.ts';
import { createBeginPages } from './sandbox-begin-pages.ts';
import { sealed } from './sealed.ts';
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
  review: Review;
  institutions: Institutions;
  webhooks: Webhooks;
  links: Links;
  throttle: Throttle;
  workHardness?: number | undefined;
  /** Of a command: the servers say where the back office is reached, and its own setting may be another. */
  isCommand?: boolean;
  publicUrl: URL;
  contact: Contact;
  asks: Pick<LateServices, 'sealOf'>;
};

type Service = Pick<LateServices, 'applicationsOf' | 'endTokens'> & {
  /** AKs and SKs: issued, changed, renewed, disabled, tried out. */
  applications: Applications;
  /** 对接日志: the calls of an AK. */
  integrationLog: IntegrationLog;
  /** Letters about applications. */
  correspondence: Correspondence;
  /** The pictures beside their names. */
  logos: Logos;
  /** R32 到期提醒. */
  reminders: Reminders;
};

/** Applications with their AK and SK: the form (a kind), dates and scopes, renewal, redirect URIs, reminders, sandboxes, the log of calls. */
export function createApplicationsModule(needs: Needs): Module<Service> {
  const { institutions, webhooks, fetch } = needs;
  const { membersOf, managersOf } = institutions;
  const correspondence = createCorrespondence({
    ...needs,
    phone: needs.contact.phone,
    managersOf,
    tell: webhooks.tell,
  });
  const applications = createApplications({ ...needs, correspondence, tellAll: webhooks.tellAll });
  const integrationLog = createIntegrationLog(needs);
  const logos = createLogos(needs);
  const own = { ...needs, applications, integrationLog, correspondence, logos };
  const reminders = createReminders(own);
  return {
    service: {
      ...{ applications, integrationLog, correspondence, logos, reminders },
      async endTokens(trx, institutionId, at) {
        await endTokens(trx, institutionId, at);
        await endSecretsOfInstitution(trx, institutionId);
      },
      applicationsOf: (institutionId) => applications.list(institutionId),
    },
    personal,
    sealed,
    progress: createApplicationProgress(own),
    history: [keyHistory(own), failureHistory(own)],
    kinds: [applicationKind({ ...own, probe: createCallbackProbe({ fetch }) })],
    actions,
    finders: applicationFinders(own),
    menu: [
      {
        side: 'member',
        key: 'applications',
        href: '/console/applications',
        label: fact('applications.menu_applications'),
        order: 20,
        async waiting(member) {
          const states = (await applications.ofInstitution(member)).map((each) => applications.status(each));
          return states.filter((state) => state === 'expiring' || state === 'expired').length;
        },
      },
      {
        side: 'person',
        key: 'applications',
        href: '/console/applications/sandbox',
        label: fact('applications.menu_applications_person'),
        order: 15,
      },
      {
        side: 'staff',
        key: 'applications',
        href: '/admin/applications',
        label: fact('applications.menu_applications'),
        order: 40,
      },
    ],
    pages(services) {
      const all = { ...own, ...services, membersOf, sealOf: needs.asks.sealOf };
      return [
        ...createApplicationPages(all),
        ...createAdminApplicationPages(all),
        ...createMailedPages(all),
        ...createBeginPages(all),
        ...createKitPages(all),
        ...createTesterPages(all),
        ...createLogoPages(all),
      ];
    },
    operations: [...createApplicationsApi(own), ...createApplicationsAdminApi(own)],
    jobs: [
      ...integrationLog.jobs,
      shownJob(needs),
      applications.sandboxPurge,
      ...applications.kits.jobs,
      ...reminders.jobs,
    ],
    async start() {
      await applications.start();
      await reminders.catchUp();
    },
    async stop() {
      await applications.stop();
      await integrationLog.close();
    },
  };
}

export const applicationCommands = async () => (await import('./commands.ts')).commands;
