import { createFilesApi } from '../../files/api.ts';
import type { Served } from '../../http/operation.ts';
import { uploadTypes } from '../channels/canonical.ts';
import type { Resources } from '../entries/service.ts';
import { createResourcesApi } from './api.ts';
import { createCatalogueApi } from './catalogue-api.ts';
import { createImportsApi } from './imports-api.ts';

type Needs = Omit<Parameters<typeof createCatalogueApi>[0], 'resources'> &
  Omit<Parameters<typeof createResourcesApi>[0], 'files'> &
  Parameters<typeof createImportsApi>[0] & {
    channels: Resources['channels'];
    channel: Resources['channel'];
    files: Parameters<typeof createFilesApi>[0]['files'];
  };

/** Everything that programs call of this room. */
export const createOperations = ({ channels, channel, ...needs }: Needs): Served[] => [
  ...createCatalogueApi({ ...needs, resources: { channels, channel } }),
  ...createResourcesApi(needs),
  ...createImportsApi(needs),
  // Programs send files for entries; the fields of the channels define the accepted kinds.
  ...createFilesApi({ ...needs, types: uploadTypes(channels()) }),
];
