import { startOf } from '../../clock.ts';
import type { Fact, Speech } from '../../fact.ts';
import { regionName, regionNames } from '../../fields/regions/region.ts';
import { bareName, withoutRegion } from '../../fields/regions/short-names.ts';
import { hour } from '../../http/pages/text.ts';
import { fact } from '../facts.ts';
import { dayNamed, daysUntil, weekdayNumber } from '../invitations/days.ts';
import { type ChannelOf, presentListing } from '../invitations/shown.ts';
import { type Position, placeIn } from '../listing/cells.ts';
import { isEvening } from '../listing/when-where.ts';
import { byDay } from './lists.ts';
import { isOpenNow, type NearAnswer, type NearListing, type Step } from './near.ts';
import { hrefOf, isDay, type Kind, kinds, type NearAsked, spanOf, timesOn, type When, widths } from './near-asked.ts';
import { drawNear } from './near-map.ts';

type Needs = {
  place: Position;
  /** The name by which the place was found; empty of a position. */
  typed: string;
  asked: NearAsked;
  around: NearAnswer;
  page: number;
  now: Date;
  say: Speech['say'];
  channelOf: ChannelOf;
};

/** Rows of a page, of one way to widen, and of those farther away; places on the map; open houses. */
const most = { page: 30, step: 5, beyond: 3, pins: 12, houses: 6 } as const;

const countyOf = (code: string): string => {
  const { province = code, city, county } = regionNames(code) ?? {};
  return county ?? city ?? province;
};

/** 青溪县文化馆（演示） → 文化馆: on a map of one county there is one. */
const shortHouse = (name: string, isOneCounty: boolean): string =>
  (isOneCounty ? withoutRegion(name) : bareName(name)).slice(0, 12);

export const kmOf = (km: number): Fact =>
  fact('resources.km', { km: km < 10 ? Math.max(0.1, Math.round(km * 10) / 10) : Math.round(km) });

/** On a Sunday 今天 is all that is left of the week. */
const whenFact = (when: When, now: Date): Fact =>
  fact('resources.near_when', {
    ...(isDay(when)
      ? { when: 'day', day: dayNamed(startOf(when), now) }
      : { when: when === 'sunday' && weekdayNumber(now) === 0 ? 'today' : when }),
    isEvening: isEvening(now),
  });
const kindFact = (kind: Kind): Fact => fact('resources.near_kind', { kind });
const wordsFact = (words: string): Fact => fact('resources.near_words', { words });
/** The subject and the kinds of a question, in words. */
const aboutIn = ({ words, kinds: some }: NearAsked): Fact[] => [
  ...(words === '' ? [] : [wordsFact(words)]),
  ...some.map(kindFact),
];
/** All that a question says of itself, its time where it goes not without saying. */
export const conditionsIn = (asked: NearAsked, now: Date): Fact[] => [
  ...(asked.when === 'sunday' ? [] : [whenFact(asked.when, now)]),
  ...aboutIn(asked),
];

export function presentNear(needs: Needs) {
  const { place, typed, asked, around, now, say, channelOf } = needs;
  const href = (other: Partial<NearAsked>, page?: number) => hrefOf(place, typed, { ...asked, ...other }, page);
  const home = around.houses[0] ?? [...around.coming, ...around.running].toSorted((a, b) => a.far - b.far)[0];
  const homeCode = home?.regionCode;
  const steps = around.steps.filter(({ listings }) => listings.length > 0);

  const pins: { number: number; name: string; count: number; far: number; point: Position }[] = [];
  const numbers = new Map<string, number>();
  /** The place of a row on the map, and whether this is the first row of it. */
  function pinOf({ facts, institution, far, channel }: NearListing): { number: number; isFirst: boolean } | undefined {
    const point = placeIn(facts.point);
    if (point === undefined) return undefined;
    const count = channel === 'venue' ? 0 : 1;
    const key = point.map((each) => each.toFixed(3)).join();
    const known = numbers.get(key);
    const pin = pins.find(({ number }) => number === known);
    if (pin !== undefined) {
      pin.count += count;
      return { number: pin.number, isFirst: false };
    }
    if (pins.length >= most.pins) return undefined;
    const number = pins.length + 1;
    numbers.set(key, number);
    pins.push({ number, name: institution, count, far, point });
    return { number, isFirst: true };
  }
  const rowOf = (listing: NearListing, isOnMap = true) => {
    const pin = isOnMap ? pinOf(listing) : undefined;
    return {
      ...presentListing(listing, channelOf, now, say),
      far: say(kmOf(listing.far)),
      number: pin?.number,
      anchor: pin?.isFirst === true ? `p${pin.number}` : undefined,
      /** Of a house its own name says it. */
      host: listing.institution.startsWith(listing.title) ? undefined : listing.institution,
      county: listing.regionCode === homeCode ? undefined : countyOf(listing.regionCode),
    };
  };

  const from = (needs.page - 1) * most.page;
  const shownNow = around.coming.slice(from, from + most.page);
  const rows = new Map(shownNow.map((each) => [each.entryId, rowOf(each)]));
  const days = byDay(
    shownNow.map((each) => presentListing(each, channelOf, now, say)),
    now,
    { isFirst: from === 0, isLast: from + most.page >= around.coming.length, say },
  ).map((day) => ({ ...day, listings: day.listings.flatMap((each) => rows.get(each.id) ?? []) }));
  const isLast = from + most.page >= around.coming.length;
  const running = isLast ? around.running.map((each) => rowOf(each)) : [];

  const questionOf = (wider: NearAsked, without?: Fact) =>
    say(
      fact('resources.near_question', {
        ...{ when: whenFact(wider.when, now), km: wider.km, kinds: aboutIn(wider) },
        without,
      }),
    );
  const isKind = (change: Step['change']): change is Kind => kinds.some((each) => each === change);
  /** The condition that a step does without. */
  const goneIn = (change: Step['change']): Fact | undefined =>
    change === 'words' ? wordsFact(asked.words) : isKind(change) ? kindFact(change) : undefined;
  const isDated = ({ when }: NearAsked) => when !== 'today' && when !== 'tonight' && when !== 'tomorrow';

  const sections = steps.slice(0, 3).map((step, index) => ({
    id: `w${index + 1}`,
    title: say(
      fact('resources.near_section', {
        ...{ change: step.change, when: whenFact(step.asked.when, now), km: step.asked.km },
        kind: goneIn(step.change),
      }),
    ),
    isDated: isDated(step.asked),
    rows: step.listings.slice(0, most.step).map((each) => rowOf(each)),
    all: step.listings.length > most.step ? hrefOf(place, typed, step.asked) : undefined,
  }));

  // Houses that are open now stand beside a question about now, and not one about children or bookings. Who asked for some is shown them all.
  const isAboutNow = spanOf(asked.when, now).from.getTime() === now.getTime() && asked.kinds.length === 0;
  const isAboutWords = asked.words !== '';
  const houses =
    isLast && (isAboutNow || isAboutWords)
      ? around.houses.filter((each) => isAboutWords || isOpenNow(each, now)).slice(0, most.houses)
      : [];
  const shownHouses = houses.map((each) => rowOf(each));

  const isAllAway = sections.length > 0 && steps.every(({ listings }) => listings.every(({ far }) => far > asked.km));
  const km = isAllAway ? (steps[0]?.asked.km ?? asked.km) : asked.km;
  const isOneCounty = new Set([...shownNow, ...around.running, ...houses].map(({ regionCode }) => regionCode)).size < 2;
  const drawn = drawNear({
    ...{ place, km },
    pins: pins.map(({ number, name, count, far, point }) => ({
      ...{ number, point, href: `#p${number}` },
      words: say(
        fact('resources.near_pin', {
          name: shortHouse(name, isOneCounty && sections.length === 0 && asked.km === widths[0]),
          ...{ count, far: far > km ? kmOf(far) : undefined },
        }),
      ),
    })),
    houses: around.houses.flatMap(({ facts, regionCode }) => {
      const point = placeIn(facts.point);
      return point === undefined ? [] : [{ point, county: countyOf(regionCode) }];
    }),
  });

  /** The things that are not there, and those that are, in one sentence. */
  function noneOf(): string | undefined {
    if (around.coming.length + around.running.length > 0 || (houses.length > 0 && around.steps.length === 0))
      return undefined;
    const parts = steps.slice(0, 3).flatMap(({ change, asked: wider, listings }): Fact[] => {
      const [first] = listings;
      if (first?.startsAt === undefined) return [];
      const begins =
        daysUntil(first.startsAt, now) === 0
          ? fact('resources.near_today', { hour: hour(first.startsAt) })
          : fact('resources.near_day', { day: dayNamed(first.startsAt, now), hour: hour(first.startsAt) });
      return [
        fact('resources.near_instead', {
          ...{ change, km: wider.km, count: listings.length, begins, county: countyOf(first.regionCode) },
          kind: goneIn(change),
        }),
      ];
    });
    return say(
      fact('resources.near_none', {
        place: homeCode === undefined ? undefined : countyOf(homeCode),
        ...{ when: whenFact(asked.when, now), km: asked.km, kinds: aboutIn(asked), parts },
      }),
    );
  }

  const beyond = isLast ? around.beyond : undefined;
  const nearest = beyond?.listings.toSorted((a, b) => a.far - b.far)[0];
  const turn = (page: number) =>
    page < 1 || (page - 1) * most.page >= around.coming.length ? undefined : href({}, page);
  const span = spanOf(asked.when, now);
  return {
    name: typed === '' ? undefined : typed,
    home: homeCode === undefined ? undefined : regionName(homeCode),
    times: [
      ...(isDay(asked.when) ? [asked.when] : []),
      ...timesOn(now),
      ...(asked.when === 'month' ? (['month'] as const) : []),
    ].map((when) => ({
      label: say(whenFact(when, now)),
      isOn: isSame(spanOf(when, now), span),
      href: href({ when }),
    })),
    kinds: [
      ...kinds.map((kind) => ({
        label: say(kindFact(kind)),
        isOn: asked.kinds.includes(kind),
        href: href({
          kinds: kinds.filter((each) => (each === kind) !== asked.kinds.includes(each)),
        }),
      })),
      ...(asked.km === widths[0]
        ? []
        : [{ label: say(fact('resources.near_within', { km: asked.km })), isOn: true, href: href({ km: widths[0] }) }]),
    ],
    ...{ days, running, houses: shownHouses, sections },
    turns: { number: needs.page, first: href({}), previous: turn(needs.page - 1), next: turn(needs.page + 1) },
    none: noneOf(),
    /** The subject, with the address without it. Where there is one, houses are shown whether they are open or not. */
    subject: isAboutWords ? { label: say(wordsFact(asked.words)), href: href({ words: '' }) } : undefined,
    km: asked.km,
    beyond:
      beyond === undefined || nearest === undefined
        ? undefined
        : {
            words: say(
              fact('resources.near_beyond', {
                ...{ km: beyond.asked.km, when: whenFact(asked.when, now), count: beyond.listings.length },
                county: countyOf(nearest.regionCode),
              }),
            ),
            rows: beyond.listings.slice(0, most.beyond).map((each) => rowOf(each, false)),
            all: {
              href: href({ km: beyond.asked.km }),
              label: say(fact('resources.near_all', { km: beyond.asked.km, count: beyond.listings.length })),
            },
          },
    steps: [
      ...(around.steps.length === 0 ? [] : [{ words: questionOf(asked), count: 0, href: undefined }]),
      ...around.steps.map(({ asked: wider, change, listings }) => ({
        words: questionOf(wider, goneIn(change)),
        count: listings.length,
        href: listings.length === 0 ? undefined : hrefOf(place, typed, wider),
      })),
    ],
    map: {
      ...drawn,
      pins: drawn.pins.map((pin) => ({
        ...pin,
        spoken: say(fact('resources.near_pin_spoken', { number: pin.number, words: pin.words, isAway: pin.isAway })),
      })),
      count: pins.length,
    },
  };
}

const isSame = (one: { from: Date; until: Date }, other: { from: Date; until: Date }) =>
  one.from.getTime() === other.from.getTime() && one.until.getTime() === other.until.getTime();
