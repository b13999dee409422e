import type { Route } from '../http/route.ts';
import { createInstitutionAdminPages } from './admin-pages.ts';
import { createMailedCertificationPages } from './certification/mailed-pages.ts';
import { createProfilePages } from './certification/profile-pages.ts';
import { createInviteLinkPages } from './members/invite-link-pages.ts';
import { createMemberPages } from './members/pages.ts';
import { createJoinPages } from './registration/pages.ts';

type Needs = Parameters<typeof createJoinPages>[0] &
  Parameters<typeof createProfilePages>[0] &
  Parameters<typeof createMemberPages>[0] &
  Parameters<typeof createInviteLinkPages>[0] &
  Parameters<typeof createMailedCertificationPages>[0] &
  Parameters<typeof createInstitutionAdminPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createJoinPages(needs),
  ...createProfilePages(needs),
  ...createMemberPages(needs),
  ...createInviteLinkPages(needs),
  ...createMailedCertificationPages(needs),
  ...createInstitutionAdminPages(needs),
];
