import type { Route } from '../http/route.ts';
import { createLinkDeskPages } from './desk-pages.ts';
import { createMaterialPages } from './material-pages.ts';
import { createLinkPages } from './pages.ts';
import { createPublicLinkPages } from './public-pages.ts';
import { createWatchPages } from './watch/pages.ts';

type Needs = Parameters<typeof createLinkPages>[0] &
  Parameters<typeof createLinkDeskPages>[0] &
  Parameters<typeof createWatchPages>[0] &
  Parameters<typeof createPublicLinkPages>[0] &
  Parameters<typeof createMaterialPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createLinkPages(needs),
  ...createLinkDeskPages(needs),
  ...createWatchPages(needs),
  ...createPublicLinkPages(needs),
  ...createMaterialPages(needs),
];
