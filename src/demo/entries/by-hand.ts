import { after, dayOf, days, hours, minutes } from '../../clock.ts';
import type { Data, Field } from '../../fields/form.ts';
import { type ChannelCode, channels } from '../../resources/channels/channels.ts';
import { fieldsOn } from '../../resources/listing/listing.ts';
import { addressOf, announcedAt, bookingOf, type DemoEntry, entryOf, mediumOf, pageOf } from './entry.ts';
import { type Host, hostOf } from './hosts.ts';
import { isMedium } from './media.ts';
import { isInSeason, type Span, spanOf } from './season.ts';
import { type WrittenEntry, type WrittenPlace, writtenPlaces } from './written.ts';

/** The words of a file that are no names of fields. */
const ownWords = new Set([
  '时间',
  '季节',
  '地点',
  '房间',
  '预订',
  '放',
  '刊发',
  '余',
  '取消',
  '延期',
  '库存',
  '闭馆',
  '类型',
  '价格',
]);

type About = {
  place: WrittenPlace;
  host: Host;
  entry: WrittenEntry;
  id: string;
  turn: number;
  now: Date;
  span: Span | undefined;
};

/** The entries of `places` that fit into the season of `now`. */
export function writtenEntries(now: Date): DemoEntry[] {
  return writtenPlaces().flatMap((place, order) => {
    const host = hostOf(place);
    const house = entryOf({
      ...{ channel: 'venue', kind: host.kind, host, id: houseOf(place), title: host.name },
      ...{ summary: place.about.get('摘要') ?? '', publishedAt: after(now, -days(200) + hours(order)) },
      own: {
        ...fieldsWritten('venue', place.about),
        ...{
          ...addressOf(host),
          phone: host.phone,
          opening_hours: hoursIn(host.hours),
          fee_type: 'free',
          bookable: '0',
        },
      },
    });
    const written = place.entries.flatMap((entry, turn) => compose({ place, entry, host, turn, now }));
    return [house, ...written];
  });
}

const houseOf = ({ slug }: WrittenPlace) => `${slug}-00`;
const hoursIn = (text: string) => text.replaceAll('；', '\n');

function compose({ place, entry, host, turn, now }: Omit<About, 'id' | 'span'>): DemoEntry[] {
  const { channel, title, fields } = entry;
  const [when, season = ''] = [fields.get('时间'), fields.get('季节')];
  const span = when === undefined ? undefined : spanOf(when, { season, now, hours: host.hours });
  if (when === undefined ? !isInSeason(season, now) : span === undefined) return [];
  const id = `${place.slug}-${String(turn + 1).padStart(2, '0')}`;
  const kind = codeIn(channel, entry.kind, fields.get('类型'));
  const about = { place, host, entry, id, turn, now, span };
  const written = Number(fields.get('刊发') ?? -(3 + ((turn * 17) % 70)));
  const publishedAt =
    span === undefined
      ? after(now, days(written) - minutes(40 + ((turn * 97) % 500)))
      : announcedAt(span.start, now, turn);
  const own = {
    ...fieldsWritten(channel, fields),
    ...ofChannel[channel](about, publishedAt),
  };
  return [
    entryOf({
      channel,
      kind,
      host,
      id,
      title,
      summary: fields.get('摘要') ?? '',
      publishedAt,
      own,
      live: liveOf(fields),
    }),
  ];
}

const known = new Map<ChannelCode, readonly Field[]>();
function fieldsOf(channel: ChannelCode): readonly Field[] {
  const fields = known.get(channel) ?? fieldsOn(channels[channel].groups);
  known.set(channel, fields);
  return fields;
}

/** The code of a kind by its words; a room has the kind of its house. */
function codeIn(channel: ChannelCode, words: string, other: string | undefined): string {
  if (channel === 'venue') return other ?? words;
  const options = fieldsOf(channel).flatMap(({ options: all = {} }) => Object.entries(all));
  return options.find(([, each]) => each === words)?.[0] ?? words;
}

/** The fields that a file names as a form does. */
function fieldsWritten(channel: ChannelCode, written: ReadonlyMap<string, string>): Data {
  const fields = fieldsOf(channel);
  const found = [...written].flatMap(([title, value]) => {
    if (ownWords.has(title) || title === '摘要') return [];
    const field = fields.find((each) => each.title === title);
    return field === undefined ? [] : [[field.name, typedOf(field, value)] as const];
  });
  return Object.fromEntries(found);
}

/** Of options that explain themselves after a colon, the first words are enough. */
function typedOf({ name, options = {} }: Field, value: string): string {
  if (name === 'audience')
    return value
      .split('、')
      .map((word) => Object.entries(options).find(([, words]) => words.split('：')[0] === word)?.[0] ?? word)
      .join('\n');
  return name === 'toc' ? value.replaceAll('、', '\n') : value;
}

const times = (span: Span | undefined): Data =>
  span === undefined ? {} : { start_at: span.start.toISOString(), end_at: span.end.toISOString() };

const ofChannel: Readonly<Record<ChannelCode, (about: About, publishedAt: Date) => Data>> = {
  activity: ({ host, place, entry, id, span }) => {
    const isBooked = entry.fields.get('预约方式') === undefined;
    return {
      ...{ ...times(span), ...addressOf(host), mode: 'offline', organizer: host.name },
      ...{ venue_external_id: houseOf(place), place_name: entry.fields.get('地点') ?? '' },
      ...(isBooked && span !== undefined && bookingOf('activity', id, span.start)),
    };
  },
  live: ({ span }) => ({ ...times(span), needs_login: '0' }),
  news: ({ entry }, publishedAt) => ({
    ...{ published_on: dayOf(publishedAt), body: entry.fields.get('正文') ?? '' },
  }),
  venue: ({ host, place, entry, id }) => {
    const room = place.rooms.find(({ name }) => name === entry.fields.get('房间'));
    const isBookable = entry.fields.has('预订');
    return {
      ...{ ...addressOf(host), phone: host.phone, opening_hours: hoursIn(host.hours), fee_type: 'free' },
      ...{ venue_type: place.about.get('场馆类型') ?? '', parent_external_id: houseOf(place) },
      ...{ room_type: entry.fields.get('类型') ?? entry.kind, capacity: String(room?.holds ?? '') },
      ...(isBookable ? { bookable: '1', booking_url: pageOf('venue', id) } : { bookable: '0' }),
    };
  },
  course: ({ entry, id, span }) => {
    const page = pageOf('course', id);
    const titles = entry.fields.get('课程目录')?.split('、') ?? [];
    return {
      fee_type: 'free',
      syllabus: titles.map((title, place) => `${place + 1}｜${title}｜｜${page}`).join('\n'),
      ...(span !== undefined && { start_at: span.start.toISOString(), enroll_url: pageOf('course', id, 'enroll') }),
    };
  },
  book: ({ entry, id }) => {
    const name = entry.fields.get('放') ?? '';
    const isSpoken = isMedium(name);
    return {
      ...{ read_url: pageOf('book', id, isSpoken ? 'listen' : 'read'), format: isSpoken ? 'mp3' : 'epub' },
      ...{ access: 'open', ...(isSpoken && { duration_s: mediumOf(name).duration_s ?? '' }) },
      ...(entry.fields.has('访问方式') && { access: entry.fields.get('访问方式') ?? '' }),
    };
  },
  market: ({ host, entry, id }) => ({
    ...{
      buy_url: pageOf('market', id),
      seller: host.name,
      seller_uscc: host.sellerCode,
      price: entry.fields.get('价格') ?? '',
    },
  }),
  video: ({ host, entry, now }) => played(host, entry, { produced_on: dayOf(after(now, -days(90))) }),
  audio: ({ host, entry }) => played(host, entry),
};

function played(host: Host, { fields }: WrittenEntry, more: Data = {}): Data {
  const name = fields.get('放') ?? '';
  return { creator: host.name, ...more, ...(isMedium(name) && mediumOf(name)) };
}

/** The state that changes without a review. */
function liveOf(fields: ReadonlyMap<string, string>): DemoEntry['live'] {
  const said = (name: string) => fields.get(name);
  if (said('取消') !== undefined) return { event_status: 'cancelled', reason: said('取消') };
  if (said('延期') !== undefined) return { event_status: 'postponed', reason: said('延期') };
  if (said('余') !== undefined) return { remaining: Number(said('余')) };
  if (said('库存') !== undefined) return { stock: Number(said('库存')) };
  if (said('闭馆') !== undefined) return { temp_closed: true, reason: said('闭馆') };
  return undefined;
}
