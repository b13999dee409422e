import { type Fact, factsOf, type None } from '../../fact.ts';

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
  'sources.address_form': None;
  'sources.address_of_other': { institution: string };
  'sources.category_unset': { category: string };
  'sources.certified_first': None;
  'sources.found_calendar': { host: string };
  'sources.found_feed': { host: string };
  'sources.found_open': { host: string };
  'sources.found_page': { host: string };
  'sources.found_rpde': { host: string };
  'sources.found_sitemap': { host: string };
  'sources.gaps': { gaps: readonly Fact[] };
  'sources.many_sources': { most: number };
  'sources.moved': None;
  'sources.no_items': None;
  'sources.no_source': None;
  'sources.not_on': None;
  'sources.now_cancelled': None;
  'sources.now_postponed': None;
  'sources.now_remaining': { remaining: number };
  'sources.now_scheduled': None;
  'sources.own_address': { title: string };
  'sources.page_has_none': None;
  'sources.page_names_calendar': { host: string; alsoFeed: boolean };
  'sources.page_names_feed': { host: string };
  'sources.page_names_sitemap': { host: string };
  'sources.ask_gone': None;
  'sources.ask_stop': None;
  'sources.choose_target': None;
  'sources.cover_instead': { cause: Fact };
  'sources.cover_missing': None;
  'sources.do_connect': None;
  'sources.hours_form': None;
  'sources.menu': None;
  'sources.reading_first': None;
  'sources.role_may_not': None;
  'sources.text_cut': { most: number };
  'sources.text_long': { most: number };
  'sources.too_often': { most: number };
};

export const fact = factsOf<SourceFacts>();

/** Texts of letters to people. */
export type SourceLetters = {
  'sources.failing_letter': { title: string; fault: Fact };
};

export const letter = factsOf<SourceLetters>();
