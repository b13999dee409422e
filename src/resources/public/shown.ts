import { type Field, shown } from '../../fields/form.ts';
import { regionNames } from '../../fields/regions/region.ts';
import type { Channel } from '../channels/channel.ts';
import { fieldsOn, type ListedChannel, type Listing, type Values } from '../listing/listing.ts';

export type ChannelOf = (code: string) => Channel | undefined;

export const resourceHref = (entryId: string) => `/resources/${entryId}`;
export const channelHref = (code: string) => `/channels/${code}`;
export const institutionHref = (id: string) => `/i/${id}`;
export const zoneHref = (code: string) => `/zones/${code}`;

/** A picture of an entry: its place among them, at a width; the address changes with what is in it. */
export const pictureHref = (entryId: string, place: number, width: number, file: string) =>
  `/pictures/resources/${entryId}-${place}-${width}.jpg?v=${file.slice(0, 8)}`;

export const pictureOf = (entryId: string, place: number, file: string, alt: string) => ({
  small: pictureHref(entryId, place, 400, file),
  large: pictureHref(entryId, place, 800, file),
  alt,
});

/** A line of a list as views take it. */
export function presentListing(listing: Listing, channelOf: ChannelOf) {
  const channel = channelOf(listing.channel);
  const { entryId, title, summary, institution, institutionId, cover, startsAt, endsAt, publishedAt } = listing;
  return {
    id: entryId,
    href: resourceHref(entryId),
    title,
    summary,
    channel: channel?.name ?? '',
    channelHref: channelHref(listing.channel),
    institution,
    institutionHref: institutionHref(institutionId),
    region: nearName(listing.regionCode),
    picture: cover === undefined ? undefined : pictureOf(entryId, 0, cover, ''),
    leaf: leafOf(title, listing.entryId),
    startsAt,
    endsAt,
    publishedAt,
    notes: channel === undefined ? [] : notesOf(channel, { ...listing.facts, ...listing.live }),
  };
}

/** 衢州市常山县: as people call it who live in the province. */
function nearName(code: string): string {
  const { province = code, city, county } = regionNames(code) ?? {};
  const named = county === '市辖区' ? undefined : county; // all of a city together, which nobody calls so
  return city === undefined && named === undefined ? province : [city, named].filter(Boolean).join('');
}

/** The cover of what has no picture: a character of its title, in one of three tones. */
export function leafOf(title: string, id: string) {
  const [character = '文'] = title.match(/\p{Script=Han}/gu) ?? title.match(/[\p{L}\p{N}]/gu) ?? [];
  return { character, tone: ['', 'b', 'c'][Number.parseInt(id.slice(0, 2), 16) % 3] ?? '' };
}

const inLists = new Set<string>(['select', 'checks', 'number', 'text']);
const told = new Set(['title', 'summary', 'region_code', 'start_at', 'end_at', 'source_name', 'external_id', 'datum']);

/** The few words under a title: 免费需预约, 余 12 位. What changed since comes first. */
function notesOf({ groups, listed }: ListedChannel, values: Values): string[] {
  const fields = fieldsOn(groups).filter(({ name }) => listed.includes(name));
  const notes = fields
    .filter(({ name, control }) => inLists.has(control) && !told.has(name) && !live.has(name))
    .filter(({ name }) => name !== 'address' || values.place_name === undefined)
    .flatMap((field) => wordsOf(field, values[field.name]))
    .filter((words) => words.length <= 20);
  return [...liveNotes(values).map(({ words }) => words), ...notes].slice(0, 3);
}

/** What keeps somebody from coming is a warning. */
type Note = { words: string; tone: 'warn' | 'ok' };
const ok = (words: string): Note => ({ words, tone: 'ok' });
const warn = (words: string): Note => ({ words, tone: 'warn' });

const statuses: Readonly<Record<string, Note>> = {
  postponed: warn('延期'),
  cancelled: warn('已取消'),
  ended: ok('已结束'),
  live: ok('直播中'),
};
/** Names of the fields that change without review. */
export const live = new Set([
  'event_status',
  'live_status',
  'remaining',
  'stock',
  'temp_closed',
  'reason',
  'until',
  'replay_url',
]);

/** What changes without review, in words. */
export function liveNotes({ event_status, live_status, remaining, stock, temp_closed, replay_url }: Values): Note[] {
  const status = statuses[String(event_status ?? live_status ?? '')];
  return [
    temp_closed === true && warn('暂停开放'),
    status,
    status === undefined &&
      typeof remaining === 'number' &&
      (remaining > 0 ? ok(`余 ${remaining} 位`) : warn('名额已满')),
    typeof stock === 'number' && (stock > 0 ? ok('有货') : warn('暂时缺货')),
    typeof replay_url === 'string' && ok('可看回放'),
  ].filter((note): note is Note => typeof note === 'object');
}

/** A value in words, one a piece. */
export function wordsOf(field: Field, value: unknown): string[] {
  if (value === undefined || value === null || value === false || value === '') return [];
  if (typeof value === 'number') return [unitOf(field, value)];
  const text = Array.isArray(value) ? value.filter((each) => typeof each === 'string').join('\n') : String(value);
  return text === '' ? [] : [shown(field, value === true ? '1' : text)];
}

/** 建筑面积(㎡) 5200 → 5,200 ㎡ */
export function unitOf({ title }: Pick<Field, 'title'>, value: number): string {
  const [, unit = ''] = /[(（]([^)）]+)[)）]$/.exec(title) ?? [];
  return unit === '秒' ? lasting(value) : `${value.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`}`;
}

/** 1 小时 21 分 */
function lasting(inSeconds: number): string {
  const [hours, minutes] = [Math.floor(inSeconds / 3600), Math.floor((inSeconds % 3600) / 60)];
  return [hours > 0 && `${hours} 小时`, minutes > 0 && `${minutes} 分`, inSeconds < 60 && `${inSeconds} 秒`]
    .filter(Boolean)
    .join(' ');
}
