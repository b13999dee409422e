import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database, Reader } from '../../database/open.ts';
import type { Files } from '../../files/service.ts';
import { inEachSpace } from '../../http/operation.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Module } from '../../module.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { Names } from '../../review/api-answers.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { InSandbox } from '../../sandbox/index.ts';
import type { Webhooks } from '../../webhooks/service.ts';
import type { Resources } from '../entries/service.ts';
import type { ListingIndex } from '../listing/listing-index.ts';
import { actions } from './actions.ts';
import { createLicencesApi } from './api.ts';
import { type Catalogue, createCatalogue } from './catalogue/catalogue.ts';
import { createCataloguePages } from './catalogue-pages.ts';
import { createLicenceDeskPages } from './desk-pages.ts';
import { fact } from './facts.ts';
import { createLetters } from './letters.ts';
import { createLicencePages } from './licence-pages.ts';
import { createOwnDraftPages } from './own-draft-pages.ts';
import { createOwnPages } from './own-pages.ts';
import { createPackages, type Packages } from './package.ts';
import { personal } from './personal-data.ts';
import { licenceKind } from './requests/licence-kind.ts';
import { sharingKind } from './requests/sharing-kind.ts';
import { createSamples } from './samples.ts';
import { createLicences, type Licences } from './service.ts';

type Needs = {
  db: Database;
  reads: Reader;
  clock: Clock;
  cursors: Cursors;
  files: Files;
  sandboxFiles: Files;
  review: Review;
  sandboxReview: Review;
  names: Names;
  institutions: Institutions;
  notifyManagers: NotifyManagers;
  webhooks: Webhooks;
  sandboxWebhooks: Webhooks;
  inSandbox: InSandbox;
  applications: Applications;
  resources: Resources;
  sandboxResources: Resources;
  sandboxListingIndex: Pick<ListingIndex, 'index'>;
  publicUrl: URL;
  keys: Pick<Keys, 'sm2'>;
};

type Service = {
  /** 国家资源库, and the selections of institutions. */
  catalogue: Catalogue;
  licences: Licences;
  /** 资源包. */
  packages: Packages;
};

/** From the Cloud to partners (R50): its shared resources, their licences, and downloads. */
export function createLicencesModule(needs: Needs): Module<Service> {
  const { tell } = needs.webhooks;
  const catalogue = createCatalogue(needs);
  const licences = createLicences({ ...needs, tell, catalogue, letters: createLetters(needs) });
  const packages = createPackages({ ...needs, licences });
  const inSandbox = createInSandbox(needs);
  const service = { catalogue, licences, packages };
  return {
    personal,
    service,
    actions,
    menu: [
      {
        side: 'member',
        key: 'catalogue',
        href: '/console/catalogue',
        label: fact('licences.menu_catalogue'),
        order: 60,
      },
      { side: 'member', key: 'licences', href: '/console/licences', label: fact('licences.menu_licences'), order: 70 },
      {
        side: 'staff',
        key: 'own-resources',
        href: '/admin/resources',
        label: fact('licences.menu_own_resources'),
        order: 60,
      },
      { side: 'staff', key: 'licences', href: '/admin/licences', label: fact('licences.menu_licences'), order: 70 },
    ],
    pages(services) {
      const all = { ...needs, ...service, ...services };
      return [
        ...createCataloguePages(all),
        ...createLicencePages(all),
        ...createLicenceDeskPages(all),
        ...createOwnDraftPages(all),
        ...createOwnPages(all),
      ];
    },
    operations: inEachSpace(
      createLicencesApi({ ...needs, catalogue, licences, packages }),
      createLicencesApi({ ...needs, ...inSandbox }),
    ),
    kinds: [sharingKind(needs), licenceKind({ ...needs, tell, catalogue })],
    jobs: [{ name: 'licences.remind', schedule: '17 * * * *', run: () => licences.remind() }],
  };
}

/** R27: the same for sandboxes. Its packages are not signed: a sample must not pass for a licence of the Cloud. */
function createInSandbox(all: Needs): Service {
  const { sandboxFiles: files, sandboxReview: review, sandboxResources: resources } = all;
  const needs = { ...all, ...all.inSandbox, files, review, resources, keys: { sm2: undefined } };
  const { tell } = all.sandboxWebhooks;
  const samples = createSamples({ ...needs, listingIndex: all.sandboxListingIndex });
  const catalogue = samples.in(createCatalogue(needs));
  const licences = samples.first(createLicences({ ...needs, tell, catalogue, letters: createLetters(needs) }));
  review.register(licenceKind({ ...needs, tell, catalogue }));
  return { catalogue, licences, packages: createPackages({ ...needs, licences }) };
}
