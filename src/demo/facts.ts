import { factsOf, type None } from '../fact.ts';

export type DemoFacts = {
  'demo.bad_logout_token': None;
  'demo.other_issuer': None;
  'demo.no_such_page': None;
};

export const fact = factsOf<DemoFacts>();
