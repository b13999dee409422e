import { createFilesApi } from '../../files/api.ts';
import type { Served } from '../../http/operation.ts';
import { uploadTypes } from '../channels/canonical.ts';
import type { Imports } from '../imports/service.ts';
import { createAnnouncementApi } from './announcement-api.ts';
import { createResourcesApi } from './api.ts';
import { createCatalogueApi } from './catalogue-api.ts';
import { createImportsApi } from './imports-api.ts';
import { createWeekApi } from './week-api.ts';

type Needs = Omit<Parameters<typeof createCatalogueApi>[0], 'template'> &
  Parameters<typeof createResourcesApi>[0] &
  Parameters<typeof createImportsApi>[0] &
  Parameters<typeof createWeekApi>[0] &
  Parameters<typeof createAnnouncementApi>[0] &
  Pick<Parameters<typeof createFilesApi>[0], 'files'> & { imports: Imports };

/** Everything that programs call of this room. */
export const createOperations = (needs: Needs): Served[] => [
  ...createCatalogueApi({ ...needs, template: needs.imports.template }),
  ...createResourcesApi(needs),
  ...createImportsApi(needs),
  ...createWeekApi(needs),
  ...createAnnouncementApi(needs),
  // Programs send files for entries; the fields of the channels define the accepted kinds.
  ...createFilesApi({ ...needs, types: uploadTypes(needs.resources.channels()) }),
];
