import { factsOf, type None } from '../fact.ts';

export type LinkFacts = {
  'links.certified_first': None;
  'links.not_found': None;
  'links.crop_form': None;
  'links.address_missing': None;
  'links.no_preview': None;
  'links.no_picture': None;
  'links.role_may_not': None;
  'links.changed': None;
  'links.reason_missing': None;
  'links.reason_long': None;
  'links.operators_restore': None;
  'links.not_https': None;
  'links.https': None;
};

export const fact = factsOf<LinkFacts>();
