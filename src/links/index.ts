import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Module } from '../module.ts';
import { createLinkDeskPages } from './desk-pages.ts';
import { linkKind } from './kind.ts';
import { createLinkPages } from './pages.ts';
import { createPublicLinkPages } from './public-pages.ts';
import { createLinks, type Links } from './service.ts';

type Needs = { db: Database; clock: Clock; files: Files; institutions: Institutions };

/** 端口互访: links between the Cloud and the sites of institutions. */
export function createLinksModule(needs: Needs): Module<{ links: Links }> {
  const links = createLinks(needs);
  return { service: { links }, kinds: [linkKind({ ...needs, links })] };
}

/** The doors of port integration: the institution's, the operators', everybody's. */
export const createLinkDoors = (
  needs: Parameters<typeof createLinkPages>[0] & Parameters<typeof createLinkDeskPages>[0],
) => [createLinkPages(needs), createLinkDeskPages(needs), createPublicLinkPages(needs)];
