import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { LateServices } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Institutions } from './service.ts';

/** Needs of the room; each part of it takes those it uses. */
export type InstitutionNeeds = {
  db: Database;
  clock: Clock;
  seal: Seal;
  files: Files;
  review: Review;
  cursors: Cursors;
  accounts: Accounts;
  notices: Notices;
  publicUrl: URL;
  asks: Pick<LateServices, 'applicationsOf' | 'endTokens' | 'vendorsOf'>;
};

/** The same for parts that stand on its service. */
export type OwnNeeds = InstitutionNeeds & { institutions: Institutions };
