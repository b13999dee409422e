import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Module } from '../module.ts';
import type { Review } from '../review/workflow/service.ts';
import { createLinkDeskPages } from './desk-pages.ts';
import { linkKind, linkProgress } from './kind.ts';
import { createLinkPages } from './pages.ts';
import { createPublicLinkPages } from './public-pages.ts';
import { createLinks, type Links } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  files: Files;
  institutions: Institutions;
  review: Review;
  cursors: Cursors;
  publicUrl: URL;
};

/** 端口互访: links between the Cloud and the sites of institutions. */
export function createLinksModule(needs: Needs): Module<{ links: Links }> {
  const links = createLinks(needs);
  return {
    service: { links },
    menu: [
      { side: 'member', key: 'links', href: '/console/links', label: '端口互访', order: 50 },
      { side: 'staff', key: 'links', href: '/admin/links', label: '端口链接', order: 50 },
    ],
    pages(doors) {
      const all = { ...needs, ...doors, links };
      return [...createLinkPages(all), ...createLinkDeskPages(all), ...createPublicLinkPages(all)];
    },
    progress: [linkProgress({ ...needs, links })],
    kinds: [linkKind({ ...needs, links })],
  };
}
