import { type Fact, factsOf, type None } from '../../fact.ts';

/** Under which word something is answered on the page of an entry. */
export type Heading =
  | 'join'
  | 'seats'
  | 'time'
  | 'place'
  | 'fee'
  | 'fits'
  | 'host'
  | 'created_by'
  | 'recorded_by'
  | 'told_by'
  | 'made_on'
  | 'performers'
  | 'watching'
  | 'listening'
  | 'reading'
  | 'extent'
  | 'published'
  | 'enquiries'
  | 'price'
  | 'buying'
  | 'spec'
  | 'origin'
  | 'begins'
  | 'teacher'
  | 'lessons'
  | 'within'
  | 'address'
  | 'phone'
  | 'visit'
  | 'handy';

/** The target of a button or a link. */
export type Button =
  | 'look'
  | 'site_of_host'
  | 'open'
  | 'book_online'
  | 'book_by_phone'
  | 'take_part'
  | 'navigate'
  | 'navigate_now'
  | 'map'
  | 'call'
  | 'call_to_ask'
  | 'play'
  | 'watch'
  | 'watch_live'
  | 'watch_again'
  | 'watch_elsewhere'
  | 'listen'
  | 'read'
  | 'read_original'
  | 'buy'
  | 'enrol'
  | 'learn'
  | 'reserve';

/** A state that one word says all of. */
export type PlainState =
  | 'cancelled'
  | 'ended'
  | 'postponed'
  | 'running'
  | 'full'
  | 'walk_in'
  | 'at_the_door'
  | 'bookable'
  | 'closed_booking'
  | 'replay'
  | 'live'
  | 'shut'
  | 'closed'
  | 'closed_today'
  | 'in_stock'
  | 'sold_out'
  | 'begun';

/** The separator of a list. */
export type Separator = 'option' | 'comma' | 'semicolon' | 'space';
/** A text as it was typed, or words of ours. */
export type FactOrText = string | Fact;

/** How a book or a recording is come by. */
export type Reading = { isAudio: boolean };

export type InvitationFacts = {
  'invitations.heading': { of: Heading };
  'invitations.button': { to: Button };
  /** A name or an option of a form, as institutions have it. */
  'invitations.name': { text: string };
  /** A region, the larger one first. */
  'invitations.region_name': { names: readonly string[] };
  'invitations.list': { items: readonly (Fact | string)[]; by: Separator };
  'invitations.amount': { count: string; unit: Fact };
  'invitations.lasting': { hours: number; minutes: number; seconds: number };
  'invitations.state': { is: PlainState };
  'invitations.running_until': { day: Fact };
  'invitations.begins_in': { hours: number };
  'invitations.books_from': { at: Fact };
  'invitations.gone': { field: string };
  'invitations.confirmed': None;
  'invitations.unconfirmed': { days: number };
  'invitations.places_left': { left: number };
  'invitations.places_left_of': { left: number; all: number };
  'invitations.places': { all: number };
  'invitations.on_air': { at: Fact };
  'invitations.shut_until': { at: Fact };
  'invitations.open_until': { hour: string };
  'invitations.open_from': { hour: string };
  /** Tomorrow by that name, later days by their weekday. */
  'invitations.opens_next': { days: number; weekday: Fact; hour: string };
  'invitations.shut_ahead': { from: Fact; until?: Fact | undefined; reason?: string | undefined };
  'invitations.closed_on': { days: readonly Fact[] };
  'invitations.course_ends': { day: Fact };
  'invitations.course_begins': { day: Fact };
  'invitations.no_booking': None;
  'invitations.booked_until': { at: Fact; isOver: boolean };
  'invitations.meant_for': None;
  'invitations.yes': None;
  'invitations.region': None;
  'invitations.online': None;
  'invitations.join_online': None;
  'invitations.ages': { from: number | undefined; until: number | undefined };
  'invitations.offers': { what: Fact | string };
  'invitations.yuan': { amount: string };
  'invitations.partly_free': { price: Fact };
  'invitations.free': None;
  'invitations.month': { month: number };
  'invitations.day': { day: string; withYear: boolean };
  'invitations.weekday': { number: number };
  'invitations.today': None;
  'invitations.ends': None;
  'invitations.day_named': { day: Fact; weekday: Fact };
  'invitations.moment': { day: Fact; hour: string };
  'invitations.hours_from_until': { from: Fact; until: string };
  'invitations.span': { from: Fact; until: Fact };
  'invitations.distance': { days: number };
  'invitations.month_of_year': { month: string };
  /** 2026年12月, with no day beside it. */
  'invitations.month_whole': { month: string };
  'invitations.head_of_day': { month: Fact | undefined; weekday: Fact };
  'invitations.title_day': { title: string; day: Fact };
  'invitations.picture': { title: string | undefined; number: number };
  'invitations.events': { count: number; isMore: boolean };
  /** Beside a day of a calendar, where hardly anything has room. */
  'invitations.events_short': { count: number; isMore: boolean };
  /** The level below a zone. */
  'invitations.below': { is: 'cities' | 'counties' };
  'invitations.day_with': { day: Fact; events: Fact };
  'invitations.has_captions': None;
  'invitations.has_transcript': None;
  'invitations.free_with_login': None;
  'invitations.free_on_all': None;
  'invitations.read_open': Reading;
  'invitations.read_login': Reading;
  'invitations.read_card': Reading;
  'invitations.read_inhouse': Reading & { institution: string };
  'invitations.read_online': Reading;
  'invitations.borrow': { institution: string; access: string };
  'invitations.pages': { count: number };
  'invitations.list_price': { price: Fact };
  'invitations.shop': { host: string };
  'invitations.heritage': { level: Fact | string };
  'invitations.inheritor': { name: string };
  'invitations.lessons': { count: number };
  'invitations.in_all': { lasting: Fact };
  'invitations.certificate': None;
  'invitations.rooms_bookable': None;
  'invitations.people': { count: number };
  'invitations.written_by': { author: string };
  'invitations.minutes_to_read': { minutes: number };
};

export const fact = factsOf<InvitationFacts>();

export const isPresent = (item: FactOrText | undefined | false): item is FactOrText => Boolean(item);

/** The present items, as a list; undefined without any. */
export function listed(by: Separator, ...items: (FactOrText | undefined | false)[]): FactOrText | undefined {
  const there = items.filter(isPresent);
  const [only] = there;
  return there.length > 1 ? fact('invitations.list', { items: there, by }) : only;
}
