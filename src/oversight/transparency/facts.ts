import { factsOf, type None } from '../../fact.ts';

export type TransparencyFacts = {
  'transparency.no_log': None;
  'transparency.nothing_yet': None;
  'transparency.no_tile': None;
  'transparency.no_entries': None;
  'transparency.not_found': None;
  'transparency.alias_needed': None;
  'transparency.not_yet': None;
  'transparency.no_own': None;
  'transparency.what_form': None;
  'transparency.proof_form': None;
  'transparency.cosignature_form': None;
  'transparency.cosignature_head': None;
  'transparency.cosignature_unknown': None;
  'transparency.cosignature_wrong': None;
  'transparency.witness_key': { path: string };
  'transparency.log_key': { text: string };
  'transparency.log_unreachable': { url: string; why: string };
  'transparency.seconds_form': None;
  'transparency.too_often': { limit: number; minutes: number };
};

export const fact = factsOf<TransparencyFacts>();
