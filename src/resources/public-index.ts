import type { Clock } from '../clock.ts';
import type { Cursors } from '../http/cursors.ts';
import type { Pages } from '../http/page.ts';
import { type Channels, channels as shipped } from './channels.ts';
import { createFeedPages } from './feeds-pages.ts';
import type { PublicResources } from './public.ts';
import { createPublicResourcePages } from './public-pages.ts';
import { createZonePages } from './public-zone-pages.ts';

type Needs = {
  pages: Pages;
  publicResources: PublicResources;
  clock: Clock;
  publicUrl: URL;
  cursors: Cursors;
  channels?: Channels;
};

/** What citizens, their feed readers and search engines see of resources. */
export function createPublicDoors({ channels = shipped, ...needs }: Needs) {
  const all = { ...needs, channels };
  return [...createFeedPages(all), ...createPublicResourcePages(all), ...createZonePages(all)];
}
