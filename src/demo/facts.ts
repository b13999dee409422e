import { factsOf, type None } from '../fact.ts';

export type DemoFacts = {
  'demo.bad_logout_token': None;
};

export const fact = factsOf<DemoFacts>();
