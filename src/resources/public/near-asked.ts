import type { ParsedUrlQuery } from 'node:querystring';
import { after, dayStart, days, startOf } from '../../clock.ts';
import { type Position, placeIn } from '../listing/cells.ts';
import { borders } from '../listing/hours.ts';
import { facet } from '../listing/listing.ts';
import { readQuestion } from '../listing/when-where.ts';
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
export type When = keyof typeof said | 'month';
const times: readonly Exclude<When, 'month'>[] = ['sunday', 'today', 'tonight', 'tomorrow', 'weekend', 'next'];

export const kinds = ['child', 'free', 'bookable'] as const;
export type Kind = (typeof kinds)[number];
/** Of each kind one of these facets; the third is a state and no facet. */
const facetsOf: Readonly<Record<Kind, readonly string[]>> = {
  child: ['child', 'teen', 'family'].map((each) => facet('audience', each)),
  free: freeOfCharge,
  bookable: [],
};

export type NearAsked = { when: When; km: Width; kinds: readonly Kind[] };

export const facetsIn = (asked: readonly Kind[]): (readonly string[])[] =>
  asked.map((kind) => facetsOf[kind]).filter((facets) => facets.length > 0);

/** From the first moment until before the last. A time that began before now begins now. */
export function spanOf(when: When, now: Date): { from: Date; until: Date } {
  if (when === 'month') return { from: now, until: dayStart(now, 31) };
  const { conditions } = readQuestion(said[when], now, new Map());
  const [time] = conditions.flatMap((each) => (each.kind === 'time' ? [each] : []));
  if (time === undefined) throw new Error(`${said[when]} is no time`);
  const begin = conditions.some(({ kind }) => kind === 'part')
    ? new Date(`${time.first}T${borders.evening[0]}:00+08:00`)
    : startOf(time.first);
  return { from: begin < now ? now : begin, until: after(startOf(time.last), days(1)) };
}

/** The times that differ from each other on this day: on a Sunday 今天 is all that is left of the week. */
export const timesOn = (now: Date): Exclude<When, 'month'>[] => {
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

const isWhen = (value: unknown): value is When =>
  value === 'month' || (typeof value === 'string' && Object.hasOwn(said, value));

export function askedIn(query: ParsedUrlQuery): NearAsked {
  const km = widths.find((each) => String(each) === query.km) ?? widths[0];
  return { when: isWhen(query.when) ? query.when : 'sunday', km, kinds: kinds.filter((kind) => isOn(query, kind)) };
}

/** The address of a question about a place. `typed`: the name by which it was found. */
export const hrefOf = (place: Position, typed: string, asked: NearAsked, page?: number): string =>
  withQuery(nearPath, {
    ...{ at: atOf(place), place: typed },
    ...(asked.when !== 'sunday' && { when: asked.when }),
    ...(asked.km !== widths[0] && { km: String(asked.km) }),
    ...Object.fromEntries(asked.kinds.map((kind) => [kind, '1'])),
    ...(page !== undefined && page > 1 && { page: String(page) }),
  });
