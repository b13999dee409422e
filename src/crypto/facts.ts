import { factsOf, type None } from '../fact.ts';

export type CryptoFacts = {
  'crypto.busy': None;
};

export const fact = factsOf<CryptoFacts>();
