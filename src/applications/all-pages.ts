import type { Route } from '../http/route.ts';
import { createAdminApplicationPages } from './admin-pages.ts';
import { createMailedPages } from './form/mailed-pages.ts';
import { createLogoPages } from './logos/pages.ts';
import { createApplicationPages } from './pages.ts';
import { createTesterPages } from './redirects/tester-pages.ts';
import { createBeginPages } from './sandbox-begin-pages.ts';
import { createSandboxPages } from './sandbox-pages.ts';

type Needs = Parameters<typeof createApplicationPages>[0] &
  Parameters<typeof createAdminApplicationPages>[0] &
  Parameters<typeof createMailedPages>[0] &
  Parameters<typeof createBeginPages>[0] &
  Parameters<typeof createSandboxPages>[0] &
  Parameters<typeof createTesterPages>[0] &
  Parameters<typeof createLogoPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createApplicationPages(needs),
  ...createAdminApplicationPages(needs),
  ...createMailedPages(needs),
  ...createBeginPages(needs),
  ...createSandboxPages(needs),
  ...createTesterPages(needs),
  ...createLogoPages(needs),
];
