import { type Fact, factsOf, type None } from '../fact.ts';
import type { Standing } from './standing.ts';

/** The actions on many entries at once. */
export type Act = 'submit' | 'recall' | 'withdraw' | 'change' | 'remove';

/** A time that 附近 can be asked for. */
type When = 'sunday' | 'today' | 'tonight' | 'tomorrow' | 'weekend' | 'next' | 'month' | 'day';
/** The condition of such a question that is widened, or all of them. */
type Widened = 'km' | 'when' | 'child' | 'free' | 'bookable' | 'words' | 'all';

/** The JSON type of a field. */
export type Shape = 'text' | 'integer' | 'number' | 'boolean' | 'list' | 'rows';

export type ResourceFacts = {
  'resources.parent_form': None;
  'resources.updated_since_form': None;
  'resources.withdrawal_reason': None;
  'resources.items_form': None;
  'resources.items_none': None;
  'resources.channel_field_missing': None;
  'resources.no_file': { label: string; id: string };
  'resources.wrong_file': { label: string };
  'resources.unknown_field': None;
  'resources.external_id_differs': { externalId: string };
  'resources.in_review_recall': None;
  'resources.if_match_missing': None;
  'resources.changed_since_read': None;
  'resources.channel_missing': None;
  'resources.external_id_missing': None;
  'resources.data_form': None;
  'resources.twice_in_batch': None;
  'resources.most_items': { most: number; now: number };
  'resources.no_channel': { channel: string };
  'resources.external_id_just_taken': None;
  'resources.external_id_bad': None;
  'resources.no_channel_here': None;
  'resources.no_zone': None;
  'resources.no_time': None;
  'resources.no_site_map': None;
  'resources.action_pressed': None;
  'resources.choose_field': None;
  'resources.no_action': None;
  'resources.several_problems': { problems: readonly Fact[] };
  'resources.not_found': None;
  'resources.certified_first': None;
  'resources.referred_missing': { externalId: string };
  'resources.external_id_stays': { externalId: string };
  'resources.external_id_of_program': { externalId: string };
  'resources.external_id_used': { externalId: string };
  'resources.not_published': None;
  'resources.picture_answered': { label: string; status: number };
  'resources.picture_large': { label: string };
  'resources.picture_unreachable': { label: string };
  'resources.picture_claim_first': None;
  'resources.picture_not_cut': { label: string };
  'resources.picture_not_fetched': { label: string };
  'resources.picture_not_done': { label: string };
  'resources.no_preview': None;
  'resources.no_picture': None;
  'resources.no_captions': None;
  'resources.synonyms_just_changed': None;
  'resources.synonyms_line': { line: number; mostWords: number; longest: number };
  'resources.synonyms_most': { most: number; now: number };
  'resources.gone_withdrawn': None;
  'resources.gone_expired': None;
  'resources.gone_disabled': None;
  'resources.no_entry_here': None;
  'resources.no_home_here': None;
  'resources.deleted': None;
  'resources.already_over': None;
  'resources.no_live': { channel: string };
  'resources.published_stays': None;
  'resources.role_may_not': None;
  'resources.no_draft': None;
  'resources.edit_draft': None;
  'resources.in_review_recall_first': None;
  'resources.entered_by_other': { externalId: string; way: Fact };
  'resources.no_zone_start': None;
  'resources.zone_ended': { name: string; validTo: string };
  'resources.way_nameless': { clientId: string };
  'resources.way_named': { name: string; clientId: string };
  'resources.way_people': None;
  'resources.external_id_form': { label: string };
  'resources.shape': { label: string; shape: Shape };
  'resources.alike': {
    title: string;
    standing: Standing;
    institution: string | undefined;
    externalId: string | undefined;
    startsAt: string | undefined;
  };
  'resources.check_alike': { alike: Fact };
  'resources.hint_alike': { alike: Fact };
  'resources.external_ids_twice': None;
  'resources.all': None;
  'resources.all_activities': None;
  'resources.today': None;
  'resources.weekend': None;
  'resources.near': None;
  'resources.free': None;
  'resources.to_search': None;
  'resources.near_activities': None;
  'resources.next_broadcasts': None;
  'resources.next_activities': None;
  'resources.near_place': { place: string };
  'resources.found_for': { query: string };
  'resources.asked_time': { first: Fact; last: Fact | undefined };
  'resources.asked_part': { part: 'morning' | 'afternoon' | 'evening'; hours?: string | undefined };
  'resources.asked_kind': { kind: 'time' | 'part' | 'place' | 'fee' | 'booking' };
  'resources.near_when': { when: When; isEvening: boolean; day?: Fact | undefined };
  'resources.near_kind': { kind: 'child' | 'free' | 'bookable' };
  'resources.near_words': { words: string };
  'resources.near_offer': { kinds: readonly Fact[]; place: string | undefined };
  'resources.near_within': { km: number };
  'resources.near_question': { when: Fact; km: number; kinds: readonly Fact[]; without: Fact | undefined };
  'resources.near_section': { change: Widened; when: Fact; km: number; kind: Fact | undefined };
  'resources.near_today': { hour: string };
  'resources.near_day': { day: Fact; hour: string };
  'resources.near_instead': {
    change: Widened;
    km: number;
    count: number;
    begins: Fact;
    county: string;
    kind: Fact | undefined;
  };
  'resources.near_none': {
    place: string | undefined;
    when: Fact;
    km: number;
    kinds: readonly Fact[];
    parts: readonly Fact[];
  };
  'resources.near_beyond': { km: number; when: Fact; count: number; county: string };
  'resources.near_all': { km: number; count: number };
  'resources.near_here': None;
  'resources.near_everything': None;
  'resources.near_pin': { name: string; count: number; far: Fact | undefined };
  'resources.near_pin_spoken': { number: number; words: string; isAway: boolean };
  'resources.km': { km: number };
  'resources.asked_fee': None;
  'resources.asked_booking': None;
  'resources.wider': { kind: 'time' | 'place' | 'fee' | 'booking'; place: string; count: number };
  'resources.zone_title': { place: string };
  'resources.calendar_ends': { channel: string };
  'resources.calendar_title': { channel: string; month: string };
  'resources.more_in': { channel: string };
  'resources.others_of': { institution: string };
  'resources.merged_into': { place: string; day: string };
};

/** Phrases of back-office pages, which are in Chinese. */
export type ResourcePageFacts = {
  'resources.action_done': { act: Act; count: number; done: number; left: number };
  'resources.action_running': { act: Act; count: number; done: number; left: number };
  'resources.action_waiting': { act: Act; count: number; done: number; left: number };
  'resources.action_none_chosen': None;
  'resources.action_fits_none': { act: Act; count: number };
  'resources.ask_discard': None;
  'resources.progress_none': None;
  'resources.next_first': None;
  'resources.to_add': None;
  'resources.progress_counts': {
    published: number;
    scheduled: number;
    waiting: number;
    returned: number;
    drafts: number;
  };
  'resources.next_drafts': None;
  'resources.to_drafts': None;
  'resources.next_publish': None;
  'resources.about_channels': None;
  'resources.about_channel': { channel: string };
  'resources.about_calendar': { channel: string };
  'resources.about_zones': None;
  'resources.about_zone': { place: string };
  'resources.about_institution': { institution: string };
  'resources.menu_resources': None;
  'resources.menu_synonyms': None;
  'resources.found_import': None;
  'resources.do_write': None;
  'resources.do_import': None;
  'resources.also_import': None;
  'resources.do_synonyms': None;
  'resources.progress_title': None;
  'resources.no_captions_there': None;
  'resources.no_medium_there': None;
  'resources.address_failing': { field: string; url: string; isGone: boolean; cause: Fact };
  'resources.address_of': { field: string; url: string; cause: Fact };
};

export const fact = factsOf<ResourceFacts & ResourcePageFacts>();

/** Texts of letters to institutions. */
export type ResourceLetters = {
  'resources.gone_letter': { count: number; titles: readonly string[]; field: string };
  'resources.week_letter': { count: number; titles: readonly string[]; isNext: boolean };
  'resources.sent_letter': { title: string; missing: readonly Fact[] };
  'resources.copyright_letter': { daysLeft: number; count: number; titles: readonly string[]; lastDay: string };
};

export const letter = factsOf<ResourceLetters>();
