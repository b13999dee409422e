import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import { type Clock, dayOf } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { param } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { LateServices, Module } from '../../module.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { Names } from '../../review/api-answers.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { LayersOf } from '../layers.ts';
import { may } from '../policies.ts';
import { createRunPages } from '../verification/pages.ts';
import type { Seals } from '../verification/passes/seals.ts';
import type { Verification } from '../verification/service.ts';
import { actions } from './actions.ts';
import { fact } from './facts.ts';
import { customerFinder } from './finders.ts';
import { createVendorLetters } from './letters.ts';
import { createOwnerPages } from './owner-pages.ts';
import { createVendorPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createVendors, type Vendors } from './service.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  cursors: Cursors;
  institutions: Institutions;
  applications: Applications;
  integrationLog: IntegrationLog;
  verification: Seals & Verification;
  names: Names;
  layersOf: LayersOf;
  review: Review;
  notifyManagers: NotifyManagers;
  publicUrl: URL;
};

type Service = Pick<LateServices, 'vendorsOf'> & {
  /** 服务的机构. */
  vendors: Vendors;
};

/** 服务的机构: developers who look after the AKs of many institutions, each by an authorisation to a day. */
export function createVendorsModule(needs: Needs): Module<Service> {
  const vendors = createVendors({ ...needs, letters: createVendorLetters(needs) });
  return {
    personal,
    service: {
      vendors,
      vendorsOf: (institutionId, since, connection = needs.db) =>
        store.actingFor(connection, institutionId, since, dayOf(since)),
    },
    actions,
    menu: [
      {
        side: 'member',
        key: 'vendor',
        href: '/console/vendor',
        label: fact('vendors.menu_vendor'),
        order: 12,
        // A developer's member limited to its own AKs has no access to those of others.
        isFor: async (member) => member.applications === undefined && (await vendors.isVendor(member)),
      },
      { side: 'member', key: 'vendors', href: '/console/vendors', label: fact('vendors.menu_vendors'), order: 112 },
    ],
    finders: [customerFinder({ vendors })],
    jobs: vendors.jobs,
    pages(services) {
      const all = { ...needs, ...services, vendors };
      const verifying = createRunPages(all, {
        base: '/console/vendor/verification',
        here: 'vendor',
        list: { href: '/console/vendor', title: '服务的机构' },
        ...{ everybody: may('work as a vendor'), managers: may('work as a vendor') },
        actorOf: (ctx) => vendors.standIn(memberOf(ctx), 'verify', param(ctx, 'ak')),
      });
      return [...createVendorPages(all), ...createOwnerPages(all), ...verifying];
    },
  };
}
