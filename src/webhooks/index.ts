import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { inEachSpace } from '../http/operation.ts';
import { createOutgoing, isRefusedTarget } from '../http/outgoing.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import { createJobs, type Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import type { Module } from '../module.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { InSandbox } from '../sandbox/index.ts';
import { sandboxJobs, sandboxQueues } from '../sandbox/jobs.ts';
import { actions } from './actions.ts';
import { createDisabledLetter, eventOf } from './announced.ts';
import { createWebhooksApi } from './api.ts';
import { fact } from './facts.ts';
import { createWebhookPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { sealed } from './sealed.ts';
import { createWebhooks, type Webhooks } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  seal: Seal;
  notifyManagers: NotifyManagers;
  cursors: Cursors;
  publicUrl: URL;
  inSandbox: InSandbox;
  institutions: Pick<Institutions, 'isKit'>;
  config: Pick<Config, 'OUTGOING_HOSTS'>;
};

type Service = {
  webhooks: Webhooks;
  /** Workers of their own: a slow partner's server must not delay mails. */
  webhookJobs: Jobs;
  /** R27: the same verbs, for events and endpoints of sandboxes. */
  sandboxWebhooks: Webhooks;
};

/** Events for programs of institutions: webhooks, and polling. */
export function createWebhooksModule(needs: Needs): Module<Service> {
  const allowedHosts = needs.config.OUTGOING_HOSTS;
  const webhookJobs = createJobs(needs);
  const outside = {
    fetch: createOutgoing({ allowedHosts, timeout: 15_000 }),
    isRefused: (url: URL) => isRefusedTarget(url, allowedHosts),
    isKit: needs.institutions.isKit,
  };
  const webhooks = createWebhooks({ ...needs, ...outside, webhookJobs, ended: createDisabledLetter(needs) });
  const sandboxWebhooks = createWebhooks({
    ...{ ...needs, ...needs.inSandbox, ...outside },
    webhookJobs: sandboxQueues(webhookJobs),
    ended: async () => undefined, // developers see it in the answers of the API
  });
  webhookJobs.add(...webhooks.deliveryJobs, ...sandboxJobs(sandboxWebhooks.deliveryJobs));
  return {
    personal,
    sealed,
    service: { webhooks, webhookJobs, sandboxWebhooks },
    actions,
    menu: [
      { side: 'member', key: 'webhooks', href: '/console/webhooks', label: fact('webhooks.menu_webhooks'), order: 90 },
    ],
    pages: (services) => createWebhookPages({ ...needs, ...services, webhooks }),
    operations: inEachSpace(
      createWebhooksApi({ ...needs, webhooks }),
      createWebhooksApi({ ...needs, webhooks: sandboxWebhooks }),
    ),
    jobs: webhooks.jobs,
    async announced(trx, announcement) {
      const told = eventOf(announcement);
      if (told !== undefined) await webhooks.tell(trx, told);
    },
    start: webhookJobs.start,
    stop: webhookJobs.stop,
  };
}
