import { factsOf, type None } from '../fact.ts';

export type SiteFacts = {
  'site.no_region': None;
  'site.menu_regions': None;
  'site.region_changed': None;
};

export const fact = factsOf<SiteFacts>();
