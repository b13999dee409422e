import { regionNames } from '../fields/region.ts';
import { plainText } from '../fields/rich-text-blocks.ts';
import { blocksOf } from '../fields/rich-text-reader.ts';
import type { Opened } from './public-store.ts';

type Values = Readonly<Record<string, unknown>>;
type Thing = { [property: string]: unknown };

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const named = (type: string) => (value: unknown) => {
  const name = text(value);
  return name === undefined ? undefined : { '@type': type, name };
};
const organization = named('Organization');
const person = named('Person');
const seconds = (value: unknown) => {
  const length = number(value);
  return length === undefined ? undefined : `PT${length}S`;
};

function words(value: unknown): string | undefined {
  const html = text(value);
  return html === undefined ? undefined : plainText(blocksOf(html));
}

const schema = 'https://schema.org/';
const statuses: Readonly<Record<string, string>> = {
  scheduled: 'EventScheduled',
  postponed: 'EventPostponed',
  cancelled: 'EventCancelled',
};
const modes: Readonly<Record<string, string>> = {
  offline: 'OfflineEventAttendanceMode',
  online: 'OnlineEventAttendanceMode',
  mixed: 'MixedEventAttendanceMode',
};
const one = (of: Readonly<Record<string, string>>) => (value: unknown) => {
  const word = of[String(value)];
  return word === undefined ? undefined : schema + word;
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
const audienceOf = (code: unknown) => audiences[String(code)] ?? String(code);

/** Field → the property of schema.org that says the same (FIELDS.md), and how it is written there. */
const properties: Readonly<Record<string, readonly [property: string, write: (value: unknown) => unknown]>> = {
  audience: [
    'audience',
    (value) => ({ '@type': 'Audience', audienceType: (Array.isArray(value) ? value : []).map(audienceOf) }),
  ],
  language: ['inLanguage', text],
  accessibility: ['accessibilityFeature', (value) => value],
  tags: ['keywords', (value) => value],
  copyright_note: ['copyrightNotice', text],
  body: ['articleBody', words],
  author: ['author', person],
  editor: ['editor', person],
  published_on: ['datePublished', text],
  reprint_from: ['isBasedOn', text],
  start_at: ['startDate', text],
  end_at: ['endDate', text],
  event_status: ['eventStatus', one(statuses)],
  live_status: ['eventStatus', one(statuses)],
  mode: ['eventAttendanceMode', one(modes)],
  performers: ['performer', person],
  performer: ['performer', person],
  host_unit: ['organizer', organization],
  organizer: ['organizer', organization],
  co_organizer: ['sponsor', organization],
  capacity: ['maximumAttendeeCapacity', number],
  remaining: ['remainingAttendeeCapacity', number],
  phone: ['telephone', text],
  booking_url: ['potentialAction', (value) => ({ '@type': 'ReserveAction', target: value })],
  art_category: ['about', text],
  level: ['educationalLevel', text],
  syllabus: ['syllabusSections', sections],
  publisher: ['publisher', organization],
  isbn: ['isbn', text],
  issn: ['issn', text],
  pages: ['numberOfPages', number],
  format: ['encodingFormat', text],
  creator: ['creator', person],
  inheritor: ['creator', person],
  produced_on: ['dateCreated', text],
  duration_s: ['duration', seconds],
  resolution: ['videoQuality', text],
  play_url: ['contentUrl', text],
  stream_url: ['contentUrl', text],
  read_url: ['potentialAction', (value) => ({ '@type': 'ReadAction', target: value })],
  transcript: ['transcript', text],
  subtitle_url: ['caption', text],
};

/** An entry as search engines read it. What a channel has that is not known here is left out, never wrong. */
export function jsonLd(opened: Opened, type: string, { href, picture }: { href: string; picture?: string }): Thing {
  const values: Values = { ...opened.values, ...opened.live };
  const mapped = Object.entries(properties).flatMap(([field, [property, write]]) => {
    const value = values[field];
    const written = value === undefined || value === null ? undefined : write(value);
    return written === undefined ? [] : [[property, written]];
  });
  return clean({
    '@context': 'https://schema.org',
    '@type': type,
    '@id': href,
    url: href,
    name: opened.title,
    ...(type.endsWith('Article') && { headline: opened.title }),
    description: opened.summary,
    image: picture,
    datePublished: opened.publishedAt.toISOString(),
    publisher: organization(opened.institution),
    copyrightHolder: organization(values.copyright_owner),
    ...Object.fromEntries(mapped),
    ...placeOf(opened, values, type),
    ...offersOf(values, type),
    ...(type.endsWith('Object') && { uploadDate: opened.publishedAt.toISOString(), thumbnailUrl: picture }),
    ...(type === 'BroadcastEvent' && { isLiveBroadcast: true }),
    ...(type === 'Course' && { provider: organization(opened.institution), hasCourseInstance: instanceOf(values) }),
  });
}

const places = new Set(['Place', 'Museum', 'Library', 'CivicStructure', 'EventVenue']);

function placeOf({ regionCode }: Opened, values: Values, type: string): Thing {
  const region = regionNames(regionCode);
  const address = clean({
    '@type': 'PostalAddress',
    addressCountry: 'CN',
    addressRegion: region?.province,
    addressLocality: region?.city ?? region?.county,
    streetAddress: text(values.address),
    postalCode: text(values.postcode),
  });
  const geo = geoOf(values.position);
  if (places.has(type)) return clean({ address, geo, openingHoursSpecification: hours(values.opening_hours) });
  if (type.endsWith('Event') && type !== 'BroadcastEvent')
    return {
      location: clean({ '@type': 'Place', name: text(values.place_name) ?? text(values.address), address, geo }),
    };
  return { contentLocation: { '@type': 'Place', address } };
}

/** As satellites know it; maps in China add their own shift. */
function geoOf(position: unknown): Thing | undefined {
  const wgs84 = typeof position === 'object' && position !== null && 'wgs84' in position ? position.wgs84 : undefined;
  const [longitude, latitude] = Array.isArray(wgs84) ? wgs84.map(number) : [];
  return longitude === undefined || latitude === undefined
    ? undefined
    : { '@type': 'GeoCoordinates', longitude, latitude };
}

const free = new Set(['free', 'free_booking']);

function offersOf(values: Values, type: string): Thing {
  const fee = text(values.fee_type);
  const price = number(values.price) ?? number(values.price_min) ?? (free.has(fee ?? '') ? 0 : undefined);
  const isAccessibleForFree = fee === undefined ? undefined : free.has(fee);
  if (price === undefined) return clean({ isAccessibleForFree });
  const offer = clean({
    '@type': 'Offer',
    price,
    priceCurrency: 'CNY',
    url: text(values.buy_url) ?? text(values.booking_url) ?? text(values.enroll_url),
    validFrom: text(values.booking_start),
    seller: organization(values.seller),
    availability: `${schema}${values.stock === 0 || values.remaining === 0 ? 'SoldOut' : 'InStock'}`,
  });
  return clean({ ...(places.has(type) ? {} : { offers: offer }), isAccessibleForFree });
}

const weekdays = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function hours(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map(({ days, open, close }: Values) => ({
    '@type': 'OpeningHoursSpecification',
    dayOfWeek: Array.isArray(days) ? days.map((day) => schema + (weekdays[Number(day)] ?? '')) : undefined,
    opens: open,
    closes: close,
  }));
}

function sections(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  return value.map(({ title, duration_s }: Values) =>
    clean({ '@type': 'Syllabus', name: title, timeRequired: seconds(duration_s) }),
  );
}

const instanceOf = (values: Values): Thing =>
  clean({
    '@type': 'CourseInstance',
    courseMode: text(values.form) === 'offline' ? 'onsite' : 'online',
    startDate: text(values.start_at),
    instructor: person(values.teacher),
  });

const clean = (thing: Thing): Thing =>
  Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined && value !== null));
