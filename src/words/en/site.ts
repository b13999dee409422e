import type { SiteFacts } from '../../site/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'site.no_region': 'There is no such region code; begin with a province.',
  'site.menu_regions': 'Regions',
  'site.region_changed': 'Saved: every page uses the new regions from now on.',
} satisfies Catalogue<SiteFacts>;
