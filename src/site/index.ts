import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import type { Regions } from '../fields/regions/regions.ts';
import type { Links } from '../links/service.ts';
import type { Mail } from '../mail/service.ts';
import type { Module } from '../module.ts';
import type { Resources } from '../resources/entries/service.ts';
import { createShowcase } from '../resources/public/home.ts';
import type { PublicResources } from '../resources/public/public.ts';
import type { Sms } from '../sms/service.ts';
import { fact } from './facts.ts';
import { createOutboxPages } from './outbox.ts';
import { createSitePages } from './pages.ts';
import { createRegionDeskPages } from './region-desk-pages.ts';
import { createRegionPages } from './region-pages.ts';

type Needs = {
  db: Database;
  regions: Regions;
  clock: Clock;
  config: Readonly<Config>;
  mail: Mail;
  sms: Sms;
  links: Links;
  resources: Resources;
  publicResources: PublicResources;
  publicUrl: URL;
};

/** Public pages of no other room: the home page, the regions. */
export function createSiteModule(needs: Needs): Module {
  return {
    service: {},
    menu: [{ side: 'staff', key: 'regions', href: '/admin/regions', label: fact('site.menu_regions'), order: 113 }],
    pages(services) {
      const all = { ...needs, ...services };
      return [
        ...createSitePages({ ...all, partners: needs.links.shown, showcase: createShowcase(needs) }),
        ...createRegionPages(all),
        ...createRegionDeskPages(all),
        ...(needs.config.NODE_ENV === 'production' ? [] : createOutboxPages(all)),
      ];
    },
  };
}
