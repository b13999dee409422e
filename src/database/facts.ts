import { factsOf, type None } from '../fact.ts';

export type DatabaseFacts = {
  'database.busy': None;
};

export const fact = factsOf<DatabaseFacts>();
