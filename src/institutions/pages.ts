import type { Route } from '../http/route.ts';
import { createInstitutionAdminPages } from './admin-pages.ts';
import { createMailedCertificationPages } from './mailed-pages.ts';
import { createMemberPages } from './member-pages.ts';
import { createProfilePages } from './profile-pages.ts';
import { createJoinPages } from './register-pages.ts';

type Needs = Parameters<typeof createJoinPages>[0] &
  Parameters<typeof createProfilePages>[0] &
  Parameters<typeof createMemberPages>[0] &
  Parameters<typeof createMailedCertificationPages>[0] &
  Parameters<typeof createInstitutionAdminPages>[0];

/** The doors of this room: for whoever comes new, for the institution, for its members, for operators. */
export const createInstitutionPages = (needs: Needs): Route[] => [
  ...createJoinPages(needs),
  ...createProfilePages(needs),
  ...createMemberPages(needs),
  ...createMailedCertificationPages(needs),
  ...createInstitutionAdminPages(needs),
];
