import { type Clock, dayOf } from '../../clock.ts';
import type { Reader } from '../../database/open.ts';
import { regionTyped } from '../../fields/regions/short-names.ts';
import { stateOf } from '../invitations/state.ts';
import { queryOf, tsqueryOf } from '../listing/asked.ts';
import { type Position, placeIn } from '../listing/cells.ts';
import { placesToday, within } from '../listing/conditions.ts';
import { isRecommended } from '../listing/confirmed.ts';
import { chineseOf } from '../listing/latin.ts';
import type { Meanings } from '../listing/meanings.ts';
import * as store from '../listing/near-store.ts';
import { spelling } from '../listing/spelling.ts';
import { cellAt, facetsIn, type Kind, type NearAsked, spanOf, type When, type Width, widths } from './near-asked.ts';
import type { PublicResources } from './public.ts';

export type NearListing = store.NearListing;

/** An answer to a question that asks for less. */
export type Step = { asked: NearAsked; change: 'km' | 'when' | Kind | 'words' | 'all'; listings: NearListing[] };
export type NearAnswer = {
  /** Those that begin in this time, by their beginning, and the nearer first. */
  coming: NearListing[];
  /** Those that have begun, the nearest first. */
  running: NearListing[];
  /** Houses nearby, the nearest first, of the subject where there is one; the open ones are asked for by `isOpenNow`. */
  houses: NearListing[];
  /** The same farther away, where something is. */
  beyond: Step | undefined;
  /** Where nothing is: how it was widened, and the answers to that. */
  steps: Step[];
};

/** R04, R44: events and houses by their distance from a place. Nothing of it is stored. */
export interface Near {
  /** All that is near at a time. Where nothing is, the same farther away, later, and without each condition. */
  around(place: Position, asked: NearAsked): Promise<NearAnswer>;
  /** Where a name is, to a cell: a region by one of its houses, or a house; `found` is the name of that house. */
  find(typed: string): Promise<{ place: Position; found: string } | undefined>;
  /** Events that begin near a place within a month, the nearest first, at most two of a house. */
  neighbours(place: Position, other: { entryId: string; institutionId: string }): Promise<NearListing[]>;
}

/** More than anyone pages through. */
const mostListed = 300;
const mostRunning = 12;
const mostHouses = 60;
/** Where a circle has no house, in the next one. A subject is worth a longer way. */
const houseKm = [10, 30];
const houseKmOfSubject = [10, 30, 120];

export const isOpenNow = ({ facts, live }: NearListing, now: Date): boolean =>
  stateOf({ schemaType: 'Place', startsAt: undefined, endsAt: undefined, values: { ...facts, ...live } }, now)?.code ===
  'open';

export function createNear(needs: {
  db: Reader;
  clock: Clock;
  publicResources: Pick<PublicResources, 'search' | 'page'>;
  meanings: Pick<Meanings, 'groups'>;
}): Near {
  const { db, clock, publicResources, meanings } = needs;

  /** The subject as a search understands it; `houses`: no event is meant by 图书馆, and no room where books are read. */
  async function meantBy(words: string): Promise<{ terms: string; houses: readonly string[] | undefined }> {
    if (words === '') return { terms: '', houses: undefined };
    const spelt = await spelling();
    const simplified = spelt.simplified(words);
    const text = chineseOf(simplified, spelt);
    const original = text === simplified ? undefined : simplified;
    const query = queryOf(text, { spelling: spelt, synonyms: await meanings.groups(), isBeside: true, original });
    const types = query?.kinds.filter((each) => each.startsWith('venue_type=')) ?? [];
    const isHouse = types.length > 0 || query?.kinds.includes('venue') === true;
    return { terms: tsqueryOf(query?.all ?? []), houses: isHouse ? types : undefined };
  }

  const walk = async (kind: store.Walk, place: Position, asked: NearAsked, limit: number) => {
    const now = clock.now();
    const { terms } = await meantBy(asked.words);
    return store.entriesNear(db, kind, {
      ...{ place, now, km: asked.km, ...spanOf(asked.when, now), words: terms, limit },
      facets: facetsIn(asked.kinds),
      isBookable: asked.kinds.includes('bookable'),
    });
  };
  const coming = (place: Position, asked: NearAsked) => walk('coming', place, asked, mostListed);

  /** No exhibition is meant by 今晚. */
  async function runningNear(place: Position, asked: NearAsked): Promise<NearListing[]> {
    const [begun, long] = await Promise.all([
      walk('begun', place, asked, mostRunning),
      asked.when === 'tonight' ? [] : walk('running', place, asked, mostRunning),
    ]);
    return [...begun, ...long].toSorted((a, b) => a.far - b.far).slice(0, mostRunning);
  }

  async function housesNear(place: Position, words: string, types: readonly string[] = []): Promise<NearListing[]> {
    const now = clock.now();
    const facets = types.length > 0 ? [types] : [];
    const about = { place, now, from: now, until: spanOf('month', now).until, facets, isBookable: false, words };
    let found: NearListing[] = [];
    for (const km of words === '' ? houseKm : houseKmOfSubject)
      if (found.length === 0) found = await store.entriesNear(db, 'houses', { ...about, km, limit: mostHouses });
    return withoutRooms(found);
  }

  /** The first of these questions with an answer; of none the last, so that it can be said. */
  async function firstOf(place: Position, change: Step['change'], questions: readonly NearAsked[]): Promise<Step[]> {
    let last: Step[] = [];
    for (const asked of questions) {
      const listings = await coming(place, asked);
      last = [{ asked, change, listings }];
      if (listings.length > 0) break;
    }
    return last;
  }

  /** Farther, then later, then without each condition; where none of these leads to anything, all of it at once. */
  async function widened(place: Position, asked: NearAsked): Promise<Step[]> {
    const found = await Promise.all([
      firstOf(
        place,
        'km',
        wider(asked.km).map((km) => ({ ...asked, km })),
      ),
      firstOf(
        place,
        'when',
        later(asked.when).map((when) => ({ ...asked, when })),
      ),
      ...asked.kinds.map((kind) =>
        firstOf(place, kind, [{ ...asked, kinds: asked.kinds.filter((each) => each !== kind) }]),
      ),
      asked.words === '' ? [] : firstOf(place, 'words', [{ ...asked, words: '' }]),
    ]);
    const steps = found.flat();
    if (steps.some(({ listings }) => listings.length > 0)) return steps;
    const most = { ...asked, km: widths[2], when: 'month' } as const;
    return [...steps, ...(await firstOf(place, 'all', [most, { ...most, kinds: [], words: '' }]))];
  }

  /** The same, unless the subject is only in houses: 自习室 is no event at any time. */
  async function leadingToEvents(place: Position, asked: NearAsked): Promise<Step[]> {
    const steps = await widened(place, asked);
    return steps.some(({ change, listings }) => change !== 'words' && listings.length > 0) ? steps : [];
  }

  return {
    async around(place, asked) {
      const { terms, houses: types } = await meantBy(asked.words);
      const [events, running, houses] = await Promise.all([
        coming(place, asked),
        runningNear(place, asked),
        housesNear(place, terms, types),
      ]);
      const none = { coming: [], running: [], houses, beyond: undefined };
      if (types !== undefined && houses.length > 0) return { ...none, steps: [] };
      if (events.length + running.length === 0)
        return {
          ...none,
          steps: terms !== '' && houses.length > 0 ? await leadingToEvents(place, asked) : await widened(place, asked),
        };
      const known = new Set(events.map(({ entryId }) => entryId));
      const [farther] = asked.km === widths[0] ? await firstOf(place, 'km', [{ ...asked, km: widths[1] }]) : [];
      const rest = farther?.listings.filter(({ entryId }) => !known.has(entryId)) ?? [];
      const beyond = farther !== undefined && rest.length > 0 ? { ...farther, listings: rest } : undefined;
      return { coming: events, running, houses, beyond, steps: [] };
    },

    async find(typed) {
      const name = regionTyped(typed);
      const code = placesToday(dayOf(clock.now())).get(name);
      const inRegion =
        code === undefined
          ? []
          : (await publicResources.page({ channel: 'venue', region: within(code), limit: 24 })).listings;
      const named =
        inRegion.length > 0 || name === ''
          ? undefined
          : await publicResources.search(name, { channel: 'venue', isPlain: true });
      for (const { facts, title } of [...inRegion, ...(named?.listings ?? [])]) {
        const place = placeIn(facts.point);
        if (place !== undefined) return { place: cellAt(place), found: title };
      }
      return undefined;
    },

    async neighbours(place, { entryId, institutionId }) {
      const now = clock.now();
      const until = spanOf('month', now).until;
      const about = { place, now, from: now, until, facets: [], isBookable: false, words: '' };
      for (const km of [widths[0], widths[1]]) {
        const found = await store.entriesNear(db, 'coming', { ...about, km, limit: 60 });
        const others = found
          .filter(
            (each) => each.entryId !== entryId && each.institutionId !== institutionId && isRecommended(each, now),
          )
          .toSorted((a, b) => Math.floor(a.far) - Math.floor(b.far) || timeOf(a) - timeOf(b));
        const listed = fewOfEach(others, 2);
        if (listed.length > 1 || km === widths[1]) return listed;
      }
      return [];
    },
  };
}

const timeOf = ({ startsAt }: NearListing) => startsAt?.getTime() ?? 0;

const wider = (km: Width): readonly Width[] => widths.filter((each) => each > km);
/** The rest of the week, then a month. */
const later = (when: When): readonly When[] =>
  when === 'month'
    ? []
    : when === 'today' || when === 'tonight' || when === 'tomorrow'
      ? ['sunday', 'month']
      : ['month'];

function fewOfEach(listings: readonly NearListing[], most: number): NearListing[] {
  const counts = new Map<string, number>();
  return listings.filter(({ institutionId }) => {
    const count = (counts.get(institutionId) ?? 0) + 1;
    counts.set(institutionId, count);
    return count <= most;
  });
}

/** One line for a house with its rooms: they say the same place, and of them the one with the shortest name is the whole. */
function withoutRooms(houses: readonly NearListing[]): NearListing[] {
  const groups = Map.groupBy(houses, ({ institutionId, facts }) => `${institutionId} ${String(facts.point)}`);
  return [...groups.values()].flatMap((rooms) => rooms.toSorted((a, b) => a.title.length - b.title.length).slice(0, 1));
}
