import { factsOf, type None } from '../fact.ts';

export type BrandFacts = {
  'brand.no_picture': None;
  'brand.login_address': None;
};

export const fact = factsOf<BrandFacts>();
