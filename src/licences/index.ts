import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Resources } from '../resources/service.ts';
import type { Review } from '../review/service.ts';
import { createCatalogue } from './catalogue.ts';
import { createCataloguePages } from './catalogue-pages.ts';
import { createLicenceDeskPages } from './desk-pages.ts';
import { createLetters, type LetterNeeds } from './letters.ts';
import { licenceKind } from './licence-kind.ts';
import { createLicencePages } from './licence-pages.ts';
import { createOwnDraftPages } from './own-draft-pages.ts';
import { createOwnPages } from './own-pages.ts';
import { createPackages } from './package.ts';
import { createLicences } from './service.ts';
import { sharingKind } from './sharing-kind.ts';
import type { Tell } from './told.ts';

type Needs = LetterNeeds & {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  review: Review;
  files: Files;
  institutions: Institutions;
  applications: Pick<Applications, 'find'>;
  resources: Resources;
  tell: Tell;
};

/** R50: the room of the way back: what the Cloud shares, who may use it, and what is fetched. */
export function furnishLicences(needs: Needs) {
  const { review, jobs } = needs;
  const catalogue = createCatalogue(needs);
  const licences = createLicences({ ...needs, catalogue, letters: createLetters(needs) });
  review.register(sharingKind(needs));
  review.register(licenceKind({ ...needs, catalogue }));
  jobs.schedule('licences.remind', '17 * * * *', () => licences.remind());
  return { catalogue, licences, packages: createPackages({ ...needs, licences }) };
}

type Doors = Parameters<typeof createCataloguePages>[0] &
  Parameters<typeof createLicencePages>[0] &
  Parameters<typeof createOwnPages>[0];

/** The pages of institutions and operators. */
export const createLicenceDoors = (needs: Doors) => [
  ...createCataloguePages(needs),
  ...createLicencePages(needs),
  ...createLicenceDeskPages(needs),
  ...createOwnDraftPages(needs),
  ...createOwnPages(needs),
];
