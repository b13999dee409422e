import type { ParsedUrlQuery } from 'node:querystring';
import { after, dayOf, dayStart, days, startOf } from '../../clock.ts';
import { type Position, placeIn } from '../listing/cells.ts';
import { borders } from '../listing/hours.ts';
import { facet } from '../listing/listing.ts';
import { needsIn } from '../listing/needs.ts';
import { aboutOf, loosened, withoutDistance } from '../listing/questions.ts';
import { type Condition, type Places, readQuestion } from '../listing/when-where.ts';
import { freeOfCharge, isOn, withQuery } from './query.ts';

// The question in an address of 附近. Pure: every address leads to a page, and unreadable parts count as absent.

/** Kilometres around the place: a walk or a ride, a drive, a day out. */
export const widths = [5, 30, 120] as const;
export type Width = (typeof widths)[number];

/** The times that can be asked for, as people say them; `sunday` goes without saying, `month` is only widened to. */
const said = {
  sunday: '本周',
  today: '今天',
  tonight: '今晚',
  tomorrow: '明天',
  weekend: '这周末',
  next: '下周',
} as const;
/** A day that is named otherwise: 12月20日, 2026-12-20 in an address. */
type Day = `${number}-${number}-${number}`;
export type When = keyof typeof said | 'month' | Day;
const times: readonly (keyof typeof said)[] = ['sunday', 'today', 'tonight', 'tomorrow', 'weekend', 'next'];

export const kinds = ['child', 'free', 'bookable'] as const;
export type Kind = (typeof kinds)[number];
/** Of each kind one of these facets; the third is a state and no facet. */
const facetsOf: Readonly<Record<Kind, readonly string[]>> = {
  child: ['child', 'teen', 'family'].map((each) => facet('audience', each)),
  free: freeOfCharge,
  bookable: [],
};

/** `words`: the subject, as it was typed; empty for all there is. */
export type NearAsked = { when: When; km: Width; kinds: readonly Kind[]; words: string };
const longestWords = 40;

export const facetsIn = (asked: readonly Kind[]): (readonly string[])[] =>
  asked.map((kind) => facetsOf[kind]).filter((facets) => facets.length > 0);

/** From the first moment until before the last. A time that began before now begins now. */
export function spanOf(when: When, now: Date): { from: Date; until: Date } {
  if (when === 'month') return { from: now, until: dayStart(now, 31) };
  if (isDay(when)) return { from: startOf(when) < now ? now : startOf(when), until: after(startOf(when), days(1)) };
  const { conditions } = readQuestion(said[when], now, new Map());
  const [time] = conditions.flatMap((each) => (each.kind === 'time' ? [each] : []));
  if (time === undefined) throw new Error(`${said[when]} is no time`);
  const begin = conditions.some(({ kind }) => kind === 'part')
    ? new Date(`${time.first}T${borders.evening[0]}:00+08:00`)
    : startOf(time.first);
  return { from: begin < now ? now : begin, until: after(startOf(time.last), days(1)) };
}

/** The times that differ from each other on this day: on a Sunday 今天 is all that is left of the week. */
export const timesOn = (now: Date): (keyof typeof said)[] => {
  const seen = new Set<string>();
  return times.filter((when) => {
    const { from, until } = spanOf(when, now);
    const span = `${from.getTime()} ${until.getTime()}`;
    if (seen.has(span)) return false;
    seen.add(span);
    return true;
  });
};

/** Two digits behind the point are a cell of about a kilometre: no address says more. */
const cell = /^(-?\d{1,3}\.\d{1,2}),(-?\d{1,2}\.\d{1,2})$/;
const china = { lng: [73, 136], lat: [3, 54] } as const;

/** The place of an address; undefined where it is unreadable, or abroad. */
export function placeOf(at: unknown): Position | undefined {
  const [, lng, lat] = typeof at === 'string' ? (cell.exec(at) ?? []) : [];
  const place = placeIn([lng, lat]);
  if (lng === undefined || place === undefined) return undefined;
  const isHere = (value: number, [from, until]: readonly [number, number]) => value >= from && value <= until;
  return isHere(place[0], china.lng) && isHere(place[1], china.lat) ? place : undefined;
}

/** A position as an address says it: to a cell. */
export const cellAt = (place: Position): Position => [Number(place[0].toFixed(2)), Number(place[1].toFixed(2))];
const atOf = (place: Position): string => place.map((each) => each.toFixed(2)).join(',');

export const nearPath = '/nearby/here';

export const isDay = (value: string): value is Day =>
  /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value) && dayOf(startOf(value)) === value;
const isWhen = (value: unknown): value is When =>
  typeof value === 'string' && (value === 'month' || Object.hasOwn(said, value) || isDay(value));

export function askedIn(query: ParsedUrlQuery): NearAsked {
  const km = widths.find((each) => String(each) === query.km) ?? widths[0];
  return {
    ...{ when: isWhen(query.when) ? query.when : 'sunday', km, kinds: kinds.filter((kind) => isOn(query, kind)) },
    words: typeof query.q === 'string' ? query.q.trim().slice(0, longestWords) : '',
  };
}

/** All but the place, as an address or a form names it. */
export const fieldsOf = ({ when, km, kinds: some, words }: NearAsked): Record<string, string> => ({
  ...(words !== '' && { q: words }),
  ...(when !== 'sunday' && { when }),
  ...(km !== widths[0] && { km: String(km) }),
  ...Object.fromEntries(some.map((kind) => [kind, '1'])),
});

/** The address of a question about a place. `typed`: the name by which it was found. */
export const hrefOf = (place: Position, typed: string, asked: NearAsked, page?: number): string =>
  withQuery(nearPath, {
    ...{ at: atOf(place), place: typed },
    ...fieldsOf(asked),
    ...(page !== undefined && page > 1 && { page: String(page) }),
  });

const nearbyInEnglish = /\b(?:near(?:by|est)?(?: me| here)?|close to (?:me|here)|around (?:me|here))\b/i;
const forChildren = /(?:适合|带|和)?(?:孩子|小孩|娃|宝宝|小朋友|儿童|少儿|亲子)(?:能|可以)?(?:去|玩|参加)?的?|遛娃/u;
const isAnything = /^(?:的|有|什么|啥|好玩|好看|可以|能|去|玩|看|文化|活动|场|地方)*$/u;

/**
 * The question behind 附近这周末免费的剪纸; undefined where no distance is asked for. `typed`: as it was typed; `text`: in Chinese. `place`: a place
 * that is named, from which the distance is then. Days that 附近 does not have are looked for among those of a month.
 */
export function nearIn(
  { typed, text }: { typed: string; text: string },
  now: Date,
  places: Places,
): { asked: NearAsked; place: string } | undefined {
  const rest = withoutDistance(text);
  if (rest === text && !nearbyInEnglish.test(typed)) return undefined;
  const { conditions, words } = readQuestion(rest, now, places);
  const has = (kind: Condition['kind']) => conditions.some((each) => each.kind === kind);
  const left = words.replace(forChildren, ' ').trim();
  const about = needsIn(left).needs.length > 0 ? left : loosened(aboutOf(left, true).about);
  return {
    place: conditions.find(({ kind }) => kind === 'place')?.typed ?? '',
    asked: {
      ...{ when: whenIn(conditions, now), km: widths[0] },
      kinds: kinds.filter(
        (kind) =>
          (kind === 'child' && forChildren.test(words)) ||
          (kind === 'free' && has('fee')) ||
          (kind === 'bookable' && has('booking')),
      ),
      words: isAnything.test(about.replaceAll(' ', '')) ? '' : about.slice(0, longestWords),
    },
  };
}

function whenIn(conditions: readonly Condition[], now: Date): When {
  const daysIn = (all: readonly Condition[]) => {
    const time = all.find((each) => each.kind === 'time');
    const isEvening = all.some((each) => each.kind === 'part' && each.part === 'evening');
    return time === undefined ? undefined : `${time.first} ${time.last} ${isEvening}`;
  };
  const asked = daysIn(conditions);
  if (asked === undefined) return 'sunday';
  const known = times.find((when) => daysIn(readQuestion(said[when], now, new Map()).conditions) === asked);
  const time = conditions.find((each) => each.kind === 'time');
  const day = time?.first === time?.last ? (time?.first ?? '') : '';
  return known ?? (isDay(day) ? day : 'month');
}
