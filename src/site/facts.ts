import { factsOf, type None } from '../fact.ts';

export type SiteFacts = {
  'site.no_region': None;
};

export const fact = factsOf<SiteFacts>();
