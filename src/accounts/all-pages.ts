import type { Route } from '../http/route.ts';
import type { Doors } from '../module.ts';
import { createAddedPages } from './added-pages.ts';
import { createAppealPages } from './appeal-pages.ts';
import { createEmailPages } from './email-pages.ts';
import { type AccountPageNeeds, createAccountPages } from './pages.ts';
import { createPhonePages } from './phone-pages.ts';
import { createSecurityPages } from './security-pages.ts';
import { createStaffPages } from './staff-pages.ts';

type Needs = Doors & AccountPageNeeds;

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createAccountPages(needs),
  ...createSecurityPages(needs),
  ...createPhonePages(needs),
  ...createAppealPages(needs),
  ...createEmailPages(needs),
  ...createAddedPages(needs),
  ...createStaffPages(needs),
];
