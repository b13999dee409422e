import { factsOf } from '../fact.ts';

export type SandboxFacts = {
  'sandbox.full': { most: number };
};

export const fact = factsOf<SandboxFacts>();
