import { factsOf, type None } from '../../fact.ts';

/** Phrases of the back office, which is in Chinese. */
export type SourceFacts = {
  'sources.answers': { status: number };
  'sources.asked_to_wait': { status: number };
  'sources.bad_certificate': None;
  'sources.calendar_broken': None;
  'sources.empty': None;
  'sources.encoded': None;
  'sources.entities': None;
  'sources.feed_broken': None;
  'sources.host_unknown': None;
  'sources.is_file': None;
  'sources.json_broken': None;
  'sources.many_items': { most: number };
  'sources.many_redirects': { most: number };
  'sources.no_answer_in': { seconds: number };
  'sources.not_public': None;
  'sources.not_text': None;
  'sources.not_there': { status: number };
  'sources.other_form': None;
  'sources.password': None;
  'sources.too_large': { megabytes: number };
  'sources.too_much': None;
  'sources.unreachable': None;
  'sources.unreadable': None;
};

export const fact = factsOf<SourceFacts>();
