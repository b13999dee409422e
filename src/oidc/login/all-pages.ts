import type { Route } from '../../http/route.ts';
import { createPostRequests } from '../requests/post-requests.ts';
import { createAccountRecovery, createInteractions } from './interactions.ts';
import { createScanPhonePages } from './scan-phone-pages.ts';

type Needs = Parameters<typeof createAccountRecovery>[0] &
  Parameters<typeof createScanPhonePages>[0] &
  Parameters<typeof createInteractions>[0];

/** What people open of the provider: the pages of a login and of a recovery, and requests of authorization that come as a form. */
export const createPages = (needs: Needs): Route[] => [
  ...createPostRequests(),
  ...createAccountRecovery(needs),
  ...createScanPhonePages(needs),
  ...createInteractions(needs),
];
