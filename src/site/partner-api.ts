import type Router from '@koa/router';
import { createApplicationsApi } from '../applications/api.ts';
import type { SandboxData } from '../applications/sandbox-data.ts';
import type { Clock } from '../clock.ts';
import { createFilesApi } from '../files/api.ts';
import { type BearerCall, createBearer, type FindBearer } from '../http/bearer.ts';
import type { State } from '../http/context.ts';
import type { Around } from '../http/operation.ts';
import { createPartner } from '../http/partner.ts';
import { createQuota } from '../http/quota.ts';
import { createLicencesApi } from '../licences/api.ts';
import { createResourcesApi } from '../resources/api.ts';
import { createCatalogueApi } from '../resources/catalogue-api.ts';
import { channels } from '../resources/channels.ts';
import { createImportsApi } from '../resources/imports-api.ts';
import { createProgramResources } from '../resources/programs.ts';
import { createSandboxResources } from '../resources/sandbox.ts';
import { uploadTypes } from '../resources/upload-types.ts';
import { createStatisticsApi } from '../statistics/api.ts';
import { createProgramStatistics, createSandboxStatistics } from '../statistics/sandbox.ts';
import { createWebhooksApi } from '../webhooks/api.ts';

type NeedsOf<Create extends (needs: never) => unknown> = Parameters<Create>[0];
type Rooms = NeedsOf<typeof createApplicationsApi> &
  NeedsOf<typeof createResourcesApi> &
  NeedsOf<typeof createImportsApi> &
  NeedsOf<typeof createWebhooksApi> &
  NeedsOf<typeof createStatisticsApi> &
  NeedsOf<typeof createLicencesApi>;

type Needs = Omit<Rooms, 'bearer' | 'partner' | 'quota' | 'once'> & {
  clock: Clock;
  sandboxData: SandboxData;
  /** Whom a token speaks for. */
  find: FindBearer;
  integrationLog: { record: (call: BearerCall & { endpoint: 'api' }) => void };
  idempotency: Around;
};

/** What programs of institutions call: one guard, one budget and one memory of what was answered for all rooms. */
export function createPartnerApi({ find, integrationLog, idempotency: once, ...needs }: Needs): Router<State>[] {
  const { applications, imports, clock, sandboxData } = needs;
  const resources = createProgramResources(needs.resources, createSandboxResources({ clock, channels, sandboxData }));
  const statistics = createProgramStatistics(needs.statistics, createSandboxStatistics({ clock, sandboxData }));
  const bearer = createBearer(find, (call) => integrationLog.record({ endpoint: 'api', ...call }));
  const quota = createQuota({ clock });
  const partner = createPartner({ bearer, quota });
  return [
    createApplicationsApi({ applications, bearer }),
    createCatalogueApi({ ...needs, template: imports.template }),
    createResourcesApi({ ...needs, resources, partner, quota, once }),
    createImportsApi({ ...needs, partner, once }),
    createFilesApi({ ...needs, partner, types: uploadTypes(resources.channels()) }),
    createWebhooksApi({ ...needs, partner, once }),
    createStatisticsApi({ ...needs, statistics, partner }),
    createLicencesApi({ ...needs, partner, once }),
  ];
}
