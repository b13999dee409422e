import { factsOf, type None } from '../fact.ts';
import type { Phase } from './phases.ts';

/** Of keys that sign: of tokens, and of the public logs. */
type Step = Phase | 'add';

export type CryptoFacts = {
  'crypto.busy': None;
  'crypto.keys_made': { dir: string };
  'crypto.sm2_renewed': { dir: string };
  'crypto.rotated': { did: Step | undefined; next: Step; due: string | undefined };
};

export const fact = factsOf<CryptoFacts>();
