import type Router from '@koa/router';
import { createApplicationsApi } from '../applications/api.ts';
import type { Clock } from '../clock.ts';
import { createFilesApi } from '../files/api.ts';
import { createProgramFiles } from '../files/sandbox.ts';
import type { Files } from '../files/service.ts';
import { type BearerCall, createBearer, type FindBearer } from '../http/bearer.ts';
import type { State } from '../http/context.ts';
import type { Around } from '../http/operation.ts';
import { createPartner } from '../http/partner.ts';
import { createQuota } from '../http/quota.ts';
import { createLicencesApi } from '../licences/api.ts';
import { createProgramLicences } from '../licences/sandbox/service.ts';
import { createResourcesApi } from '../resources/api.ts';
import { createCatalogueApi } from '../resources/catalogue-api.ts';
import { createProgramImports } from '../resources/imports/programs.ts';
import type { Imports } from '../resources/imports/service.ts';
import { createImportsApi } from '../resources/imports-api.ts';
import { createProgramResources } from '../resources/programs.ts';
import { uploadTypes } from '../resources/upload-types.ts';
import { createStatisticsApi } from '../statistics/api.ts';
import { createProgramStatistics } from '../statistics/sandbox.ts';
import { createWebhooksApi } from '../webhooks/api.ts';
import { createProgramWebhooks } from '../webhooks/sandbox/service.ts';
import type { Sandboxes } from './sandbox.ts';

type NeedsOf<Create extends (needs: never) => unknown> = Parameters<Create>[0];
/** What each room does is chosen here, of production or of a sandbox. */
type Chosen = 'files' | 'imports' | 'licences' | 'webhooks' | 'bearer' | 'partner' | 'quota' | 'once';
type Rooms = NeedsOf<typeof createApplicationsApi> &
  NeedsOf<typeof createResourcesApi> &
  NeedsOf<typeof createImportsApi> &
  NeedsOf<typeof createWebhooksApi> &
  NeedsOf<typeof createStatisticsApi> &
  NeedsOf<typeof createLicencesApi>;

type Needs = Omit<Rooms, Chosen> &
  Parameters<typeof createProgramLicences>[0] & {
    clock: Clock;
    files: Files;
    imports: Imports;
    webhooks: Parameters<typeof createProgramWebhooks>[0];
    sandboxes: Sandboxes;
    /** Whom a token speaks for. */
    find: FindBearer;
    integrationLog: { record: (call: BearerCall & { endpoint: 'api' }) => void };
    idempotency: Around;
  };

/** What programs of institutions call: one guard, one budget and one memory of what was answered for all rooms. */
export function createPartnerApi({ find, integrationLog, idempotency: once, ...needs }: Needs): Router<State>[] {
  const { applications, clock, sandboxes } = needs;
  const files = createProgramFiles(needs.files, sandboxes.files);
  const imports = createProgramImports(needs.imports, sandboxes.imports);
  const licences = createProgramLicences(needs, sandboxes.licences);
  const resources = createProgramResources(needs.resources, sandboxes.resources);
  const statistics = createProgramStatistics(needs.statistics, sandboxes.statistics);
  const webhooks = createProgramWebhooks(needs.webhooks, sandboxes.webhooks);
  const bearer = createBearer(find, (call) => integrationLog.record({ endpoint: 'api', ...call }));
  const quota = createQuota({ clock });
  const partner = createPartner({ bearer, quota });
  return [
    createApplicationsApi({ applications, bearer }),
    createCatalogueApi({ ...needs, template: needs.imports.template }),
    createResourcesApi({ ...needs, files, resources, partner, quota, once }),
    createImportsApi({ ...needs, imports, partner, once }),
    createFilesApi({ files, partner, types: uploadTypes(resources.channels()) }),
    createWebhooksApi({ ...needs, webhooks, partner, once }),
    createStatisticsApi({ ...needs, statistics, partner }),
    createLicencesApi({ ...needs, licences, partner, once }),
  ];
}
