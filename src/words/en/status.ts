import type { StatusFacts } from '../../operations/status/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'status.no_incident': 'There is no such report',
} satisfies Catalogue<Pick<StatusFacts, 'status.no_incident'>>;
