import { type Fact, factsOf, type None } from '../fact.ts';

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
  'links.no_answer_in': { seconds: number };
  'links.not_public': None;
  'links.encoded': None;
  'links.bad_certificate': None;
  'links.host_unknown': None;
  'links.unreachable': None;
  'links.answers': { status: number };
  'links.many_redirects': { most: number };
  'links.too_large': { kilobytes: number };
  'links.other_type': { type: string };
  'links.slow': { seconds: number };
  'links.no_link': { links: number };
  'links.hidden_link': None;
  'links.empty_link': None;
  'links.words_only': { words: string };
  'links.page_by_script': None;
  'links.stands_in': { region: string; heading: string; link: number; of: number; before: string; after: string };
  'links.likely_template': None;
  'links.likely_never': None;
  'links.likely_redesign': { day: string; region: string };
  'links.likely_removed': { day: string; region: string; links: number };
  'links.checked_often': { most: number };
  'links.only_online': None;
  'links.no_evidence': None;
  'links.qr_unreadable': None;
  'links.qr_no_address': { says: string };
  'links.side_bad': { side: string; state: string; since: string };
};

/** Phrases of back-office pages, which are in Chinese. */
export type LinkPageFacts = {
  'links.next_add': None;
  'links.to_add': None;
  'links.next_send': None;
  'links.to_send': None;
  'links.progress_offline': None;
  'links.progress_none': None;
  'links.progress_missing': { isByScript: boolean };
  'links.next_place': { isByScript: boolean };
  'links.progress_bad': { since: string; what: string };
  'links.next_mend': { since: string; what: string };
  'links.to_check': None;
  'links.task_mend': None;
  'links.task_broken': None;
  'links.progress_unseen': { count: number; unseen: number };
  'links.progress_online': { count: number };
  'links.for_days': { state: string; days: number };
  'links.poster_leads': { host: string };
  'links.mobile_leads': { host: string };
  'links.menu_links': None;
  'links.menu_links_staff': None;
  'links.do_apply': None;
  'links.do_check': None;
  'links.do_check_any': None;
  'links.do_offline': None;
  'links.progress_title': None;
};

export const fact = factsOf<LinkFacts & LinkPageFacts>();

/** Texts of letters to institutions. */
export type LinkLetters = {
  'links.broken_letter': { name: string; pages: readonly string[]; sides: readonly Fact[] };
  'links.mended_letter': { name: string; sides: readonly string[] };
};

export const letter = factsOf<LinkLetters>();
