import { factsOf, type None } from '../fact.ts';

export type OversightFacts = {
  'oversight.scope_not_needed': None;
  'oversight.most_tokens': { most: number };
  'oversight.second_factor_first': None;
  'oversight.no_token': None;
  'oversight.no_live_token': None;
  'oversight.own_tokens_only': None;
  'oversight.subject_incomplete': None;
  'oversight.kind_missing': None;
  'oversight.subject_missing': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type OversightPageFacts = {
  'oversight.no_person': None;
  'oversight.no_actor': { name: string };
  'oversight.masked_name': { name: string };
  'oversight.several_people': { name: string };
  'oversight.several_called': { name: string };
  'oversight.several_kinds': { name: string };
  'oversight.none_anywhere': { name: string };
  'oversight.none_called': { name: string };
  'oversight.many_searches': None;
  'oversight.menu_audit': None;
  'oversight.menu_tokens': None;
  'oversight.do_token': None;
  'oversight.do_verify': None;
  'oversight.do_export': None;
  'oversight.do_looks': None;
  'oversight.do_find_looks': None;
  'oversight.also_find_looks': None;
};

export const fact = factsOf<OversightFacts & OversightPageFacts>();
