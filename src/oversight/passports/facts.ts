import { factsOf, type None } from '../../fact.ts';

export type PassportFacts = {
  'passports.no_file': None;
  'passports.file_form': None;
  'passports.too_often': None;
};

export const fact = factsOf<PassportFacts>();
