import type { Route } from '../http/route.ts';
import { createResourcePages } from './entries/pages.ts';
import { createImportPages } from './imports/pages.ts';
import { createChannelPages } from './public/channel-pages.ts';
import { createFeedPages } from './public/feeds-pages.ts';
import { createMeaningPages } from './public/meanings-pages.ts';
import { createPublicResourcePages } from './public/pages.ts';
import { createPreviewPages } from './public/preview-pages.ts';
import { createZonePages } from './public/zone-pages.ts';

type Needs = Parameters<typeof createImportPages>[0] &
  Parameters<typeof createPreviewPages>[0] &
  Parameters<typeof createResourcePages>[0] &
  Parameters<typeof createFeedPages>[0] &
  Parameters<typeof createChannelPages>[0] &
  Parameters<typeof createPublicResourcePages>[0] &
  Parameters<typeof createZonePages>[0] &
  Parameters<typeof createMeaningPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createImportPages(needs),
  ...createPreviewPages(needs),
  ...createResourcePages(needs),
  ...createFeedPages(needs),
  ...createChannelPages(needs),
  ...createPublicResourcePages(needs),
  ...createZonePages(needs),
  ...createMeaningPages(needs),
];
