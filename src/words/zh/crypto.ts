import type { CryptoFacts } from '../../crypto/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'crypto.busy': '现在登录的人很多，请稍后再试',
} satisfies Catalogue<CryptoFacts>;
