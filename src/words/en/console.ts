import type { ConsoleCommandFacts } from '../../console/facts.ts';
import type { Catalogue } from '../catalogue.ts';

/** The pages of the back office are Chinese. */
export const facts = {
  'console.second_factor_reset': 'second factor reset',
} satisfies Catalogue<ConsoleCommandFacts>;
