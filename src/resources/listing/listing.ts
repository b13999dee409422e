import { after, hours } from '../../clock.ts';
import { displayValue, type Field, fieldsIn, type Group } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import { plainText } from '../../fields/rich-text/blocks.ts';
import { blocksOf } from '../../fields/rich-text/reader.ts';
import { isAfter, rowOf } from '../../rule.ts';
import { type Channel, textOf } from '../channels/channel.ts';
import { coverIn } from '../entries/cover.ts';
import type { Publication } from '../entries/publication-store.ts';
import { pointOf } from './cells.ts';
import { withoutRank } from './houses.ts';
import { openingFacts } from './needs.ts';
import { type Terms, type Text, termsOf } from './search.ts';
import type { Spelling } from './spelling.ts';
import { whenFacts } from './when-facts.ts';

export type Values = Readonly<Record<string, unknown>>;

/** The part of a channel that decides how its entries are listed. */
export type ListedChannel = Pick<Channel, 'groups' | 'listed' | 'filters'>;

/** One line of a list of the public pages. */
export interface Listing {
  entryId: string;
  publicationId: string;
  channel: string;
  institutionId: string;
  institution: string;
  regionCode: string;
  title: string;
  summary: string;
  cover: string | undefined;
  facts: Values;
  startsAt: Date | undefined;
  endsAt: Date | undefined;
  publishedAt: Date;
  changedAt: Date;
  /** Unreviewed fields: 余量, 直播状态. */
  live: Values;
  /** When its institution last said that all of it is as published. */
  confirmedAt?: Date | undefined;
  /** Its booking page did not answer, twice in a row. */
  isBookingGone?: boolean;
}

/** The public pages' index row of a publication. */
export type Indexed = {
  entryId: string;
  publicationId: string;
  channel: string;
  institutionId: string;
  regionCode: string;
  zone: string;
  title: string;
  summary: string;
  cover: string | undefined;
  facets: string[];
  facts: Values;
  startsAt: Date | undefined;
  endsAt: Date | undefined;
  publishedAt: Date;
  changedAt: Date;
  expiresAt: Date | undefined;
  terms: Terms;
};

/** Until the end of its publication. Of an institution that is disabled nothing is shown (isOpen). */
export const isListed = rowOf<Pick<Indexed, 'expiresAt'>>(['listings'], (l) => ({
  expiresAt: `${l}.expires_at`,
})).rule<[now: Date]>((its, now) => isAfter(its('expiresAt'), now));

type About = { institution: string; zone: string; firstPublishedAt: Date };

export function indexed(
  publication: Publication,
  { groups, listed, filters }: ListedChannel,
  { institution, zone, firstPublishedAt }: About,
  spelling?: Spelling,
): Indexed {
  const { title, summary, regionCode, channel, institutionId, pictures } = publication;
  const values: Values = JSON.parse(publication.data);
  const facets = facetsIn(values, filters);
  const startsAt = momentOf(values.start_at);
  const endsAt = momentOf(values.end_at) ?? assumedEnd(startsAt, groups);
  const point = pointOf(values);
  return {
    entryId: publication.entryId,
    publicationId: publication.id,
    channel,
    institutionId,
    regionCode,
    zone,
    title,
    summary,
    cover: coverIn(values, pictures),
    facets,
    facts: {
      ...Object.fromEntries(listed.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
      ...(point !== undefined && { point }),
    },
    startsAt,
    endsAt,
    publishedAt: firstPublishedAt,
    changedAt: publication.publishedAt,
    expiresAt: publication.expiresAt,
    terms: termsOf(
      [
        ['A', title],
        ...shortNamesOf(channel, title, institution),
        ['B', `${institution} ${regionName(regionCode)}`],
        ...textsIn(groups, values),
        ['D', summary],
      ],
      [
        ...facets,
        ...openingFacts(values.opening_hours),
        ...whenFacts(startsAt, endsAt),
        channel,
        institutionId,
        ...zonesOf(zone),
      ],
      spelling,
    ),
  };
}

/** 墨池文化馆, as most people call 墨池区文化馆: of its rooms in their titles, of all else beside it. */
function shortNamesOf(channel: string, title: string, institution: string): Text[] {
  const [short, host] = [withoutRank(title), withoutRank(institution)];
  return [
    ...(channel === 'venue' && short !== title ? [['A', short] as const] : []),
    ...(host === institution ? [] : [['B', host] as const]),
  ];
}

/** How long an event goes on whose end is not published: it leaves the lists then, and the hour is shown nowhere. */
const assumedLength = hours(3);

/** For the order of lists alone. A course without an end is one that has begun when it starts. */
const assumedEnd = (startsAt: Date | undefined, groups: readonly Group[]): Date | undefined =>
  startsAt !== undefined && hasTimes({ groups }) ? after(startsAt, assumedLength) : startsAt;

/** The end as it was published, by the facts of a line or by all values of an entry; undefined where it was not. */
export const publishedEnd = (
  { startsAt, endsAt }: Pick<Listing, 'startsAt' | 'endsAt'>,
  values: Values,
): Date | undefined =>
  values.end_at === undefined && startsAt !== undefined && endsAt !== undefined && endsAt > startsAt
    ? undefined
    : endsAt;

/** 33, 3301, 330106: the zones in which a code stands. */
const zonesOf = (code: string): string[] => [code.slice(0, 2), code.slice(0, 4), code];

export const facet = (name: string, value: string) => `${name}=${value}`;

/** Choices, one or several, and boxes that were ticked. */
const facetsIn = (values: Values, filters: readonly string[]): string[] =>
  filters.flatMap((name) => (values[name] === true ? ['1'] : textsOf(values[name])).map((value) => facet(name, value)));

const known = new WeakMap<readonly Group[], Field[]>();

/** The fields of a channel: a list asks for them once a line. */
export function fieldsOn(groups: readonly Group[]): Field[] {
  const found = known.get(groups) ?? groups.flatMap(({ fields }) => fieldsIn(fields));
  known.set(groups, found);
  return found;
}

/** Whether a channel is one of things that take place: its lists go by days. */
export const hasTimes = ({ groups }: Pick<ListedChannel, 'groups'>): boolean =>
  fieldsOn(groups).some(({ name }) => name === 'end_at');

/** Short texts and the words of choices are names; addresses of pages and numbers are not searched. */
function textsIn(groups: readonly Group[], values: Values): Text[] {
  return fieldsOn(groups)
    .filter(({ name, control }) => !apart.has(name) && !skipped.has(control))
    .flatMap((field): Text[] => {
      const text = textsOf(values[field.name]).join('\n');
      if (text === '') return [];
      if (field.options !== undefined) return [['B', displayValue(field, text)]];
      return [[(field.max ?? 50) <= 50 ? 'B' : 'D', field.rich ? plainText(blocksOf(text)) : text]];
    });
}

const apart = new Set([
  ...['title', 'summary', 'region_code', 'external_id', 'datum', 'language', 'licence', 'copyright_owner', 'cover_alt'],
  ...['venue_external_id', 'parent_external_id', 'source_name', 'seller_uscc', 'copyright_note'],
]);
const skipped = new Set<string>([
  'url',
  'tel',
  'email',
  'files',
  'date',
  'datetime',
  'number',
  'check',
  'crop',
  'password',
]);

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) => textOf(each) ?? wordsIn(each));

/** The texts of a row: the titles of the lessons of a course. */
const wordsIn = (row: unknown): string[] =>
  typeof row === 'object' && row !== null && !Array.isArray(row)
    ? Object.values(row).filter((each): each is string => typeof each === 'string' && /\p{Script=Han}/u.test(each))
    : [];

function momentOf(value: unknown): Date | undefined {
  const text = textOf(value);
  const at = text === undefined ? undefined : new Date(text);
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at;
}
