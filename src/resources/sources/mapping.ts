import { createHash } from 'node:crypto';
import { dayOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import type { Data, Values } from '../../fields/form.ts';
import { canonical } from '../channels/canonical.ts';
import { channelNamed, channels } from '../channels/channels.ts';
import { fact } from './facts.ts';
import { inBeijing, lineOf, millisecondsOf, type SourceItem } from './reading/item.ts';
import type { Settings, Source, Target } from './source.ts';
import type { Certain, Hall } from './texts.ts';

/** `certain`: fields that its text says for certain. */
type Mapping = { settings: Settings; address: string; hall: Hall; firstAt: Date; certain?: Certain | undefined };

export type Mapped = { channel: 'activity' | 'news'; data: Data; values: Values } | { reason: Fact } | 'none';

/** The first of its categories that has a place here; undefined where it has categories, and none has. */
export function targetOf({ categories }: SourceItem, { categories: known, otherwise }: Settings): Target | undefined {
  if (categories.length === 0) return otherwise;
  const named = categories.flatMap((each) => (Object.hasOwn(known, each) ? (known[each] ?? []) : []));
  return named.find((each) => each !== 'none') ?? named[0];
}

/** An item as an entry of its channel, or the reason why it cannot be one. */
export function mapped(item: SourceItem, mapping: Mapping): Mapped {
  const target = targetOf(item, mapping.settings);
  if (target === 'none') return 'none';
  if (target === undefined) return { reason: fact('sources.category_unset', { category: item.categories[0] ?? '' }) };
  const given = target === 'activity' ? activityOf(item, mapping) : newsOf(item, mapping);
  const data = withCertain(given, target, mapping.certain);
  const read = canonical(channelNamed(target, channels), data);
  if ('values' in read) return { channel: target, data, values: read.values };
  return { reason: fact('sources.gaps', { gaps: Object.values(read.problems).slice(0, 3) }) };
}

const shared = (item: SourceItem, { hall, settings: { fixed }, address }: Mapping): Data => ({
  title: lineOf(item.title, 100),
  summary: [...(item.text ?? item.title)].slice(0, 200).join(''),
  language: 'zh-Hans',
  source_name: lineOf(hall.name, 50),
  copyright_owner: lineOf(hall.name, 50),
  licence: fixed.licence ?? 'display',
  pc_url: item.url ?? new URL(address).origin,
  ...given('region_code', hall.regionCode),
  ...given('cover', item.picture ?? fixed.cover),
  cover_alt: lineOf((item.picture === undefined ? fixed.cover_alt : undefined) || item.title, 60).replace(
    /^(图片|封面)/,
    '',
  ),
});

const given = (name: string, value: string | undefined): Data =>
  value === undefined || value === '' ? {} : { [name]: value };

/** The kinds of activities by the words that halls use for them. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/展览|展出|画展|书画展|作品展/, 'exhibition'],
  [/电影|观影|放映/, 'film'],
  [/讲座|讲堂|分享会/, 'lecture'],
  [/大赛|比赛|竞赛|征集/, 'contest'],
  [/绘本|故事会|阅读|读书|共读/, 'reading'],
  [/志愿/, 'volunteer'],
  [/培训|课|班\b|教学|入门|基础/, 'training'],
  [/体验|手作|手工|写福|写春联/, 'experience'],
  [/演出|音乐会|专场|晚会|展演|合唱|戏/, 'performance'],
  [/节/, 'festival'],
];
const kindOf = ({ title, categories }: SourceItem) => {
  const words = [title, ...categories].join(' ');
  return kinds.find(([pattern]) => pattern.test(words))?.[1];
};

function activityOf(item: SourceItem, mapping: Mapping): Data {
  const { fixed, places } = mapping.settings;
  const hours = Number(fixed.hours ?? '');
  const end =
    item.endsAt ??
    (hours > 0 && item.startsAt !== undefined
      ? inBeijing(millisecondsOf(item.startsAt) + hours * 3_600_000)
      : undefined);
  const isFree = item.isFree ?? fixed.fee_type !== 'paid';
  const booking = fixed.booking ?? 'none';
  return {
    ...shared(item, mapping),
    category: kindOf(item) ?? fixed.category ?? 'experience',
    mode: 'offline',
    ...given('start_at', item.startsAt),
    ...given('end_at', end),
    ...given('sessions', item.sessions?.map(({ startsAt, endsAt }) => `${startsAt}｜${endsAt ?? ''}`).join('\n')),
    organizer: item.organizer ?? lineOf(mapping.hall.name, 50),
    ...given('place_name', item.place === undefined ? undefined : (places[item.place] ?? item.place)),
    ...given('address', item.address ?? (item.place === undefined ? undefined : fixed.address)),
    fee_type: isFree ? (fixed.fee_type === 'free_booking' ? 'free_booking' : 'free') : 'paid',
    booking,
    ...(booking === 'online' && given('booking_url', item.url)),
    ...given('capacity', item.capacity !== undefined && item.capacity > 0 ? String(item.capacity) : undefined),
  };
}

function newsOf(item: SourceItem, mapping: Mapping): Data {
  const met = dayOf(mapping.firstAt);
  const written = [item.changedAt?.slice(0, 10) ?? met, met].toSorted();
  return {
    ...shared(item, mapping),
    category: mapping.settings.fixed.news_category ?? 'dynamic',
    // Feeds of events (Gancio) give the day of the event, and some sites are hours ahead.
    ...given('published_on', written[0]),
    ...given('body', item.text),
  };
}

/** Fields that the source leaves open and its text says for certain. */
function withCertain(data: Data, channel: string, certain: Certain | undefined): Data {
  if (certain === undefined || certain.channel !== channel) return data;
  const open = Object.entries(certain.values).filter(([name]) => (data[name] ?? '') === '');
  return { ...data, ...Object.fromEntries(open) };
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** A key of any length as one of at most 200 characters. */
export const keyOf = ({ key }: Pick<SourceItem, 'key'>): string => (key.length > 200 ? digest(key) : key);

/** The same thing under another key. */
export const twinOf = ({ title, startsAt, place, url }: SourceItem): string =>
  digest([title.normalize('NFKC').replaceAll(/\s/g, ''), startsAt?.slice(0, 10) ?? url ?? '', place ?? '']);

/** Of the reviewed content. Times at which a program wrote it are no change. */
export const hashOf = ({
  key: _key,
  changedAt: _at,
  remaining: _left,
  isCancelled: _off,
  isPostponed: _later,
  ...content
}: SourceItem): string => digest(content);

/** 本地编号 of an item: the same for ever. */
export const externalIdOf = ({ id }: Pick<Source, 'id'>, key: string): string =>
  `src-${digest([id, key]).slice(0, 24)}`;
