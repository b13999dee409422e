import { factsOf, type None } from '../fact.ts';

export type IntegrationFacts = {
  'integration.days_reversed': None;
};

export const fact = factsOf<IntegrationFacts>();
