import type { Fact, Speech } from '../../fact.ts';
import { displayValue, type Field } from '../../fields/form.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { wholeCity } from '../../fields/regions/region-table.ts';
import { charactersOf } from '../../fields/text.ts';
import { type CoverWidth, coverTypeOf, webpWidths } from '../../files/sizes.ts';
import type { Channel } from '../channels/channel.ts';
import { confirmationOf, isLong } from '../listing/confirmed.ts';
import { fieldsOn, type ListedChannel, type Listing, publishedEnd, type Values } from '../listing/listing.ts';
import { dateLeafOf, dateOf } from './days.ts';
import { type FactOrText, fact, listed as listOf } from './facts.ts';
import { feeOf } from './fee.ts';
import { type State, stateOf } from './state.ts';

export type ChannelOf = (code: string) => Channel | undefined;

export const resourceHref = (entryId: string) => `/resources/${entryId}`;
export const channelHref = (code: string) => `/channels/${code}`;
export const institutionHref = (id: string) => `/i/${id}`;
export const zoneHref = (code: string) => `/zones/${code}`;

/** A picture of an entry: its position among them, at a width; the address changes with its content. */
export const pictureHref = (entryId: string, place: number, width: CoverWidth, file: string) =>
  `/pictures/resources/${entryId}-${place}-${width}.${endings[coverTypeOf(width)]}?v=${file.slice(0, 8)}`;
const endings = { webp: 'webp', jpeg: 'jpg' } as const;

/** `webp`: its widths as a browser chooses among them; without it those of `small` and `large`. */
export type ShownPicture = { small: string; large: string; webp?: string; alt: string };

export const pictureOf = (entryId: string, place: number, file: string, alt: string): ShownPicture => ({
  small: pictureHref(entryId, place, 400, file),
  large: pictureHref(entryId, place, 800, file),
  webp: webpWidths.map((width) => `${pictureHref(entryId, place, width, file)} ${width}w`).join(', '),
  alt,
});

/** The picture on the page of an institution. */
export function pictureOfInstitution(id: string, file: string, alt: string): ShownPicture {
  const at = (width: CoverWidth) =>
    `/pictures/institutions/${id}-${width}.${endings[coverTypeOf(width)]}?v=${file.slice(0, 8)}`;
  return { small: at(400), large: at(800), webp: webpWidths.map((width) => `${at(width)} ${width}w`).join(', '), alt };
}

/** A line of a list as views take it. */
export function presentListing(listing: Listing, channelOf: ChannelOf, now: Date, say: Speech['say']) {
  const channel = channelOf(listing.channel);
  const values: Values = { ...listing.facts, ...listing.live };
  const schemaType = channel?.schemaType ?? '';
  const state = stateOf({ schemaType, startsAt: listing.startsAt, endsAt: listing.endsAt, values }, now);
  const confirmed = confirmedOf(listing, state, now);
  const { entryId, title, summary, institution, institutionId, cover, startsAt, publishedAt } = listing;
  return {
    id: entryId,
    href: resourceHref(entryId),
    title,
    summary,
    channel: channel?.name ?? '',
    channelHref: channelHref(listing.channel),
    institution,
    institutionHref: institutionHref(institutionId),
    region: say(fact('invitations.region_name', { names: nearNames(listing.regionCode) })),
    picture: cover === undefined ? undefined : pictureOf(entryId, 0, cover, ''),
    leaf: leafOf(title, listing.channel),
    startsAt,
    endsAt: publishedEnd(listing, listing.facts),
    publishedAt,
    published: say(dateOf(publishedAt, now)),
    state: state && { ...state, words: say(state.words) },
    date: leafOfDate(listing, state, now, say),
    confirmed: confirmed && { ...confirmed, words: say(confirmed.words) },
    /** The institution's own place, or another. */
    place: placeOf(values, say),
    notes: channel === undefined ? [] : notesOf(channel, values).map((words) => inWords(words, say)),
  };
}

/** 馆方今天确认; 8 天没有确认，去之前请打电话. */
export function confirmedOf(listing: Listing, state: State | undefined, now: Date): Confirmed | undefined {
  const confirmation = state?.isOver ? undefined : confirmationOf(listing, now);
  if (confirmation === undefined) return undefined;
  return confirmation.code === 'old'
    ? { words: fact('invitations.unconfirmed', { days: confirmation.days }), isOld: true }
    : { words: fact('invitations.confirmed'), isOld: false };
}
type Confirmed = { words: Fact; isOld: boolean };

/** The day on which it begins; of a running one, the last day. */
function leafOfDate({ startsAt, endsAt }: Listing, state: State | undefined, now: Date, say: Speech['say']) {
  if (startsAt === undefined) return undefined;
  const isOpen = state?.code === 'running' && endsAt !== undefined && isLong(startsAt, endsAt);
  const leaf = dateLeafOf(isOpen ? endsAt : startsAt, now, state?.isOver === true || state?.code === 'postponed', say);
  return isOpen ? { ...leaf, weekday: say(fact('invitations.ends')) } : leaf;
}

/** 衢州市常山县: as people call it who live in the province. */
function nearNames(code: string): string[] {
  const { province = code, city, county } = regionNames(code) ?? {};
  const named = county === wholeCity ? undefined : county;
  const near = [city, named].flatMap((name) => name ?? []);
  return near.length === 0 ? [province] : near;
}

const placeOf = ({ place_name, mode }: Values, say: Speech['say']): string | undefined =>
  mode === 'online'
    ? say(fact('invitations.online'))
    : typeof place_name === 'string' && place_name !== ''
      ? place_name
      : undefined;

const tones: Readonly<Record<string, string>> = {
  ...{ activity: 'a', news: 'b', venue: 'c', live: 'd', course: 'c', book: 'a', market: 'b', video: 'd', audio: 'd' },
};
/** Characters in a column, and columns, that fit on the lowest cover. */
const longestColumn = 6;
const mostColumns = 3;

/**
 * The cover of an entry without a picture: its title begins on it, set from top to bottom as on a book, on the ground of its channel. A part
 * that is too long for one column takes two of the same length; a cut end is in the title beside it anyway.
 */
export function leafOf(title: string, channel: string) {
  const parts = title.split(/[\p{P}\p{S}\s]+/u).filter((part) => part !== '');
  const columns = (parts.length === 0 ? ['文'] : parts).flatMap((part) => {
    const characters = charactersOf(part);
    const number = Math.ceil(characters.length / longestColumn);
    const size = Math.ceil(characters.length / number);
    return Array.from({ length: number }, (_, at) => characters.slice(at * size, (at + 1) * size).join(''));
  });
  return { columns: columns.slice(0, mostColumns), tone: tones[channel] ?? 'b' };
}

const inLists = new Set<string>(['select', 'checks', 'number', 'text']);
const told = new Set([
  ...[
    'title',
    'summary',
    'region_code',
    'start_at',
    'end_at',
    'source_name',
    'external_id',
    'datum',
    'mode',
    'place_name',
  ],
  ...['format', 'resolution', 'bitrate_kbps', 'file_size', 'booking', 'price_min', 'price_max', 'list_price'], // how it is made is no reason to come
]);

/** The few words under a title: 免费需预约, 培训. */
function notesOf({ groups, listed }: ListedChannel, values: Values): FactOrText[] {
  const fields = fieldsOn(groups).filter(({ name }) => listed.includes(name));
  return fields
    .filter(({ name, control }) => inLists.has(control) && !told.has(name) && !live.has(name))
    .filter(({ name }) => name !== 'address' || values.place_name === undefined)
    .flatMap((field) => {
      const words = wordsOf(field, values[field.name]);
      return field.name === 'fee_type' ? (feeOf(values, words[0]) ?? []) : words;
    })
    .filter((words) => lengthOf(words) <= 20)
    .slice(0, 3);
}

/** Names of the fields that change without review. */
export const live = new Set([
  'event_status',
  'live_status',
  'remaining',
  'stock',
  'temp_closed',
  'from',
  'reason',
  'until',
  'replay_url',
]);

export const inWords = (said: FactOrText, say: Speech['say']): string => (typeof said === 'string' ? said : say(said));

/** As institutions wrote it; our own texts are short. */
function lengthOf(said: FactOrText): number {
  if (typeof said === 'string') return said.length;
  const { text, items } = said.params;
  if (Array.isArray(items)) return items.reduce((sum, item) => sum + lengthOf(item) + 1, -1);
  return typeof text === 'string' ? text.length : 0;
}

/** A value in words, one a piece. */
export function wordsOf(field: Field, value: unknown): FactOrText[] {
  if (value === undefined || value === null || value === false || value === '') return [];
  if (typeof value === 'number') return [unitOf(field, value)];
  const text = Array.isArray(value) ? value.filter((each) => typeof each === 'string').join('\n') : String(value);
  if (text === '') return [];
  const { options } = field;
  if (options === undefined && field.control !== 'check') return [displayValue(field, text)];
  const each = options === undefined ? ['1'] : text.split('\n');
  const names = each.map((one) => fact('invitations.name', { text: displayValue(field, one) }));
  return [listOf('option', ...names) ?? ''];
}

/** 建筑面积(㎡) 5200 → 5,200 ㎡ */
export function unitOf({ title }: Pick<Field, 'title'>, value: number): FactOrText {
  const [, unit = ''] = /[(（]([^)）]+)[)）]$/.exec(title) ?? [];
  if (unit === '秒') return lasting(value);
  const count = value.toLocaleString('en');
  return unit === '' ? count : fact('invitations.amount', { count, unit: fact('invitations.name', { text: unit }) });
}

/** 1 小时 21 分 */
export const lasting = (inSeconds: number) =>
  fact('invitations.lasting', {
    hours: Math.floor(inSeconds / 3600),
    minutes: Math.floor((inSeconds % 3600) / 60),
    seconds: inSeconds < 60 ? inSeconds : 0,
  });
