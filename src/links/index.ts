import { createLinkDeskPages } from './desk-pages.ts';
import { createLinkPages } from './pages.ts';
import { createPublicLinkPages } from './public-pages.ts';

/** The doors of port integration: the institution's, the operators', everybody's. */
export const createLinkDoors = (
  needs: Parameters<typeof createLinkPages>[0] & Parameters<typeof createLinkDeskPages>[0],
) => [...createLinkPages(needs), ...createLinkDeskPages(needs), ...createPublicLinkPages(needs)];
