import type { CryptoFacts } from '../../crypto/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'crypto.busy': 'Many people are signing in; try again in a moment',
} satisfies Catalogue<CryptoFacts>;
