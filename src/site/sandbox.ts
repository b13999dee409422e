import { createSandboxFiles } from '../files/sandbox.ts';
import { createSandboxLicences } from '../licences/sandbox/service.ts';
import { channels } from '../resources/channels.ts';
import { createSandboxResources } from '../resources/sandbox/entries.ts';
import { createSandboxImports } from '../resources/sandbox/imports.ts';
import { createSandboxStatistics } from '../statistics/sandbox.ts';
import { createSandboxWebhooks } from '../webhooks/sandbox/service.ts';

type NeedsOf<Create extends (needs: never) => unknown> = Parameters<Create>[0];
type Needs = NeedsOf<typeof createSandboxWebhooks> &
  Omit<NeedsOf<typeof createSandboxImports>, 'channels' | 'resources' | 'tell'> &
  Omit<NeedsOf<typeof createSandboxLicences>, 'tell'>;

/** R27: what the partner API does for programs of sandboxes, room by room; their jobs run with all others. */
export function createSandboxes(needs: Needs) {
  const webhooks = createSandboxWebhooks(needs);
  const own = { ...needs, channels, tell: webhooks.tell };
  const resources = createSandboxResources(own);
  return {
    ...{ webhooks, resources },
    imports: createSandboxImports({ ...own, resources }),
    files: createSandboxFiles(needs),
    statistics: createSandboxStatistics(needs),
    licences: createSandboxLicences(own),
  };
}

export type Sandboxes = ReturnType<typeof createSandboxes>;
