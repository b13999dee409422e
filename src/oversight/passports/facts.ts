import { factsOf, type None } from '../../fact.ts';

export type PassportFacts = {
  'passports.no_file': None;
  'passports.file_form': None;
  'passports.too_often': { limit: number; minutes: number };
};

export const fact = factsOf<PassportFacts>();
