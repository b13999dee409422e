import type { OpenFacts } from '../../resources/open/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'open.busy': 'Many are reading at this moment; try again shortly',
  'open.downloads_busy':
    'Many are downloading at this moment; try again shortly. At most 2 files at a time go to one address',
  'open.region_form': 'region must be 6 digits, such as 330100',
  'open.no_region': ({ code }) => `There is no region ${code}`,
  'open.day_form': ({ name }) => `${name} must be a date, such as 2026-12-01`,
  'open.days_turned': 'to must not be before from',
  'open.days_need_channel': ({ channels }) =>
    `For from or to, channel must be one whose entries have a start: ${channels}`,
  'open.days_without_words': 'q does not go together with from or to',
  'open.words_long': ({ most }) => `q may have ${most} characters`,
  'open.no_words': 'q has no words in it',
  'open.institution_form': 'institution_id must be the id of an institution (UUID)',
  'open.no_export': 'There is no export of that day; they are kept for 7 days',
  'open.no_signature':
    'The export of that day is not signed, or is older than 7 days; the list gives a signature_url where there is one',
  'open.no_signing_key': 'Exports are not signed by SM2 here, so there is no key',
  'open.publisher': 'National Public Culture Cloud',
  'open.service': 'API of the open data',
  'open.catalogue': 'Open data of the National Public Culture Cloud',
  'open.catalogue_about':
    'What culture halls, libraries, museums and others publish (events, venues, courses, books and more), and the figures that were made public. Nobody has to apply, and no credentials are needed.',
  'open.of_channel': ({ name }) => `${name}: what is published`,
  'open.of_channel_about': ({ name, lead }) => `All that citizens can see in the channel ${name}. ${lead}`,
  'open.all': 'All channels: what is published',
  'open.all_about':
    'All that citizens can see on the site. A file is made early each day; what changes afterwards comes by the API.',
  'open.hosts': 'Institutions that publish',
  'open.hosts_about': 'Names, kinds, regions and pages of the institutions.',
  'open.figures': 'Published figures: the transparency log',
  'open.figures_about':
    'Each figure that was made public is a line of a log that only grows, read as C2SP tlog-tiles; anybody can check it.',
  'open.as_json': 'API, JSON',
  'open.as_linked': 'API, schema.org (JSON-LD)',
  'open.as_feed': 'What is new, RSS',
  'open.as_changes': 'Changes, withdrawals among them, JSON',
  'open.as_log': 'Checkpoint, entries and proofs, /transparency/figures/',
  'open.file_of': ({ day }) => `Export of ${day}, NDJSON, packed by gzip`,
} satisfies Catalogue<OpenFacts>;
