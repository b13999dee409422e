import type { Column, Field, Group } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import { type Line, linesOf } from '../../fields/rich-text/blocks.ts';
import { blocksOf } from '../../fields/rich-text/reader.ts';
import { fieldsOn, type Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { bookings, plainBooking } from './booking.ts';
import { picturesOf } from './public.ts';
import { type ChannelOf, live, liveNotes, pictureOf, presentListing, unitOf, wordsOf, zoneHref } from './shown.ts';

type Fact = { title: string; words?: string; at?: Date; href?: string };
type Table = { title: string; columns: string[]; rows: { words?: string; at?: Date; href?: string }[][] };

/** What else leads on from an entry; where nothing is booked, the first is the button of the page. */
const actions = [
  ['read_url', '在线阅读'],
  ['play_url', '播放'],
  ['stream_url', '观看直播'],
  ['buy_url', '去购买'],
  ['h5_url', '在发布机构的网站查看'],
  ['pc_url', '在发布机构的网站查看'],
] as const;

const rights = new Set(['source_name', 'copyright_owner', 'licence', 'copyright_note']);
const elsewhere = new Set([
  ...rights,
  ...[...bookings, ...actions].map(([name]) => name),
  ...live,
  ...[
    'title',
    'summary',
    'cover',
    'cover_crop',
    'cover_alt',
    'region_code',
    'tags',
    'external_id',
    'publish_at',
    'expire_at',
    'copyright_until',
  ],
  ...[
    'lng',
    'lat',
    'datum',
    'gallery',
    'attachments',
    'venue_external_id',
    'parent_external_id',
    'backup_url',
    'seller_uscc',
  ],
]);

/** An entry as its page shows it: whatever the channel asks for, in the order of its form. */
export function presentEntry(opened: Opened, channelOf: ChannelOf) {
  const channel = channelOf(opened.channel);
  const values: Values = { ...opened.values, ...opened.live };
  const groups: readonly Group[] = channel?.groups ?? [];
  const fields = fieldsOn(groups);
  const own = fields.filter(({ name }) => !elsewhere.has(name));
  const isLong = ({ control, max = 0 }: Field) => control === 'textarea' || max > 200;
  const [, ...gallery] = picturesOf(opened);
  return {
    ...presentListing(opened, channelOf),
    code: opened.channel,
    zone: { href: zoneHref(opened.regionCode), name: regionName(opened.regionCode) },
    cover:
      opened.cover === undefined
        ? undefined
        : pictureOf(opened.entryId, 0, opened.cover, String(values.cover_alt ?? '')),
    gallery: gallery.flatMap((file, place) =>
      file === undefined ? [] : [pictureOf(opened.entryId, place + 1, file, `${opened.title}，图 ${place + 1}`)],
    ),
    live: {
      notes: liveNotes(values),
      reason: textOf(values.reason),
    },
    booking: plainBooking(values),
    actions: actionsOf(values),
    tags: listOf(values.tags),
    facts: own
      .filter(({ name }) => name !== 'language' || values.language !== 'zh-Hans')
      .filter((field) => !isLong(field) && field.as?.type !== 'rows')
      .flatMap((field) => factOf(field, values)),
    tables: own.filter((field) => field.as?.type === 'rows').flatMap((field) => tableOf(field, values)),
    texts: own
      .filter((field) => isLong(field) && textOf(values[field.name]) !== undefined)
      .map((field) => ({ title: field.title, lines: linesIn(field, textOf(values[field.name]) ?? '') })),
    rights: fields.filter(({ name }) => rights.has(name)).flatMap((field) => factOf(field, values)),
    version: opened.version,
  };
}

function actionsOf(values: Values): { href: string; label: string }[] {
  const replay = textOf(values.replay_url);
  const known = actions.flatMap(([name, label]) => {
    const href = textOf(values[name]);
    return href === undefined ? [] : [{ href, label }];
  });
  const all = replay === undefined ? known : [{ href: replay, label: '看回放' }, ...known];
  return all.filter(({ label }, place) => all.findIndex((each) => each.label === label) === place).slice(0, 3);
}

function factOf(field: Field, values: Values): Fact[] {
  const value = values[field.name];
  const title = field.title.replace(/[(（][^)）]*[)）]$/, '');
  const text = textOf(value);
  if (field.control === 'url') return text === undefined ? [] : [{ title, href: text, words: '打开' }];
  if (field.control === 'datetime' && text !== undefined) return [{ title, at: new Date(text) }];
  const [words] = wordsOf(field, value);
  return words === undefined ? [] : [{ title, words }];
}

function tableOf(field: Field, values: Values): Table[] {
  const rows = values[field.name];
  if (field.as?.type !== 'rows' || !Array.isArray(rows) || rows.length === 0) return [];
  const columns = field.as.columns.filter(({ name }) => rows.some((row: Values) => row[name] !== undefined));
  return [
    {
      title: field.title,
      columns: columns.map(({ title }) => title),
      rows: rows.map((row: Values) => columns.map((column) => cellOf(column, row[column.name]))),
    },
  ];
}

const weekdays = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日'];

function cellOf({ name, title, options }: Column, value: unknown): Omit<Fact, 'title'> {
  if (name === 'days' && Array.isArray(value)) return { words: value.map((day) => weekdays[Number(day)]).join('、') };
  if (typeof value === 'number') return { words: unitOf({ title }, value) };
  const text = textOf(value);
  if (text === undefined) return {};
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return { at: new Date(text) };
  if (/^https?:/.test(text)) return { href: text, words: '打开' };
  return { words: options?.[text] ?? text };
}

/** A long text line by line. */
const linesIn = (field: Field, text: string): Line[] =>
  field.rich ? linesOf(blocksOf(text)) : text.split('\n').flatMap(paragraph);

const paragraph = (line: string): Line[] => (line.trim() === '' ? [] : [{ kind: 'p', text: line.trim() }]);

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
