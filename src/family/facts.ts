import { factsOf, type None } from '../fact.ts';
import type { Consent } from './store.ts';

export type FamilyFacts = {
  'family.not_of_age': None;
  'family.phone_needed': None;
  'family.year_form': None;
  'family.too_old': { year: number };
  'family.not_guardian': None;
  'family.not_agreed': None;
  'family.most_children': { most: number };
  'family.no_child': None;
  'family.gone': None;
  'family.child': { child: string };
  'family.act': { act: Consent['act']; child: string; platform: string };
  'family.no_platform': None;
  'family.closing': None;
  'family.many_tries': { minutes: number };
};

export const fact = factsOf<FamilyFacts>();
