import type { DatabaseFacts } from '../../database/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'database.busy': 'The service is busy; try again in a moment',
} satisfies Catalogue<DatabaseFacts>;
