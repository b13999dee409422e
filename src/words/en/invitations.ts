import type {
  Button,
  Heading,
  InvitationFacts,
  PlainState,
  Reading,
  Separator,
} from '../../resources/invitations/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { names } from './names.ts';
import { plural } from './plural.ts';

const headings: Readonly<Record<Heading, string>> = {
  join: 'Taking part',
  seats: 'Places',
  time: 'When',
  place: 'Where',
  fee: 'Fee',
  fits: 'For',
  host: 'Organised by',
  created_by: 'Made by',
  recorded_by: 'Recorded by',
  told_by: 'Performed by',
  made_on: 'Made',
  performers: 'Performers',
  watching: 'Watching',
  listening: 'How to listen',
  reading: 'How to read',
  extent: 'Length',
  published: 'Published',
  enquiries: 'Enquiries',
  price: 'Price',
  buying: 'Sold by',
  spec: 'Details',
  origin: 'Origin',
  begins: 'Begins',
  teacher: 'Teacher',
  lessons: 'Lessons',
  within: 'In',
  address: 'Address',
  phone: 'Phone',
  visit: 'Visiting',
  handy: 'There is',
};

const buttons: Readonly<Record<Button, string>> = {
  look: 'Take a look',
  site_of_host: 'Institution’s page',
  open: 'Open',
  book_online: 'Book online',
  book_by_phone: 'Book by phone',
  take_part: 'Take part',
  navigate: 'Directions',
  navigate_now: 'Directions, go now',
  map: 'Map and directions',
  call: 'Call',
  call_to_ask: 'Call and ask',
  play: 'Play',
  watch: 'Watch',
  watch_live: 'Watch live',
  watch_again: 'Watch the recording',
  watch_elsewhere: 'Watch on the institution’s site',
  listen: 'Listen',
  read: 'Read',
  read_original: 'Read the original',
  buy: 'Buy',
  enrol: 'Enrol online',
  learn: 'Start learning',
  reserve: 'Book',
};

const states: Readonly<Record<PlainState, string>> = {
  cancelled: 'Cancelled',
  ended: 'Over',
  postponed: 'Postponed, no new date yet',
  running: 'On now',
  full: 'Fully booked',
  walk_in: 'No booking needed',
  at_the_door: 'Booked at the door',
  bookable: 'Can be booked',
  closed_booking: 'Booking is over',
  replay: 'Recording available',
  live: 'Live now',
  shut: 'Closed for the time being',
  closed: 'Closed for today',
  closed_today: 'Closed today',
  in_stock: 'In stock',
  sold_out: 'Out of stock',
  begun: 'Has begun',
};

const separators: Readonly<Record<Separator, string>> = { option: ', ', comma: ', ', semicolon: '; ', space: ' · ' };
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Of days and months as they are written on the wire. */
const dates = (form: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...form });
  return (written: string) => format.format(new Date(written.length === 7 ? `${written}-01` : written));
};
const ofThisYear = dates({ day: 'numeric', month: 'short' });
const ofAnyYear = dates({ day: 'numeric', month: 'short', year: 'numeric' });
const monthOfYear = dates({ month: 'short', year: 'numeric' });
const wholeMonth = dates({ month: 'long', year: 'numeric' });
const months = Array.from({ length: 12 }, (_, place) =>
  dates({ month: 'short' })(`2026-${String(place + 1).padStart(2, '0')}`),
);
const verb = ({ isAudio }: Reading) => (isAudio ? 'listen' : 'read');
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

export const invitations = {
  'invitations.heading': ({ of }) => headings[of],
  'invitations.button': ({ to }) => buttons[to],
  'invitations.name': ({ text }) => (Object.hasOwn(names, text) ? (names[text] ?? text) : text),
  'invitations.list': ({ items, by }) => items.join(separators[by]),
  'invitations.amount': ({ count, unit }) => `${count} ${unit}`,
  'invitations.lasting': ({ hours, minutes, seconds }) =>
    [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, seconds > 0 && `${seconds} s`]
      .filter(Boolean)
      .join(' '),
  'invitations.state': ({ is }) => states[is],
  'invitations.running_until': ({ day }) => `On until ${day}`,
  'invitations.begins_in': ({ hours }) => (hours === 0 ? 'Within the hour' : `In ${plural(hours, 'hour')}`),
  'invitations.books_from': ({ at }) => `Booking from ${at}`,
  'invitations.places_left': ({ left }) => `${plural(left, 'place')} left`,
  'invitations.places_left_of': ({ left, all }) => `${left} of ${plural(all, 'place')} left`,
  'invitations.places': ({ all }) => plural(all, 'place'),
  'invitations.on_air': ({ at }) => `On air ${at}`,
  'invitations.shut_until': ({ at }) => `Closed until ${at}`,
  'invitations.open_until': ({ hour }) => `Open now, until ${hour}`,
  'invitations.open_from': ({ hour }) => `Opens today at ${hour}`,
  'invitations.course_begins': ({ day }) => `Begins ${day}`,
  'invitations.no_booking': 'No booking needed, just come',
  'invitations.booked_until': ({ at, isOver }) => (isOver ? `Booking ended ${at}` : `Book by ${at}`),
  'invitations.meant_for': 'Planned for ',
  'invitations.yes': 'Yes',
  'invitations.region': 'Region',
  'invitations.online': 'Online',
  'invitations.join_online': 'Online',
  'invitations.ages': ({ from, until }) =>
    until === undefined ? `${from} and over` : from === undefined ? `Up to ${until}` : `Ages ${from} to ${until}`,
  'invitations.offers': ({ what }) => `with ${what}`,
  'invitations.yuan': ({ amount }) => `¥${amount}`,
  'invitations.partly_free': ({ price }) => `Partly free, else ${price}`,
  'invitations.free': 'Free',
  'invitations.month': ({ month }) => months[month - 1] ?? '',
  'invitations.month_of_year': ({ month }) => monthOfYear(month),
  'invitations.month_whole': ({ month }) => wholeMonth(month),
  'invitations.day': ({ day, withYear }) => (withYear ? ofAnyYear(day) : ofThisYear(day)),
  'invitations.weekday': ({ number }) => weekdays[number] ?? '',
  'invitations.today': 'Today',
  'invitations.ends': 'Ends',
  'invitations.day_named': ({ day, weekday }) => `${weekday} ${day}`,
  'invitations.moment': ({ day, hour }) => `${day}, ${hour}`,
  'invitations.hours_from_until': ({ from, until }) => `${from}–${until}`,
  'invitations.span': ({ from, until }) => `${from} to ${until}`,
  'invitations.distance': ({ days }) => ['Today', 'Tomorrow'][days] ?? `In ${plural(days, 'day')}`,
  'invitations.head_of_day': ({ month, weekday }) => (month === undefined ? weekday : `${month}, ${weekday}`),
  'invitations.title_day': ({ title, day }) => `${title}, ${day}`,
  'invitations.picture': ({ title, number }) =>
    title === undefined ? `Picture ${number}` : `${title}, picture ${number}`,
  'invitations.events': ({ count, isMore }) => (isMore ? `${count} or more` : plural(count, 'event')),
  'invitations.events_short': ({ count, isMore }) => `${count}${isMore ? '+' : ''}`,
  'invitations.below': ({ is }) => ({ cities: 'Cities', counties: 'Counties and districts' })[is],
  'invitations.day_with': ({ day, events }) => `${day}, ${events}`,
  'invitations.has_captions': 'Captions',
  'invitations.has_transcript': 'Transcript',
  'invitations.free_with_login': 'Free, sign-in needed',
  'invitations.free_on_all': 'Free, on phones and computers',
  'invitations.read_open': (reading) => `Open it and ${verb(reading)}, no sign-in needed`,
  'invitations.read_login': (reading) => `Sign in to ${verb(reading)} online`,
  'invitations.read_card': (reading) => `${capital(verb(reading))} online with a reader’s card`,
  'invitations.read_inhouse': ({ institution, ...reading }) =>
    `${capital(verb(reading))} on the premises of ${institution}`,
  'invitations.read_online': (reading) => `${capital(verb(reading))} online`,
  'invitations.pages': ({ count }) => plural(count, 'page'),
  'invitations.list_price': ({ price }) => `was ${price}`,
  'invitations.shop': ({ host }) => `Ordered and paid at ${host}; the Culture Cloud takes no payment`,
  'invitations.heritage': ({ level }) => `${level} intangible heritage`,
  'invitations.inheritor': ({ name }) => `Inheritor ${name}`,
  'invitations.lessons': ({ count }) => plural(count, 'lesson'),
  'invitations.in_all': ({ lasting }) => `${lasting} in all`,
  'invitations.certificate': 'Certificate at the end',
  'invitations.rooms_bookable': 'Rooms can be booked',
  'invitations.people': ({ count }) => plural(count, 'person', 'people'),
  'invitations.written_by': ({ author }) => `By ${author}`,
  'invitations.minutes_to_read': ({ minutes }) => `${minutes} min to read`,
} satisfies Catalogue<InvitationFacts>;
