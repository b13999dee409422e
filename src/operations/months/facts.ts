import { factsOf } from '../../fact.ts';

export type MonthFacts = {
  'months.line': { until: string; kilobytes: number; goes: string; exported: string | undefined };
  'months.unknown': { name: string; known: string };
};
/** Why an action on the months of the logs is impossible. */
export const fact = factsOf<MonthFacts>();
