import { factsOf, type None } from '../fact.ts';

export type OpenFacts = {
  'open.busy': None;
  'open.downloads_busy': None;
  'open.region_form': None;
  'open.no_region': { code: string };
  'open.day_form': { name: string };
  'open.days_turned': None;
  'open.days_need_channel': { channels: string };
  'open.days_without_words': None;
  'open.words_long': { most: number };
  'open.no_words': None;
  'open.institution_form': None;
  'open.no_export': None;
  'open.no_signature': None;
  'open.no_signing_key': None;
};

export const fact = factsOf<OpenFacts>();
