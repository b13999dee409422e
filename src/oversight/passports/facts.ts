import { factsOf, type None } from '../../fact.ts';

export type PassportFacts = {
  'passports.no_file': None;
};

export const fact = factsOf<PassportFacts>();
