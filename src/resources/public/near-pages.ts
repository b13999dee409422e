import type { Speech } from '../../fact.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import { allowPosition } from '../../http/security-headers.ts';
import { fact } from '../facts.ts';
import { dayNamed } from '../invitations/days.ts';
import * as shown from '../invitations/shown.ts';
import { kmBetween, type Position, placeIn } from '../listing/cells.ts';
import type { Listing } from '../listing/listing.ts';
import { byDay } from './lists.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import { isOn, withQuery } from './query.ts';

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

/** R04, R44: events around a position that a visitor gave by a tap, or around a house that was typed. Nothing of it is stored. */
export function createNearPages({ pages, publicResources, channels, clock, publicUrl }: Needs): Route[] {
  const path = '/nearby/here';
  const channelOf = (code: string) => channelIn(channels, code);

  async function typedPlace(typed: string): Promise<Position | undefined> {
    const found = typed === '' ? undefined : await publicResources.search(typed, { channel: 'venue', isPlain: true });
    const first = (found?.listings ?? []).map(({ facts }) => placeIn(facts.point)).find((each) => each !== undefined);
    return first && [Number(first[0].toFixed(2)), Number(first[1].toFixed(2))];
  }

  async function show(ctx: Context) {
    const { say } = ctx.state.speech;
    const typed = String(ctx.query.place ?? '')
      .trim()
      .slice(0, 60);
    const place = placeOf(ctx.query.at) ?? (await typedPlace(typed));
    const isFree = isOn(ctx.query, 'free');
    const around = place && (await publicResources.around(place, isFree));
    const at = place?.map((each) => each.toFixed(2)).join(',');
    const data = {
      typed,
      isMissed: place === undefined && (typed !== '' || ctx.query.at !== undefined),
      freeChip: { isOn: isFree, href: withQuery(path, { at, free: isFree ? '' : '1' }) },
      around: place &&
        around && {
          words: wordsOf(around, say),
          days: daysOf(around.listings, place, say),
        },
      meta: { canonical: new URL(path, publicUrl).href, noIndex: true },
    };
    ctx.set('Cache-Control', 'no-store');
    showPublic(pages, ctx, 'resources/public/near', data, {});
    allowPosition(ctx);
  }

  const wordsOf = ({ km, last, listings }: { km: number; last: Date; listings: unknown[] }, say: Speech['say']) =>
    say(fact('resources.around', { km, last: dayNamed(last, clock.now()), count: listings.length }));

  function daysOf(listings: readonly Listing[], place: Position, say: Speech['say']) {
    const far = new Map(
      listings.map(({ entryId, facts }) => {
        const point = placeIn(facts.point);
        return [entryId, point === undefined ? '' : say(fact('resources.km', { km: kmBetween(place, point) }))];
      }),
    );
    const all = listings.map((each) => shown.presentListing(each, channelOf, clock.now(), say));
    return byDay(all, clock.now(), { isFirst: true, isLast: true, say }).map((day) => ({
      ...day,
      listings: day.listings.map((each) => ({ ...each, far: far.get(each.id) ?? '' })),
    }));
  }

  return [page(path, anyone, show)];
}
