import { isDeepStrictEqual } from 'node:util';
import { type Clock, dayNumber, dayOf } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import { createCache } from '../../database/cache.ts';
import type { Connection, Reader } from '../../database/open.ts';
import type { Changes } from '../../database/subjects.ts';
import { notFound, Problem } from '../../errors.ts';
import { shortName } from '../../fields/regions/short-names.ts';
import { renderCover } from '../../files/pictures.ts';
import type { Files } from '../../files/service.ts';
import type { CoverWidth } from '../../files/sizes.ts';
import type { InstitutionPages } from '../../institutions/page/service.ts';
import type { ShownPage } from '../../institutions/page/store.ts';
import type { Link } from '../../links/link.ts';
import type { Links } from '../../links/service.ts';
import { fact } from '../facts.ts';
import { captionsIn } from '../invitations/captions.ts';
import { picturesOf } from '../invitations/entry.ts';
import { roomsShown } from '../invitations/invitation.ts';
import { anything, anythingOf, byTime, ofTime, type Query, queryOf } from '../listing/asked.ts';
import { filterOf, marksOf, placesToday, type Widening, widenings } from '../listing/conditions.ts';
import { confirmedFirst } from '../listing/confirmed.ts';
import * as counts from '../listing/counts-store.ts';
import { bySound } from '../listing/heard.ts';
import { mayNameHouse, shortHouse } from '../listing/houses.ts';
import { chineseOf } from '../listing/latin.ts';
import type { Listing } from '../listing/listing.ts';
import type { Meanings } from '../listing/meanings.ts';
import * as months from '../listing/month-store.ts';
import { partly, slipsOf, weighed } from '../listing/nearby.ts';
import { inTurn } from '../listing/order.ts';
import * as store from '../listing/public-store.ts';
import { asksForAll, withoutDistance } from '../listing/questions.ts';
import * as results from '../listing/search-store.ts';
import { type Spelling, spelling } from '../listing/spelling.ts';
import { type Condition, type Places, readQuestion } from '../listing/when-where.ts';
import * as covers from './covers-store.ts';
import * as facts from './facts-store.ts';

type Needs = {
  db: Reader;
  /** Covers that were drawn are kept, which a standby cannot do. */
  kept: Connection;
  changes: Pick<Changes, 'standOf' | 'onChange'>;
  clock: Clock;
  files: Pick<Files, 'read'>;
  links: Pick<Links, 'list'>;
  institutionPages: Pick<InstitutionPages, 'shown'>;
  meanings: Pick<Meanings, 'groups'>;
  /** The guarded one. */
  fetch: typeof globalThis.fetch;
};

export type Page = { listings: Listing[]; next: store.ListCursor | undefined; previous: store.ListCursor | undefined };
type ListingQuery = store.Filter & {
  order?: store.Order;
  after?: store.ListCursor | undefined;
  before?: store.ListCursor | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
  limit?: number;
};
type Searching = store.Filter & {
  after?: results.Ranked | undefined;
  at?: Date | undefined;
  limit?: number;
  /** Only the words, though some name a day or a place. */
  isPlain?: boolean;
};
/** `values`: its contents. */
type Named = { entryId: string; title: string; values: Record<string, unknown> };

const minute = 60_000;
/** Institutions named on the page of a zone. */
const fewHosts = 8;
const firstId = '00000000-0000-0000-0000-000000000000';
/** Maximum of addresses in one file of a sitemap (sitemaps.org). */
const mostInPart = 50_000;
/** Below this number of results near matches are added. */
const few = 4;
/** Pages of one search are ranked by one time; not by an invented one. */
const recently = (at: Date | undefined, now: Date): Date =>
  at !== undefined && at <= now && now.getTime() - at.getTime() < 60 * minute ? at : now;
const endings = {
  withdrawn: fact('resources.gone_withdrawn'),
  expired: fact('resources.gone_expired'),
  disabled: fact('resources.gone_disabled'),
} as const;

/** Best first. `at`: the time of the ranking, which the next page keeps. */
type Results = {
  listings: results.SearchMatch[];
  count: number;
  at: Date;
  /** There are more than are counted. */
  isMore: boolean;
  /** Partial matches, where few entries contain all words. */
  near: Listing[];
  institutions: Pick<facts.Host, 'id' | 'name'>[];
  /** The question in simplified characters, with its English and pinyin words in Chinese. */
  text: string;
  /** The same with the words that it only sounds like, where it was searched for so. */
  heard: string | undefined;
  /** The days, the place and the price that it names, and its other words. */
  conditions: readonly Condition[];
  words: string;
  /** With one condition less, where nothing has all. */
  wider: Wider[];
  next: (results.Ranked & { at: Date }) | undefined;
};

/** A search with one condition wider, and its first results. */
type Wider = Widening & { count: number; listings: results.SearchMatch[] };

/** R44: public reading of resources: channels, region zones, pages of institutions, search. Open to anyone. */
export interface PublicResources {
  // Lists

  /** A page of a list: at most 24 entries where `limit` says nothing, the newest first where `order` does. */
  page(query: ListingQuery): Promise<Page>;
  /** Undefined where nothing was typed that can be searched for. */
  search(typed: string, asked?: Searching): Promise<Results | undefined>;
  /** Events that begin on each of these days, given by their midnights: the number, and the first of them. */
  daysOf(filter: store.Filter & { channel: string }, days: readonly Date[]): Promise<months.DayOfMonth[]>;

  /** Where these take place, by their ids: as they say it themselves, else as the house that they name. */
  placesOf(listings: readonly Listing[]): Promise<Map<string, facts.PlaceOf>>;

  // Numbers, at most a minute old

  /** How many entries and institutions there are in all. */
  totals(): Promise<counts.Totals>;
  /** The shares of the regions within this one (33, 3308; '' for the country), by code. */
  sharesOf(within: string): Promise<counts.Share[]>;
  /** A region's entries by channel; '' for the country. */
  channelsIn(within: string): Promise<counts.Share[]>;
  /** An institution's entries by channel. */
  channelsOf(institutionId: string): Promise<counts.Share[]>;

  // One entry

  /** With its current version whole. Throws `gone`, which says why, where it was public once; else `not_found`. */
  open(entryId: string): Promise<store.Opened>;
  /** The entry that another names by its number, if visible. */
  named(institutionId: string, channel: string, externalId: unknown): Promise<store.Opened | undefined>;
  /** The rooms that name it as their house, by title: one more than its page shows, where there are more. */
  roomsOf(opened: store.Opened): Promise<Named[]>;
  /** The captions of a film as WebVTT, from our own address: a browser takes them from no other without being asked to trust it. Throws `not_found`. */
  captions(entryId: string): Promise<string>;
  /** A picture of it, the cover first, at one of its widths. Drawn once. Throws `not_found`. */
  picture(entryId: string, place: number, width: CoverWidth): Promise<{ bytes: Buffer; file: string }>;
  /** The entry that a version belongs to. */
  entryOf(publicationId: string): Promise<string | undefined>;

  // Institutions

  /** One that has a page, with its links on the Cloud and its own words about itself. Throws `not_found`. */
  institution(id: string): Promise<facts.Host & { links: Link[]; page: ShownPage | undefined }>;
  /** The picture on its page, at one of its widths. Drawn once. Throws `not_found`. */
  pictureOfInstitution(id: string, width: CoverWidth): Promise<{ bytes: Buffer; file: string }>;
  /** Its house: the place by whose hours, address and telephone it is found. That of its own name where it has several; no room of one. */
  houseOf(institutionId: string): Promise<store.Opened | undefined>;
  /** Some of the institutions of a region that have something to show. */
  hostsIn(within: string): Promise<{ id: string; name: string; regionCode: string }[]>;

  // The sitemap, at most an hour old

  /** The ids of all institutions that have something to show. */
  hostsShown(): Promise<string[]>;
  /**
   * The names of its parts, of so many entries each. A part lies between two ids, the first and the last without an end: entries published
   * after the parts were measured are in one of them all the same.
   */
  sitemapParts(size: number): Promise<string[]>;
  /** The entries of one part; undefined where it names none. */
  sitemapPart(part: string): Promise<{ entryId: string; changedAt: Date }[] | undefined>;
}

export function createPublicResources(needs: Needs): PublicResources {
  const { db, kept, changes, clock, files, links, fetch, meanings, institutionPages } = needs;

  // Condition for with every page, and counted by a job once a minute (listing-index.ts): kept until it has.
  const counted = { ms: minute / 6, isLive: () => changes.standOf([]) !== undefined };
  const recent = createCache({
    ...counted,
    maxKeys: 5_000,
    read(key: string) {
      const [by, code = ''] = key.split(' ');
      return by === 'channels' ? counts.channelsIn(db, code) : counts.sharesOf(db, code);
    },
  });
  const total = createCache({ ...counted, read: () => counts.total(db) });
  const own = createCache({
    ms: minute / 6,
    maxKeys: 5_000,
    read: (institutionId: string) => counts.channelsOf(db, institutionId, clock.now()),
  });
  const hostsIn = createCache({
    ms: minute / 6,
    maxKeys: 5_000,
    read: (within: string) => facts.hostsIn(db, within, fewHosts, clock.now()),
  });
  // Pages kept from now on must not be made from counts of before.
  for (const cache of [recent, total]) changes.onChange('counts', cache.clear);
  changes.onChange('resources', own.clear);
  changes.onChange('institutions', hostsIn.clear);
  const captions = createCache({ ms: 60 * minute, maxKeys: 100, read: (url) => captionsIn(url, fetch) });
  const hosts = createCache({ ms: 60 * minute, read: () => facts.hostsShown(db, clock.now(), 40_000) });
  const parts = createCache({ ms: 60 * minute, read: (size) => facts.everyNth(db, Number(size), clock.now()) });

  async function page(query: ListingQuery): Promise<Page> {
    const { order = 'newest', after, before, from, until, limit = 24, ...filter } = query;
    const now = clock.now();
    const found = await store.page(db, filter, { order, after, before, from, until, now, limit: limit + 1 });
    const isMore = found.length > limit;
    const listings = before === undefined ? found.slice(0, limit) : found.slice(-limit);
    const cursorOf = (listing: Listing | undefined) => {
      const at = listing && timeIn(listing, order, now);
      return listing && at && { at, entryId: listing.entryId };
    };
    return {
      listings: confirmedFirst(listings, (listing) => groupIn(listing, order, now), now),
      next: isMore || before !== undefined ? cursorOf(listings.at(-1)) : undefined,
      previous: after !== undefined || (before !== undefined && isMore) ? cursorOf(listings[0]) : undefined,
    };
  }

  /** Each condition in turn by a step or two, later days and wider places first; only those that lead to something. */
  async function widen(
    query: Query,
    conditions: readonly Condition[],
    given: store.Filter,
    { now, known }: { now: Date; known: readonly Listing[] },
  ): Promise<Wider[]> {
    const wider: Wider[] = [];
    const shown = new Set(known.map(({ entryId }) => entryId));
    const steps = widenings(conditions);
    for (const step of known.length === 0 ? steps : steps.slice(0, 1)) {
      if (wider.some(({ kind }) => kind === step.kind)) continue;
      const filter = filterOf(step.conditions, given, !query.hasSubject);
      const { found, count } = await results.search(db, query, filter, { after: undefined, now, limit: 5 });
      const others = found.filter(({ entryId }) => !shown.has(entryId));
      if (others.length > 0) wider.push({ ...step, count, listings: others });
    }
    return wider;
  }

  /** Answers in order, and where they are few near ones: with a wrong character, about the same things, or with a part of the words. */
  async function nearest(
    query: Query,
    conditions: readonly Condition[],
    given: store.Filter,
    {
      answers,
      isFew,
      ...how
    }: { now: Date; limit: number; spelling: Spelling; answers: results.SearchMatch[]; isFew: boolean },
  ): Promise<{ listings: results.SearchMatch[]; near: Listing[]; later: Listing[] }> {
    const filter = filterOf(conditions, given, !query.hasSubject);
    const slips = isFew && answers.length === 0 ? await slipsOf(db, query, filter, how) : [];
    const parts = async () =>
      isFew && slips.length === 0 && query !== anything && filter.isTimed !== true
        ? await partly(db, query, filter, how)
        : [];
    if (query.about.length === 0 && query.age === undefined)
      return { listings: answers, near: [...slips, ...(await parts())], later: [] };
    const isOfTime = ({ kind }: Condition) => kind === 'time' || kind === 'part';
    const then = filter.isTimed === true ? filterOf(conditions.filter(isOfTime), {}, !query.hasSubject) : undefined;
    const timeless = filterOf(
      conditions.filter((each) => !isOfTime(each)),
      given,
      false,
    );
    const found = await weighed(db, ofTime(query, conditions), timeless, {
      ...{ now: how.now, answers, isFew, times: marksOf(conditions), then },
    });
    const isSlip = new Set(slips.map(({ entryId }) => entryId));
    const near = [...slips, ...found.near.filter(({ entryId }) => !isSlip.has(entryId))].slice(0, how.limit);
    return { ...found, near: found.listings.length + near.length > 0 ? near : await parts() };
  }

  /** Where nothing is like it at any time: all there is then and there. */
  async function elsewhere(
    query: Query,
    conditions: readonly Condition[],
    given: store.Filter,
    how: { now: Date; limit: number; spelling: Spelling; plain: Query | undefined },
  ): Promise<Listing[]> {
    const { plain } = how;
    const places = conditions.filter(({ kind }) => kind === 'place');
    const alike = query === anything ? [] : await partly(db, query, filterOf(places, given, false), how);
    if (alike.length > 0) return alike;
    const paging = { after: undefined, now: how.now, limit: how.limit };
    const { found } = await results.search(db, anything, filterOf(conditions, given, true), paging);
    if (found.length > 0 || places.length > 0 || plain === undefined) return found;
    // A festival that is far is a subject, too: 端午节有啥好玩的.
    const said = await results.search(db, plain, given, paging);
    return said.count > 0 ? said.found : (await nearest(plain, [], given, { ...how, answers: [], isFew: true })).near;
  }

  /** Where nothing was found: 民乐 is a county, and music first of all; 青图 is a library by the short name of its town. */
  async function otherReadings(
    text: string,
    typed: string,
    conditions: readonly Condition[],
    now: Date,
    spelling: Spelling,
  ): Promise<{ text: string; places: Places; isApart?: boolean; isBySound?: boolean }[]> {
    const places = placesToday(dayOf(now));
    const place = conditions.find(({ kind }) => kind === 'place');
    const isCommon = place?.kind === 'place' && !place.code.endsWith('00') && shortName(place.typed) === place.typed;
    const short = conditions.length === 0 ? (shortHouse(text) ?? shortHouse(typed)) : undefined;
    const house = short && (await facts.houseNamed(db, short, now));
    const heard = bySound(text, spelling);
    return [
      ...(isCommon ? [{ text, places: new Map<string, string>() }] : []),
      ...(house === undefined ? [] : [{ text: house, places }]),
      { text, places, isApart: true },
      ...(heard === undefined ? [] : [{ text: heard, places, isBySound: true }]),
    ];
  }

  /** The entry's picture at a place. A cover is named in the listing, so that a list of covers does not read the entries whole. */
  async function entryWith(entryId: string, place: number) {
    const now = clock.now();
    if (place === 0) return store.cover(db, entryId, now);
    const opened = await store.open(db, entryId, now);
    return opened && { institutionId: opened.institutionId, file: picturesOf(opened)[place] };
  }

  /** An upload as a cover of this width, kept once it was drawn. */
  async function drawn(file: string, institutionId: string, width: CoverWidth) {
    const known = await covers.find(db, file, width);
    if (known !== undefined) return { bytes: known, file };
    const bytes = await renderCover((await files.read(file, institutionId)).bytes, width);
    await covers.keep(kept, file, width, bytes);
    return { bytes, file };
  }

  return {
    page,

    totals: async () => (await total.get('')) ?? { entries: 0, institutions: 0 },
    sharesOf: (within) => recent.get(`region ${within}`),
    channelsOf: (institutionId) => own.get(institutionId),
    channelsIn: (within) => recent.get(`channels ${within}`),
    hostsIn: (within) => hostsIn.get(within),

    async open(entryId) {
      const now = clock.now();
      const opened = isId(entryId) ? await store.open(db, entryId, now) : undefined;
      if (opened !== undefined) return opened;
      const why = isId(entryId) ? await facts.whyGone(db, entryId, now) : undefined;
      throw why === undefined ? notFound(fact('resources.no_entry_here')) : new Problem('gone', endings[why]);
    },

    async named(institutionId, channel, externalId) {
      if (typeof externalId !== 'string' || externalId === '') return undefined;
      const id = await store.idOf(db, { institutionId, channel, externalId });
      return id === undefined ? undefined : store.open(db, id, clock.now());
    },
    async roomsOf({ institutionId, channel, values }) {
      const externalId = values.external_id;
      if (typeof externalId !== 'string') return [];
      return store.naming(
        db,
        { institutionId, channel, field: 'parent_external_id', externalId },
        clock.now(),
        roomsShown + 1,
      );
    },

    placesOf: (listings) =>
      facts.placesOf(
        db,
        listings.map(({ entryId }) => entryId),
      ),
    daysOf: (filter, days) => months.days(db, filter, days, clock.now()),

    async captions(entryId) {
      const opened = isId(entryId) ? await store.open(db, entryId, clock.now()) : undefined;
      const url = opened?.values.subtitle_url;
      const found = typeof url === 'string' ? await captions.get(url) : undefined;
      if (found === undefined) throw notFound(fact('resources.no_captions'));
      return found;
    },

    entryOf: async (publicationId) => (isId(publicationId) ? facts.entryOf(db, publicationId) : undefined),

    async institution(id) {
      const found = isId(id) ? await facts.institution(db, id) : undefined;
      if (found === undefined) throw notFound(fact('resources.no_home_here'));
      const [own, page] = await Promise.all([links.list(id), institutionPages.shown(id, db)]);
      return { ...found, links: own.filter(({ state }) => state === 'online'), page };
    },

    async houseOf(institutionId) {
      const id = isId(institutionId) ? await store.house(db, institutionId, clock.now()) : undefined;
      return id === undefined ? undefined : store.open(db, id, clock.now());
    },

    async search(typed, { after, at, limit = 20, isPlain = false, ...given } = {}) {
      const spelt = await spelling();
      const synonyms = await meanings.groups();
      const now = recently(at, clock.now());
      const simplified = spelt.simplified(typed.slice(0, 200));
      const text = isPlain ? simplified : chineseOf(simplified, spelt);
      const original = text === simplified ? undefined : simplified;
      const readAs = (asked: string, places: Places, isApart = false) => {
        const question = isPlain
          ? { conditions: [], words: asked }
          : readQuestion(withoutDistance(asked).trim() || asked, now, places);
        const isBeside = question.conditions.length > 0 || asksForAll(question.words);
        const query = queryOf(question.words, { spelling: spelt, synonyms, isBeside, original, isApart });
        return { ...question, isBeside, query: query ?? (isBeside ? anythingOf(question.conditions) : undefined) };
      };
      let read = readAs(text, placesToday(dayOf(now)));
      if (read.query === undefined) return undefined;
      const findAs = ({ query = anything, conditions }: typeof read) =>
        results.search(db, byTime(query, conditions), filterOf(conditions, given, !query.hasSubject), {
          ...{ after, now, limit: limit + 1 },
        });
      let first = await findAs(read);
      let heard: string | undefined;
      if (first.count === 0 && after === undefined)
        for (const other of await otherReadings(text, read.query.misspelt, read.conditions, now, spelt)) {
          const again = readAs(other.text, other.places, other.isApart);
          const isNew = again.query !== undefined && !isDeepStrictEqual(again, read);
          const found = isNew ? await findAs(again) : first;
          if (found.count === 0) continue;
          [read, first] = [again, found];
          if (other.isBySound === true) heard = other.text;
          break;
        }
      const { conditions, words, isBeside, query = anything } = read;
      const { found, count } = first;
      const filter = filterOf(conditions, given, !query.hasSubject);
      const last = found.length > limit ? found[limit - 1] : undefined;
      const answers = found.slice(0, limit).toSorted((a, b) => b.score - a.score || inTurn(now)(a, b));
      const isFirst = after === undefined;
      const isFew = isFirst && count < few;
      const how = { now, limit, spelling: spelt };
      const {
        listings,
        near: alike,
        later,
      } = isFirst
        ? await nearest(query, conditions, given, { ...how, answers, isFew })
        : { listings: answers, near: [], later: [] };
      const wider =
        isFew && isBeside && (count === 0 || filter.isTimed === true) && alike.length + listings.length < few
          ? await widen(byTime(query, conditions), conditions, given, { now, known: listings })
          : [];
      const isNothing = isFirst && isBeside && count + alike.length + wider.length === 0;
      const near = isNothing
        ? later.length > 0
          ? later.slice(0, limit)
          : await elsewhere(query, conditions, given, { ...how, plain: queryOf(text, { spelling: spelt, synonyms }) })
        : alike;
      const known = new Set(listings.map(({ entryId }) => entryId));
      const institutions =
        after === undefined && mayNameHouse(query.typed) && query.all.flat().length > 0
          ? await facts.institutionsNamed(db, { words: query.all, region: filter.region }, 3, now)
          : [];
      // A title that names a day is a title: 元旦迎新会.
      const named =
        isBeside && after === undefined ? await results.titled(db, spelt.simplified(typed).trim(), given, now) : [];
      const isNamed = new Set(named.map(({ entryId }) => entryId));
      return {
        conditions,
        text: heard ?? text,
        heard,
        words,
        wider: named.length === 0 ? wider : [],
        listings: [
          ...named,
          ...confirmedFirst(listings, ({ score }) => Math.floor(score), now).filter(
            ({ entryId }) => !isNamed.has(entryId),
          ),
        ],
        count: Math.max(count - answers.length + listings.length, named.length),
        at: now,
        isMore: count >= results.enough,
        near: near.filter(({ entryId }) => !known.has(entryId)),
        institutions,
        next: last && { score: last.score, entryId: last.entryId, at: now },
      };
    },

    async picture(entryId, place, width) {
      const entry = isId(entryId) ? await entryWith(entryId, place) : undefined;
      const file = entry?.file;
      if (entry === undefined || file === undefined) throw notFound(fact('resources.no_picture'));
      return drawn(file, entry.institutionId, width);
    },
    async pictureOfInstitution(id, width) {
      const host = isId(id) ? await facts.institution(db, id) : undefined;
      const file = host && (await institutionPages.shown(host.id, db))?.picture;
      if (host === undefined || file === undefined) throw notFound(fact('resources.no_picture'));
      return drawn(file, host.id, width);
    },

    hostsShown: () => hosts.get(''),
    async sitemapParts(size) {
      const [, ...borders] = await parts.get(String(size));
      return [firstId, ...borders].map((from, place) => `${from}_${borders[place] ?? ''}`);
    },
    async sitemapPart(part) {
      const [from = '', to = '', ...more] = part.split('_');
      if (!isId(from) || !(to === '' || isId(to)) || more.length > 0) return undefined;
      return facts.between(db, { from, to: to === '' ? undefined : to }, mostInPart, clock.now());
    },
  };
}

/** The time by which a list is ordered. */
function timeIn({ startsAt, endsAt, publishedAt }: Listing, order: store.Order, now: Date): Date | undefined {
  switch (order) {
    case 'newest':
    case 'current':
    case 'over':
      return publishedAt;
    case 'coming':
    case 'subscribed':
      return startsAt !== undefined && startsAt >= now ? startsAt : endsAt;
    case 'opening':
    case 'agenda':
      return startsAt;
    default:
      return endsAt;
  }
}

/** Of a list by days each day is a group; of others the page is. */
function groupIn(listing: Listing, order: store.Order, now: Date): number {
  if (order === 'newest' || order === 'current' || order === 'over') return 0;
  const at = timeIn(listing, order, now);
  return at === undefined ? 0 : dayNumber(at);
}
