import { factsOf } from '../../fact.ts';

export type MonthFacts = {
  'months.unknown': { name: string; known: string };
};
/** What cannot be done with the months of the logs. */
export const fact = factsOf<MonthFacts>();
