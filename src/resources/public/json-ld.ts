import type {
  AudioObjectLeaf,
  BookLeaf,
  BroadcastEventLeaf,
  CourseInstanceLeaf,
  CourseLeaf,
  CreativeWorkLeaf,
  EventLeaf,
  NewsArticleLeaf,
  PlaceLeaf,
  ProductLeaf,
  SyllabusLeaf,
  VideoObjectLeaf,
} from 'schema-dts';
import { plainText } from '../../fields/rich-text/blocks.ts';
import { blocksOf } from '../../fields/rich-text/reader.ts';
import type { Opened } from '../listing/public-store.ts';
import {
  accessibility,
  audience,
  fill,
  isFree,
  number,
  offer,
  openingHours,
  organization,
  person,
  placeAt,
  seconds,
  shutUntil,
  text,
  texts,
  type Values,
} from './schema-org.ts';

type About = {
  opened: Opened;
  values: Values;
  href: string;
  picture: string | undefined;
  isOver: boolean;
  /** 临时闭馆 at this moment. */
  isShut: boolean;
  /** Where the terms are, for those that reuse it. */
  licence: string | undefined;
};

/** Common properties. */
const thing = ({ opened, href, picture, licence }: About) => ({
  '@id': href,
  url: href,
  name: opened.title,
  description: opened.summary,
  image: picture,
  // An event or a place has no licence: its description has one.
  subjectOf: licence === undefined ? undefined : ({ '@type': 'WebPage', url: href, license: licence } as const),
});

/** Works: texts, pictures and films. */
const work = ({ opened, values, licence }: About) => ({
  license: licence,
  datePublished: opened.publishedAt.toISOString(),
  publisher: organization(opened.institution),
  copyrightHolder: organization(values.copyright_owner),
  copyrightNotice: text(values.copyright_note),
  audience: audience(values.audience),
  inLanguage: text(values.language),
  keywords: texts(values.tags),
  accessibilityFeature: accessibility(values.accessibility),
  contentLocation: placeAt(opened.regionCode, {}),
  isAccessibleForFree: isFree(values),
});

const media = ({ opened, values, picture }: About) => ({
  uploadDate: opened.publishedAt.toISOString(),
  thumbnailUrl: picture,
  creator: person(values.creator),
  dateCreated: text(values.produced_on),
  duration: seconds(values.duration_s),
  encodingFormat: text(values.format),
  contentUrl: text(values.play_url),
  transcript: text(values.transcript),
});

const statuses = {
  scheduled: 'https://schema.org/EventScheduled',
  postponed: 'https://schema.org/EventPostponed',
  cancelled: 'https://schema.org/EventCancelled',
} as const;
const modes = {
  offline: 'https://schema.org/OfflineEventAttendanceMode',
  online: 'https://schema.org/OnlineEventAttendanceMode',
  mixed: 'https://schema.org/MixedEventAttendanceMode',
} as const;
function oneOf<Of extends object>(of: Of, value: unknown): Of[keyof Of] | undefined {
  for (const name in of) if (name === value) return of[name];
  return undefined;
}

/** Properties of events. */
const event = ({ values }: About) => ({
  startDate: text(values.start_at),
  endDate: text(values.end_at),
  eventStatus: oneOf(statuses, values.event_status ?? values.live_status),
  organizer: organization(values.organizer ?? values.host_unit),
  sponsor: organization(values.co_organizer),
  performer: person(values.performers),
  audience: audience(values.audience),
  inLanguage: text(values.language),
  keywords: texts(values.tags),
  isAccessibleForFree: isFree(values),
});

const plain = (value: unknown) => {
  const html = text(value);
  return html === undefined ? undefined : plainText(blocksOf(html));
};
const ages = ({ age_min: from, age_max: until }: Values) =>
  number(from) === undefined && number(until) === undefined ? undefined : `${number(from) ?? 0}-${number(until) ?? ''}`;

/** By the type that a channel names: a new channel takes one of these, or is a CreativeWork. */
const writers: Readonly<Record<string, (about: About) => object>> = {
  CreativeWork: (about) => fill<CreativeWorkLeaf>({ '@type': 'CreativeWork' }, { ...thing(about), ...work(about) }),

  NewsArticle: (about) => {
    const { values, opened } = about;
    const source = text(values.reprint_from);
    return fill<NewsArticleLeaf>(
      { '@type': 'NewsArticle' },
      {
        ...{ ...thing(about), ...work(about), headline: opened.title },
        articleBody: plain(values.body),
        author: person(values.author),
        editor: person(values.editor),
        datePublished: text(values.published_on) ?? opened.publishedAt.toISOString(),
        isBasedOn: source === undefined ? undefined : { '@type': 'CreativeWork', name: source },
      },
    );
  },

  BroadcastEvent: (about) => {
    const { values, opened } = about;
    const [stream, replay] = [text(values.stream_url), text(values.replay_url)];
    return fill<BroadcastEventLeaf>(
      { '@type': 'BroadcastEvent', isLiveBroadcast: true },
      {
        ...{ ...thing(about), ...event(about), publishedBy: organization(opened.institution) },
        location: stream === undefined ? undefined : { '@type': 'VirtualLocation', url: stream },
        recordedIn: replay === undefined ? undefined : { '@type': 'VideoObject', contentUrl: replay },
      },
    );
  },

  Event: (about) => {
    const { values, opened } = about;
    const place = fill<PlaceLeaf>(placeAt(opened.regionCode, values), {
      name: text(values.place_name) ?? text(values.address),
    });
    const booking = about.isOver ? undefined : text(values.booking_url);
    return fill<EventLeaf>(
      { '@type': 'Event' },
      {
        ...{ ...thing(about), ...event(about), location: place },
        offers: about.isOver ? undefined : offer(values), // no places left
        eventAttendanceMode: oneOf(modes, values.mode),
        maximumAttendeeCapacity: number(values.capacity),
        remainingAttendeeCapacity: number(values.remaining),
        typicalAgeRange: ages(values),
        potentialAction: booking === undefined ? undefined : { '@type': 'ReserveAction', target: booking },
      },
    );
  },

  Place: (about) => {
    const { values, opened } = about;
    const booking = about.isShut ? undefined : text(values.booking_url);
    return fill<PlaceLeaf>(placeAt(opened.regionCode, values), {
      ...thing(about),
      openingHoursSpecification: openingHours(values.opening_hours),
      specialOpeningHoursSpecification: shutUntil(values),
      telephone: text(values.phone),
      maximumAttendeeCapacity: number(values.capacity),
      isAccessibleForFree: isFree(values),
      keywords: texts(values.tags),
      potentialAction: booking === undefined ? undefined : { '@type': 'ReserveAction', target: booking },
    });
  },

  Course: (about) => {
    const { values, opened } = about;
    const instance = fill<CourseInstanceLeaf>(
      { '@type': 'CourseInstance', courseMode: values.form === 'offline' ? 'onsite' : 'online' },
      { startDate: text(values.start_at), instructor: person(values.teacher) },
    );
    const art = text(values.art_category);
    return fill<CourseLeaf>(
      { '@type': 'Course', hasCourseInstance: instance },
      {
        ...{ ...thing(about), ...work(about), offers: offer(values) },
        provider: organization(opened.institution),
        about: art === undefined ? undefined : { '@type': 'Thing', name: art },
        educationalLevel: text(values.level),
        syllabusSections: syllabus(values.syllabus),
      },
    );
  },

  Book: (about) => {
    const { values } = about;
    const [issn, address] = [text(values.issn), text(values.read_url)];
    return fill<BookLeaf>(
      { '@type': 'Book' },
      {
        ...{ ...thing(about), ...work(about) },
        author: person(values.author),
        publisher: organization(values.publisher),
        isbn: text(values.isbn),
        numberOfPages: number(values.pages),
        encodingFormat: text(values.format),
        isPartOf: issn === undefined ? undefined : { '@type': 'Periodical', issn },
        potentialAction: address === undefined ? undefined : { '@type': 'ReadAction', target: address },
      },
    );
  },

  Product: (about) => {
    const { values } = about;
    return fill<ProductLeaf>(
      { '@type': 'Product' },
      { ...thing(about), offers: offer(values), audience: audience(values.audience), keywords: texts(values.tags) },
    );
  },

  VideoObject: (about) => {
    const captions = text(about.values.subtitle_url);
    return fill<VideoObjectLeaf>(
      { '@type': 'VideoObject' },
      {
        ...{ ...thing(about), ...work(about), ...media(about) },
        videoQuality: text(about.values.resolution),
        caption: captions === undefined ? undefined : { '@type': 'MediaObject', contentUrl: captions },
      },
    );
  },

  AudioObject: (about) =>
    fill<AudioObjectLeaf>(
      { '@type': 'AudioObject' },
      { ...thing(about), ...work(about), ...media(about), contributor: person(about.values.performer) },
    ),
};

function syllabus(value: unknown): SyllabusLeaf[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map(({ title, duration_s }: Values) =>
    fill<SyllabusLeaf>({ '@type': 'Syllabus' }, { name: text(title), timeRequired: seconds(duration_s) }),
  );
}

/** An entry as search engines read it. Facts without a word in schema.org are left out, never wrong. */
export function jsonLd(
  opened: Opened,
  type: string,
  {
    href,
    picture,
    isOver = false,
    isShut = false,
    licence,
  }: Partial<Omit<About, 'opened' | 'values'>> & { href: string },
): object {
  const about: About = { opened, values: { ...opened.values, ...opened.live }, href, picture, isOver, isShut, licence };
  const write = (Object.hasOwn(writers, type) ? writers[type] : undefined) ?? writers.CreativeWork;
  return { '@context': 'https://schema.org', ...write?.(about) };
}
