import { factsOf, type None } from '../../fact.ts';

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
  'open.publisher': None;
  'open.service': None;
  'open.catalogue': None;
  'open.catalogue_about': None;
  'open.of_channel': { name: string };
  'open.of_channel_about': { name: string; lead: string };
  'open.all': None;
  'open.all_about': None;
  'open.hosts': None;
  'open.hosts_about': None;
  'open.figures': None;
  'open.figures_about': None;
  'open.as_json': None;
  'open.as_linked': None;
  'open.as_feed': None;
  'open.as_changes': None;
  'open.as_log': None;
  'open.file_of': { day: string };
};

export const fact = factsOf<OpenFacts>();
