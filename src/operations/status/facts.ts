import { factsOf, type None } from '../../fact.ts';

export type StatusFacts = {
  'status.no_incident': None;
  'status.no_draft': None;
  'status.not_open': None;
  'status.ends_before': None;
  'status.end_missing': None;
  'status.impact_missing': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type StatusPageFacts = {
  'status.ask_publish': None;
  'status.ask_discard': None;
  'status.menu_status': None;
  'status.do_notice': None;
};

export const fact = factsOf<StatusFacts & StatusPageFacts>();
