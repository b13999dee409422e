import type {
  AudienceLeaf,
  GeoCoordinatesLeaf,
  OfferLeaf,
  OpeningHoursSpecificationLeaf,
  OrganizationLeaf,
  PersonLeaf,
  PlaceLeaf,
  PostalAddressLeaf,
} from 'schema-dts';
import { regionNames } from '../../fields/regions/region.ts';

/** Pieces of structured data, typed by the vocabulary of schema.org: others do not compile. */
export type Values = Readonly<Record<string, unknown>>;

type Loose<Thing> = { [Property in keyof Thing]?: Thing[Property] | undefined };

/** A thing with its known properties; unknown ones are left out. */
export function fill<Thing extends object>(thing: Thing, more: Loose<Thing>): Thing {
  for (const [name, value] of Object.entries(more)) if (value !== undefined) Reflect.set(thing, name, value);
  return thing;
}

export const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
export const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
export const texts = (value: unknown): string[] | undefined => {
  const found = Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  return found.length === 0 ? undefined : found;
};
/** How long, as ISO 8601 writes it. */
export const seconds = (value: unknown) => {
  const length = number(value);
  return length === undefined ? undefined : `PT${length}S`;
};

export const organization = (value: unknown): OrganizationLeaf | undefined => {
  const name = text(value);
  return name === undefined ? undefined : { '@type': 'Organization', name };
};
export const person = (value: unknown): PersonLeaf | undefined => {
  const name = text(value);
  return name === undefined ? undefined : { '@type': 'Person', name };
};

const audiences: Readonly<Record<string, string>> = {
  all: '全民',
  child: '儿童',
  teen: '青少年',
  adult: '成人',
  elder: '老年人',
  family: '亲子',
  disabled: '残障人士',
  migrant: '务工人员',
  village: '乡村居民',
};
export const audience = (value: unknown): AudienceLeaf | undefined => {
  const codes = texts(value);
  if (codes === undefined) return undefined;
  return { '@type': 'Audience', audienceType: codes.map((code) => audiences[code] ?? code).join('、') };
};

// https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/: equipment of a hall is not among them.
const features: Readonly<Record<string, string>> = {
  captions: 'captions',
  sign: 'signLanguage',
  audio_desc: 'audioDescription',
  large_print: 'largePrint',
  braille: 'braille',
};
export const accessibility = (value: unknown): string[] | undefined =>
  texts(texts(value)?.flatMap((code) => features[code] ?? []));

const address = (regionCode: string, values: Values): PostalAddressLeaf => {
  const region = regionNames(regionCode);
  return fill<PostalAddressLeaf>(
    { '@type': 'PostalAddress', addressCountry: 'CN' },
    {
      addressRegion: region?.province,
      addressLocality: region?.city ?? region?.county,
      streetAddress: text(values.address),
      postalCode: text(values.postcode),
    },
  );
};

/** As satellites know it; maps in China add their own shift. */
function geo({ position }: Values): GeoCoordinatesLeaf | undefined {
  const wgs84 = typeof position === 'object' && position !== null && 'wgs84' in position ? position.wgs84 : undefined;
  const [longitude, latitude] = Array.isArray(wgs84) ? wgs84.map(number) : [];
  return longitude === undefined || latitude === undefined
    ? undefined
    : { '@type': 'GeoCoordinates', longitude, latitude };
}

/** Where something is. */
export const placeAt = (regionCode: string, values: Values): PlaceLeaf =>
  fill<PlaceLeaf>({ '@type': 'Place' }, { address: address(regionCode, values), geo: geo(values) });

const weekdays = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
type Weekday = Exclude<(typeof weekdays)[number], ''>;

export function openingHours(value: unknown): OpeningHoursSpecificationLeaf[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map(({ days, open, close }: Values) =>
    fill<OpeningHoursSpecificationLeaf>(
      { '@type': 'OpeningHoursSpecification' },
      {
        dayOfWeek: (Array.isArray(days) ? days : []).flatMap((day): `https://schema.org/${Weekday}`[] => {
          const name = weekdays[Number(day)] ?? '';
          return name === '' ? [] : [`https://schema.org/${name}`];
        }),
        opens: text(open),
        closes: text(close),
      },
    ),
  );
}

/** 临时闭馆: hours of which none are open, from its beginning until it opens again. */
export function shutUntil({ temp_closed: isShut, from, until }: Values): OpeningHoursSpecificationLeaf | undefined {
  if (isShut !== true) return undefined;
  const closed = { '@type': 'OpeningHoursSpecification', opens: '00:00', closes: '00:00' } as const;
  return fill<OpeningHoursSpecificationLeaf>(closed, { validFrom: text(from), validThrough: text(until) });
}

const free = new Set(['free', 'free_booking']);
export const isFree = ({ fee_type: fee }: Values): boolean | undefined =>
  text(fee) === undefined ? undefined : free.has(String(fee));

/** For how much, and whether any are left; undefined where no price is known. */
export function offer(values: Values): OfferLeaf | undefined {
  const price = number(values.price) ?? number(values.price_min) ?? (isFree(values) === true ? 0 : undefined);
  if (price === undefined) return undefined;
  const isOver = values.stock === 0 || values.remaining === 0;
  return fill<OfferLeaf>(
    { '@type': 'Offer', price, priceCurrency: 'CNY' },
    {
      url: text(values.buy_url) ?? text(values.booking_url) ?? text(values.enroll_url),
      validFrom: text(values.booking_start),
      seller: organization(values.seller),
      availability: isOver ? 'https://schema.org/SoldOut' : 'https://schema.org/InStock',
    },
  );
}
