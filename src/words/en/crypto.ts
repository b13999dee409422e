import type { CryptoFacts } from '../../crypto/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'crypto.keys_made': ({ dir }) => `keys in ${dir}: back them up`,
  'crypto.sm2_renewed': ({ dir }) => `a new key in ${dir}: back it up`,
  'crypto.rotated': ({ did, next, due }) =>
    `${did === undefined ? 'no step is due' : `did: ${did}`}; next: ${next}, ${due === undefined ? 'at any time' : `from ${due} on`}`,
  'crypto.busy': 'Many people are signing in; try again in a moment',
} satisfies Catalogue<CryptoFacts>;
