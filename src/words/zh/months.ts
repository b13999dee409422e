import type { MonthFacts } from '../../months/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'months.unknown': ({ name, known }) => `no log has a month called ${name}; there are ${known}`,
} satisfies Catalogue<MonthFacts>;
