import type { StatusFacts } from '../../status/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const status = {
  'status.no_incident': 'There is no such report',
} satisfies Partial<Catalogue<StatusFacts>>;
