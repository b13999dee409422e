import { romanised } from '../../fields/regions/romanised.ts';
import type { PastingFacts } from '../../resources/announcements/facts.ts';
import type { ReadingFacts } from '../../resources/announcements/reading/facts.ts';
import type { ChannelFacts } from '../../resources/channels/facts.ts';
import type { ResourceFacts, Shape } from '../../resources/facts.ts';
import type { ImportFacts } from '../../resources/imports/facts.ts';
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
import { plural } from './parts.ts';

const shapes: Readonly<Record<Shape, string>> = {
  text: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'an array of texts without line breaks',
  rows: 'an array of objects whose members have no line breaks and no ｜',
};

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
/** A label inside a sentence. */
const within = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
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

const goneWords: Readonly<Record<string, string>> = {
  ...{ booking_url: 'booking page', enroll_url: 'enrolment page', buy_url: 'shop', read_url: 'reading page' },
  ...{ play_url: 'player', subtitle_url: 'captions', replay_url: 'recording' },
};

/** Of announcements that are read. */
const pasting = {
  'pasting.nothing_given': 'Send the text of the announcement, or a file',
  'pasting.file_too_large': 'The file is larger than 20 MB; send the part with the announcement, or its text',
  'pasting.text_too_long': ({ most, now }) =>
    `At most ${most} characters are read at a time, and these are ${now}; send the part to be published`,
  'pasting.pictures_only': ({ pages }) => `The ${pages} pages of the PDF are pictures without text; send the text`,
  'pasting.picture': 'The file is a picture; send the text',
  'pasting.pdf_password': 'The PDF has a password; remove it, or send the text',
  'pasting.pdf_pages': ({ most, now }) =>
    `At most ${most} pages are read at a time, and the PDF has ${now}; send those with the announcement, or the text`,
  'pasting.pdf_garbled': 'The text of the PDF cannot be decoded; send the text',
  'pasting.pdf_broken': 'The PDF is damaged; export it once more, or send the text',
  'pasting.word_broken': 'The Word file cannot be read; save it as .docx once more, or send the text',
  'pasting.word_old': 'The file is of an old format (.doc, .xls or .rtf); save it as .docx or .xlsx, or send the text',
  'pasting.word_password': 'The file has a password; remove it, or send the text',
  'pasting.word_outside': 'The file refers to content outside of it (DTD); save it once more, or send the text',
  'pasting.file_inflated':
    'The file is too large once it is unpacked; send the part with the announcement, or the text',
  'pasting.file_unknown':
    'Files of this kind cannot be read; .docx, .pdf, .xlsx, .ics, .eml, HTML and text files can be, or send the text',
  'pasting.file_binary': 'The file holds no text that can be read; send the text',
  'pasting.calendar_broken': 'The calendar (.ics) is damaged; export it once more, or send the text',
  'pasting.calendar_events': ({ most, now }) =>
    `At most ${most} events are read at a time, and the calendar has ${now}; send it month by month`,
  'pasting.mail_broken': 'The mail (.eml) cannot be read; save it once more, or send the text',
  'pasting.too_much': 'The announcement is too long or too complex to be read; send the part to be published',
  'pasting.no_announcement': 'There is no such announcement; it may have been sent, or deleted after 7 days',
  'pasting.just_changed': 'The announcement was changed a moment ago; look at it once more',
  'pasting.unseen': ({ label }) => `“${label}” was not looked at yet`,
  'pasting.none_chosen': 'Choose at least one entry',
  'pasting.most_open': ({ most }) => `${most} announcements were not sent yet; send or delete some of them first`,
  'pasting.most_entries': ({ most, now }) =>
    `${now} entries were read, and at most ${most} are taken at a time; send it in parts`,
  'pasting.hours_full': 'The note about closed days of the venue has no room; shorten it first',
  'pasting.file_base64': 'file must be the content of the file in base64',
  'pasting.written_on_form': 'written_on must be a day such as 2026-11-24',
  'pasting.ask_licence': 'May others reprint it? The announcement does not say so',
  'pasting.ask_cover': ({ title }) => `There is no cover; is that of “${title}” right?`,
  'pasting.ask_unfound': 'It speaks of an entry that was not found; is it a new one?',
} as const satisfies Catalogue<PastingFacts>;

export const facts = {
  ...pasting,
  'resources.no_file': ({ label, id }) =>
    `“${label}”: there is no file with the id ${id}; upload it first (POST /api/v1/files)`,
  'resources.wrong_file': ({ label }) => `“${label}” does not take such a file`,
  'resources.unknown_field': 'The channel has no such field',
  'resources.external_id_differs': ({ externalId }) =>
    `external_id in the body must be that of the address (${externalId}), or be left out`,
  'resources.in_review_recall': 'The entry is being reviewed; recall it (:recall) or wait for the decision',
  'resources.if_match_missing': 'Read the entry first and send its ETag in If-Match',
  'resources.changed_since_read': 'The entry changed since it was read; read it again',
  'resources.channel_missing': 'channel is missing',
  'resources.external_id_missing': 'external_id is missing',
  'resources.data_form': 'data must be an object of fields and values',
  'resources.twice_in_batch': 'This external_id is in the batch twice',
  'resources.most_items': ({ most, now }) => `At most ${most} items at a time; there are ${now}`,
  'resources.no_channel': ({ channel }) => `There is no channel “${channel}”`,
  'resources.external_id_just_taken': 'Another entry took this external_id just now; use another or try again',
  'resources.external_id_bad': 'external_id must have 1 to 64 letters, digits or . _ : -',
  'resources.no_channel_here': 'There is no such channel',
  'resources.no_zone': 'There is no zone of this region',
  'resources.no_time': 'The entry has no time for a calendar',
  'resources.no_site_map': 'There is no such page of the site map',
  'resources.action_pressed': 'This is under way already',
  'resources.choose_field': 'Choose a field',
  'resources.no_action': 'There is no such action',
  'resources.several_problems': ({ problems }) => problems.join('; '),
  'resources.not_found': 'There is no such entry; it may have been deleted',
  'resources.certified_first': 'Resources can be shared once the institution is certified',
  'resources.referred_missing': ({ externalId }) =>
    `There is no published entry with the external_id “${externalId}”; publish it first`,
  'resources.external_id_stays': ({ externalId }) =>
    `external_id cannot be changed once published; write ${externalId}`,
  'resources.external_id_of_program': ({ externalId }) =>
    `A program updates this entry by its external_id; write ${externalId}`,
  'resources.external_id_used': ({ externalId }) => `Another entry of the channel has the external_id “${externalId}”`,
  'resources.not_published': 'The entry is not published',
  'resources.picture_answered': ({ label, status }) =>
    `The address of “${label}” answers ${status}; check it, or upload the picture`,
  'resources.picture_large': ({ label }) => `“${label}” is larger than 10 MB`,
  'resources.picture_claim_first':
    'Unclaimed sandbox keys cannot name addresses of pictures: upload the picture and give its id; once the keys are claimed, addresses work',
  'resources.picture_unreachable': ({ label }) =>
    `The address of “${label}” cannot be opened from the public internet; check it, or upload the picture`,
  'resources.picture_not_cut': ({ label }) => `“${label}” cannot be opened; upload it again`,
  'resources.picture_not_fetched': ({ label }) => `“${label}” was not fetched yet; send it again later`,
  'resources.picture_not_done': ({ label }) => `“${label}” is not ready yet; send it again later`,
  'resources.no_preview': 'There is no preview',
  'resources.no_picture': 'There is no such picture',
  'resources.no_captions': 'There are no captions',
  'resources.gone_withdrawn': 'The institution withdrew this entry',
  'resources.gone_expired': 'The time of this entry is over',
  'resources.gone_disabled': 'The institution that published this entry is disabled',
  'resources.no_entry_here': 'There is no such entry; check the address',
  'resources.no_home_here': 'There is no page of this institution; check the address',
  'resources.deleted': 'The entry was deleted; return it',
  'resources.synonyms_just_changed':
    'Somebody has just changed the list. Open its newest version and put your change into it',
  'resources.synonyms_line': ({ line, mostWords, longest }) =>
    `Line ${line}: a group is 2 to ${mostWords} words of 2 to ${longest} characters`,
  'resources.synonyms_most': ({ most, now }) => `At most ${most} groups of synonyms; there are ${now}`,
  'resources.already_over': 'The licence or the time of the entry is over; return it',
  'resources.withdrawal_reason': 'Say why it is withdrawn',
  'resources.no_live': ({ channel }) => `${channel} has no live state`,
  'resources.published_stays':
    'What is published cannot be changed or deleted; send a revision or ask for its withdrawal',
  'resources.role_may_not': 'Your role may not change resources; ask the owners of your institution',
  'resources.no_draft': 'The entry has no draft or revision',
  'resources.edit_draft': 'The entry is not published; change its draft',
  'resources.in_review_recall_first': 'The entry is being reviewed; recall it first',
  'resources.entered_by_other': ({ externalId, way }) =>
    `“${externalId}” was entered by ${way} and cannot be changed from here. Use another external_id, or ask an owner of your institution to let this application take it over`,
  'resources.no_zone_start': 'There is no zone of this region; start at the zones',
  'resources.zone_ended': ({ name, validTo }) => `${name} ended on ${validTo}; find the region of today at the zones`,
  'resources.way_nameless': ({ clientId }) => `the application with the AK ${clientId}`,
  'resources.way_named': ({ name, clientId }) => `the application “${name}” (AK ${clientId})`,
  'resources.way_people': 'people of your institution',
  'resources.external_id_form': ({ label }) => `“${label}” must have 1 to 64 letters, digits or . _ : -`,
  'resources.shape': ({ label, shape }) => `“${label}” must be ${shapes[shape]}`,
  'resources.alike': ({ title, standing, institution, externalId, startsAt }) =>
    `very like “${title}” of ${institution ?? 'your institution'} (${[externalId, startsAt, standing].filter(Boolean).join(', ')})`,
  'resources.check_alike': ({ alike }) => `${alike}; check whether it is the same`,
  'resources.hint_alike': ({ alike }) =>
    `${alike}. The same need not be entered again; what is not the same may be sent`,
  'resources.external_ids_twice': 'external_id must not be there twice',
  'resources.all': 'All',
  'resources.all_activities': 'All activities',
  'resources.today': 'Today',
  'resources.weekend': 'This weekend',
  'resources.near': 'Nearby',
  'resources.free': 'Free',
  'resources.to_search': 'Search',
  'resources.near_activities': 'Activities nearby',
  'resources.next_broadcasts': 'Coming broadcasts',
  'resources.next_activities': 'Coming activities',
  'resources.near_place': ({ place }) => `Nearby: ${place}`,
  'resources.asked_time': ({ first, last }) => (last === undefined ? first : `${first}–${last}`),
  'resources.asked_part': ({ part, hours }) => hours ?? part,
  'resources.asked_kind': ({ kind }) =>
    ({ time: 'When', part: 'Part of the day', place: 'Where', fee: 'Price', booking: 'Booking' })[kind],
  'resources.near_when': ({ when, isEvening, day = '' }) =>
    ({
      sunday: isEvening ? 'Tonight to Sunday' : 'Today to Sunday',
      today: isEvening ? 'Tonight' : 'Today',
      tonight: 'Tonight',
      tomorrow: 'Tomorrow',
      weekend: 'This weekend',
      next: 'Next week',
      month: 'The next 30 days',
      day,
    })[when],
  'resources.near_kind': ({ kind }) =>
    ({ child: 'For children', free: 'Free of charge', bookable: 'Can be booked' })[kind],
  'resources.near_words': ({ words }) => `“${words}”`,
  'resources.near_offer': ({ kinds, place }) =>
    `Sort by distance from ${place ?? 'me'}${kinds.length === 0 ? '' : `: ${kinds.map(within).join(', ')}`}`,
  'resources.near_within': ({ km }) => `within ${km} km`,
  'resources.near_question': ({ when, km, kinds, without }) =>
    [when, `${km} km`, ...kinds.map(within), ...(without === undefined ? [] : [`not only ${within(without)}`])].join(
      ', ',
    ),
  'resources.near_section': ({ change, when, km, kind }) =>
    change === 'km'
      ? `Farther: ${within(when)}, within ${km} km`
      : change === 'when'
        ? `Later: ${within(when)}, within ${km} km`
        : change === 'all'
          ? `${when}, within ${km} km`
          : `${when}, within ${km} km, not only ${within(kind ?? '')}`,
  'resources.near_today': ({ hour }) => `at ${hour}`,
  'resources.near_day': ({ day, hour }) => `on ${day} at ${hour}`,
  'resources.near_instead': ({ change, km, count, begins, county, kind }) =>
    change === 'km'
      ? `${count} within ${km} km, the first ${begins} in ${county}`
      : change === 'when'
        ? `the next within ${km} km is ${begins}`
        : change === 'all'
          ? `${count} within ${km} km in the next 30 days, the first ${begins} in ${county}`
          : `${count} that are not only ${within(kind ?? '')}`,
  'resources.near_none': ({ place, when, km, kinds, parts }) =>
    `Nothing ${[...kinds.map(within), within(when), place === undefined ? `within ${km} km` : `around ${place}`].join(' ')}${
      parts.length === 0 ? ', nor within 120 km in the next 30 days.' : `: ${parts.join('; ')}.`
    }`,
  'resources.near_beyond': ({ km, when, count, county }) =>
    `${count} more within ${km} km, ${within(when)}; the nearest is in ${county}.`,
  'resources.near_all': ({ km, count }) => `See all ${count} within ${km} km`,
  'resources.near_here': 'Also nearby',
  'resources.near_everything': 'See everything nearby',
  'resources.near_pin': ({ name, count, far }) =>
    [name, far ?? (count > 1 ? `${count} events` : '')].filter(Boolean).join(', '),
  'resources.near_pin_spoken': ({ number, words, isAway }) =>
    `${number}, ${words}${isAway ? ', farther, only its direction' : ''}`,
  'resources.km': ({ km }) => `${km} km`,
  'resources.asked_fee': 'Free of charge',
  'resources.asked_booking': 'Can be booked now',
  'resources.wider': ({ kind, place, count }) =>
    ({
      time: `${count} at later dates`,
      place: place === '' ? `${count} in the whole country` : `${count} in ${place}`,
      fee: `${count} at any price`,
      booking: `${count} whether they can be booked or not`,
    })[kind],
  'resources.found_for': ({ query }) => `Results for “${query}”`,
  'resources.zone_title': ({ place }) => `${place}`,
  'resources.calendar_ends': ({ channel }) => `${channel}: more is coming, see the website`,
  'resources.calendar_title': ({ channel, month }) => `${channel}: calendar, ${month}`,
  'resources.more_in': ({ channel }) => `More in ${channel}`,
  'resources.others_of': ({ institution }) => `More from ${institution}`,
  'resources.merged_into': ({ place, day }) => `${place} became part of this region on ${day}.`,
  'resources.parent_form': 'parent must be 6 digits, for example 330100',
  'resources.updated_since_form': 'updated_since must be a date, for example 2026-01-01',

  'channels.address_missing': 'At least one of pc_url and h5_url is needed',
  'channels.address_or_body': 'At least one of body, pc_url and h5_url is needed',
  'channels.address_or_venue': 'An activity that is not online needs an address or a venue',
  'channels.age_max_low': 'age_max must not be less than age_min',
  'channels.booking_ends_first': 'booking_end must be after booking_start',
  'channels.booking_ends_late': 'booking_end must not be after the activity',
  'channels.booking_url_missing': 'Booking on line needs booking_url',
  'channels.cancel_reason': 'A cancelled activity needs a reason',
  'channels.capacity_sum': ({ sum }) => `capacity must be the sum of the sessions: ${sum}`,
  'channels.class_number_form': 'The class number must begin with a letter, for example I267',
  'channels.clock_form': ({ label }) => `“${label}” must be a time such as 09:00`,
  'channels.closes_first': 'The closing time must be after the opening time',
  'channels.shelf_missing': 'A paper book needs shelf: the library and the floor where it stands',
  'channels.format_missing': 'Give the format; only a paper book has none',
  'channels.read_url_missing': 'Give read_url; only a paper book has none',
  'channels.closing_reason': 'A venue that is closed for a time needs a reason',
  'channels.reopens_first': 'It must open again after it has closed',
  'channels.course_start_missing': 'A live or offline course needs start_at',
  'channels.cover_alt_start': 'cover_alt is read aloud: say what is in the picture, without 图片 or 封面 before it',
  'channels.crop_form': 'cover_crop must be left,top,width,height, for example 0,0,1600,900',
  'channels.crop_shape': 'cover_crop must be 16:9, for example 1600 by 900',
  'channels.duration_missing': 'An audio book needs a duration',
  'channels.ends_before_start': 'end_at must be after start_at',
  'channels.ends_before_stream': 'end_at must be after the beginning of the stream',
  'channels.enroll_url_missing': 'A live or offline course needs enroll_url or contact_phone',
  'channels.expires_before_publishing': 'expire_at must be after publish_at',
  'channels.heritage_level_missing': 'A heritage craft needs heritage_level',
  'channels.https_address': ({ label }) => `“${label}” must begin with https://`,
  'channels.issn_missing': 'A periodical needs an ISSN',
  'channels.lat_lng_swapped': ({ value }) => `lng and lat may be swapped (lat ${value} is not between 3 and 54)`,
  'channels.lessons_numbered': 'The lessons must be numbered from 1 without gaps',
  'channels.list_price_low': 'list_price must not be less than price',
  'channels.live_longest': 'A stream lasts at most 24 hours; enter several days one by one',
  'channels.live_soon': 'A stream must begin in 10 minutes or later',
  'channels.lng_lat_swapped': ({ value }) => `lng and lat may be swapped (lng ${value} is not between 73 and 136)`,
  'channels.own_parent': 'A venue cannot be its own parent',
  'channels.postcode_form': 'The postcode must have 6 digits',
  'channels.price_max_low': 'price_max must not be less than price_min',
  'channels.price_min_missing': 'An activity that costs something needs price_min',
  'channels.price_zero': 'Only a service may have the price 0',
  'channels.produced_late': 'produced_on must not be after today',
  'channels.published_late': 'published_on must not be after today',
  'channels.remaining_high': ({ capacity }) => `remaining must not be more than capacity (${capacity})`,
  'channels.reprint_note': 'What is reprinted needs copyright_note',
  'channels.room_type_missing': 'The type of room is missing',
  'channels.session_ends_first': 'A session must end after it begins',
  'channels.sessions_overlap': ({ at }) => `The session at ${at} overlaps the one before`,
  'channels.stream_form': 'stream_url must be an m3u8 or flv address; a page belongs into h5_url',
  'channels.stream_or_address': 'At least one of stream_url and h5_url is needed',
  'channels.subtitles_form': 'The subtitles must be a vtt or srt file',
  'channels.title_signs': 'The title must not be punctuation only',
  'channels.venue_booking_url': 'A venue that can be booked needs booking_url',
  'channels.weekday_form': 'The weekdays must be such as 1,3,5 (1 is Monday)',
  'channels.weekday_missing': 'The weekdays are missing',

  'imports.application_may_not': 'The application has no scope for sharing resources',
  'imports.cell_formula': 'The cell has a formula without an answer',
  'imports.cell_unreadable': 'There are characters that cannot be seen or stored',
  'imports.check_failed': 'The file could not be checked for now; send it again, or contact support',
  'imports.column_twice': ({ title, one, other }) => `“${title}” is in the columns ${one} and ${other}`,
  'imports.columns_missing': ({ columns, channel }) =>
    `Columns are missing: ${columns}. Use the template of “${channel}”`,
  'imports.columns_twice': ({ repeated }) => `${repeated.join('; ')}; delete one of each`,
  'imports.columns_unknown': ({ count, names }) =>
    `${count} columns are not known and were not read: ${names.join(', ')}${count > names.length ? ' and others' : ''}`,
  'imports.cure_missing': 'Enter what the rows should say first',
  'imports.digits_lost': 'The number has more than 15 digits; Excel has turned the last ones into 0',
  'imports.entered_left': ({ way }) => `The number was entered by ${way}`,
  'imports.entered_taken_over': ({ way }) => `The number was entered by ${way}; this application takes it over`,
  'imports.entered_updated': ({ way }) => `The number was entered by ${way}; the import updates it`,
  'imports.example_number': 'This is still the number of the example',
  'imports.file_cleared': 'The file was deleted after 30 days; send it again',
  'imports.file_empty': 'The file is empty',
  'imports.file_missing': 'Choose the file',
  'imports.file_too_large': 'The file is larger than 10 MB or 20,000 rows',
  'imports.import_moved': 'The import has gone on to another step; read it again',
  'imports.imports_per_day': ({ most, again }) => `At most ${most} files in 24 hours; again from ${again} on`,
  'imports.imports_waiting': ({ most }) => `${most} files are being checked; wait for them`,
  'imports.in_review': 'The entry is being reviewed',
  'imports.like_row': ({ row }) => `the title, time and place are those of row ${row}`,
  'imports.maybe_twice': ({ like }) => `Perhaps twice: ${like}`,
  'imports.no_headings': 'There are no headings; use the template of the channel, with headings in row 1',
  'imports.no_import': 'There is no such import; it may have been deleted',
  'imports.no_rows': 'There are no rows of data; the examples of the template are not imported',
  'imports.no_template': 'There is no template of this channel',
  'imports.not_an_object': 'The line is no JSON object',
  'imports.not_marked': 'The file was not read and cannot be marked',
  'imports.not_migrated': 'The file holds too much to be moved to the new template',
  'imports.not_sent': ({ problems }) => `${problems.join('; ')}`,
  'imports.other_template': ({ other, channel }) => `This is the template of “${other}”; use that of “${channel}”`,
  'imports.picture_elsewhere': 'The picture in this cell was not read; place it in a column for pictures',
  'imports.pushed_not_marked': 'What a program sent has no marked file; download the list of problems',
  'imports.role_may_not_import': 'Your role may not import resources; ask the owners of your institution',
  'imports.same_number': ({ row }) => `The number is that of row ${row}`,
  'imports.sandbox_rows': ({ most }) => `A file for a sandbox has at most ${most} rows; delete some and try again`,
  'imports.sheet': ({ sheet, rows, isMore }) => `“${sheet}” (${isMore ? 'more than ' : ''}${rows} rows)`,
  'imports.sheets_unread': ({ sheets, count }) =>
    `One sheet of a file is read; these were not: ${sheets.join(', ')}${count > sheets.length ? ` of ${count}` : ''}`,
  'imports.stays_in_review': 'It was sent and is being reviewed',
  'imports.stays_older': 'The draft was there before the import, which changed it',
  'imports.stays_published': 'It is published',
  'imports.stays_sent': 'It was sent before',
  'imports.time_missing': 'There is a date without a time, read as 00:00',
  'imports.type_is_one_of': ({ types }) => `Content-Type must be one of ${types}`,
  'imports.unknown_fields': 'There are fields that the channel does not have; they were not read',

  'invitations.heading': ({ of }) => headings[of],
  'invitations.button': ({ to }) => buttons[to],
  'invitations.region_name': ({ names }) => names.map(romanised).toReversed().join(', '),
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
  'invitations.gone': ({ field }) =>
    `The ${goneWords[field] ?? 'page'} of the institution does not answer at the moment. It was told; we look again every hour.`,
  'invitations.confirmed': 'Confirmed by the institution today',
  'invitations.unconfirmed': ({ days }) => `Not confirmed for ${plural(days, 'day')}: please call before you go`,
  'invitations.places_left': ({ left }) => `${plural(left, 'place')} left`,
  'invitations.places_left_of': ({ left, all }) => `${left} of ${plural(all, 'place')} left`,
  'invitations.places': ({ all }) => plural(all, 'place'),
  'invitations.on_air': ({ at }) => `On air ${at}`,
  'invitations.shut_until': ({ at }) => `Closed until ${at}`,
  'invitations.open_until': ({ hour }) => `Open now, until ${hour}`,
  'invitations.open_from': ({ hour }) => `Opens today at ${hour}`,
  'invitations.opens_next': ({ days, weekday, hour }) => `Opens ${days === 1 ? 'tomorrow' : weekday} at ${hour}`,
  'invitations.shut_ahead': ({ from, until, reason }) =>
    `Closed from ${from}${until === undefined ? '' : ` until ${until}`}${reason === undefined ? '' : ` (${reason})`}`,
  'invitations.closed_on': ({ days }) => `Closed on ${days.join(', ')}`,
  'invitations.course_ends': ({ day }) => `Until ${day}`,
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
  'invitations.borrow': ({ institution, access }) =>
    access === 'inhouse'
      ? `To be read at ${institution} only`
      : access === 'card'
        ? `Borrow it at ${institution} with a reader card`
        : `Borrow it at ${institution}`,
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
  'announcements.year_missing': ({ day }) => `no year is written: is it ${day}?`,
  'announcements.day_over': ({ day }) => `${day} is over: is the day right?`,
  'announcements.written_when': ({ words }) =>
    `“${words}” is counted from the day on which the announcement was written, which it does not say: is this right?`,
  'announcements.weekday_differs': ({ day, words }) =>
    `${day} is another weekday than the written one (${words}): which is right?`,
  'announcements.festival_day': ({ name, day }) => `no day is written; by the calendar ${name} is on ${day}: is it?`,
  'announcements.first_of_weekly': ({ words }) => `no first day is written: is it ${words}?`,
  'announcements.from_now': 'counted from the day on which the announcement was written: is this right?',
  'announcements.hour_missing': 'when does it begin? No hour is written',
  'announcements.last_hour_missing': 'when does it end? No hour is written',
  'announcements.morning_or_evening': ({ words }) => `is “${words}” in the morning or later?`,
  'announcements.end_of_work': 'when does work end? 17:00 is taken for now',
  'announcements.several_days': ({ count }) => `the announcement names ${count} other days: is it this one?`,
  'announcements.several_hours': 'the announcement names other hours: is it this one?',
  'announcements.changed_day': 'the announcement changes the time: is this the new one?',
  'announcements.loose_day': 'the announcement says that the time may change: is it this one for now?',
  'announcements.several_prices': 'the announcement names several prices: is it this one?',
  'announcements.reckoned_days': 'this was reckoned from days of the week: is it right?',
  'announcements.place_unclear': 'the announcement names more than one place: is it this one?',
  'announcements.price_unclear': ({ words }) => `the announcement says “${words}”, and also free: is this right?`,
  'announcements.free_but': ({ words }) => `the announcement says “${words}”: a price, or for materials only?`,
  'announcements.area_code_missing': ({ number }) =>
    `${number} has no area code, and another length than the institution's telephone`,
  'announcements.groups_counted': ({ words }) => `the announcement says “${words}”: is this the number of places?`,
  'announcements.organizer_unsaid': 'no organiser is written: is it this institution?',
  'announcements.kind_unclear': ({ name }) => `the title “${name}” names no kind of activity: is this right?`,
  'announcements.title_unclear': 'the title was taken from the text: is it right?',
  'resources.items_form': 'items must be an array',
  'resources.items_none': 'items needs one member at least',
  'resources.channel_field_missing': 'channel is missing (the code of a channel)',
} satisfies Catalogue<ResourceFacts & ReadingFacts & ChannelFacts & ImportFacts & InvitationFacts>;
