import type { MonthFacts } from '../../operations/months/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'months.unknown': ({ name, known }) => `no log has a month called ${name}; there are ${known}`,
} satisfies Catalogue<MonthFacts>;
