import { beginningOf } from '../../actor.ts';
import { dayOf, dayStart } from '../../clock.ts';
import { notFound, Problem } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { regionName } from '../../fields/regions/region.ts';
import { isInUse, type Region, regionOf, regionsBelow } from '../../fields/regions/region-table.ts';
import type { Context } from '../../http/context.ts';
import { movedTo, param, type Route, sharedPage } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { fact as entryFact } from '../invitations/facts.ts';
import * as shown from '../invitations/shown.ts';
import type { Listing } from '../listing/listing.ts';
import { zoneOf } from '../listing/listing-index.ts';
import { countryOf, numberIn, placesBelow, placesNamed } from './country.ts';
import { createHere } from './here.ts';
import { createListsOfAll } from './lists-of-all.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import * as asked from './query.ts';

/** The name of the level below a zone. */
const levelOf = ({ length }: string, { say }: Speech) =>
  length === 6 ? '' : say(entryFact('invitations.below', { is: length === 2 ? 'cities' : 'counties' }));

/** R44: 地方专区 from the country down to the counties. */
export function createZonePages({ pages, publicResources, channels, clock, publicUrl, cursors }: Needs): Route[] {
  const { listOf, tabsOf } = createListsOfAll({ channels, cursors });
  const channelOf = (code: string) => channelIn(channels, code);
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const here = createHere({ publicUrl, now: () => clock.now() });
  const presentIn =
    ({ state }: Context) =>
    (listing: Listing) =>
      shown.presentListing(listing, channelOf, clock.now(), state.speech.say);

  /** A zone of today; of a code that was retired the one that took its place. */
  function zoneNamed(code: string): Region {
    const today = dayOf(clock.now());
    const region = regionOf(zoneOf(code, today));
    if (region === undefined) throw notFound(fact('resources.no_zone_start'));
    if (isInUse(region, today)) return region;
    throw new Problem('gone', fact('resources.zone_ended', { name: region.name, validTo: region.validTo ?? today }));
  }
  const retirement = ({ name, validTo }: Region, { say }: Speech) =>
    validTo === undefined ? undefined : say(fact('resources.merged_into', { place: name, day: validTo }));

  async function showZones(ctx: Context) {
    const typed = String(ctx.query.q ?? '')
      .trim()
      .slice(0, 20);
    const near = here.read(ctx);
    const data = {
      typed,
      found: placesNamed(typed),
      ...countryOf(await publicResources.sharesOf(''), near?.code),
      here: near && { href: shown.zoneHref(near.code), name: here.fullName(near) },
      meta: {
        canonical: absolute('/zones'),
        description: ctx.state.speech.say(fact('resources.about_zones')),
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/zones', data, {});
  }

  async function showZone(ctx: Context) {
    const code = param(ctx, 'code');
    const region = zoneNamed(code);
    if (region.code !== code) return movedTo(ctx, asked.withQuery(shown.zoneHref(region.code), { from: code }));
    const from = regionOf(String(ctx.query.from ?? ''));
    const within = beginningOf(code);
    const path = shown.zoneHref(code);
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const { list, pastHref, turns } = listOf(ctx, path, channel);
    // Only on the first page of a zone: the others are for the list.
    const isFirst = channel === undefined && pastHref !== undefined && !turns.isLater;
    const near = here.read(ctx);
    const [found, shares, inChannels, soon, hosts] = await Promise.all([
      publicResources.page({ region: within, ...list }),
      publicResources.sharesOf(within),
      publicResources.channelsIn(within),
      isFirst ? soonIn(within, presentIn(ctx)) : undefined,
      isFirst ? publicResources.hostsIn(within) : [],
    ]);
    const under = within.length === 6 ? undefined : placesBelow(regionsBelow(code), shares);
    const above = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].flatMap((each) => {
      const found = each === code ? undefined : regionOf(each);
      return found === undefined || !code.startsWith(beginningOf(each)) ? [] : [found];
    });
    const count = numberIn(shares, within);
    const name = regionName(code);
    const data = {
      zone: { code, name, own: region.name, count, level: levelOf(within, ctx.state.speech) },
      from:
        from !== undefined && zoneOf(from.code, dayOf(clock.now())) === code
          ? retirement(from, ctx.state.speech)
          : undefined,
      crumbs: above.map((each) => ({ href: shown.zoneHref(each.code), name: each.name })),
      below: under,
      city: isFirst && within.length === 2 ? await cityNear(near, within) : undefined,
      remember: near?.code === code ? undefined : asked.withQuery(path, { here: code }),
      tabs: tabsOf(path, channel, ctx.state.speech).flatMap((tab) => {
        const there = tab.code === undefined ? count : numberIn(inChannels, tab.code);
        return there === 0 && tab.code !== undefined && tab.code !== channel ? [] : [{ ...tab, count: there }];
      }),
      ...{ soon, hosts: hosts.map(({ id, name }) => ({ name, href: shown.institutionHref(id) })) },
      // Where there is nothing, the way leads up to where there is something.
      wider: found.listings.length > 0 ? undefined : await widerThan(above),
      listings: found.listings.map(presentIn(ctx)),
      turns: turns.of(found),
      pastHref,
      meta: {
        canonical: absolute(path),
        description: ctx.state.speech.say(fact('resources.about_zone', { place: name })),
        feed: `${path}/feed.xml`,
        calendar: `${path}/calendar.ics`,
        data: `/api/v1/open/resources.jsonld?region=${code}`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/zone', data, {
      title: ctx.state.speech.say(fact('resources.zone_title', { place: region.name })),
    });
  }

  /** Today's events; without any, the next ones. */
  async function soonIn(region: string, present: ReturnType<typeof presentIn>) {
    const next = await publicResources.page({ channel: 'activity', region, order: 'opening', limit: 6 });
    const midnight = dayStart(clock.now(), 1);
    const today = next.listings.filter(({ startsAt }) => startsAt !== undefined && startsAt < midnight);
    const listings = (today.length > 0 ? today : next.listings.slice(0, 4)).map(present);
    return listings.length === 0 ? undefined : { isToday: today.length > 0, listings };
  }

  /** Of a province the city of the chosen region, with the areas in it. */
  async function cityNear(near: ReturnType<typeof here.read>, province: string) {
    const region = near === undefined || near.within.length !== 4 ? undefined : regionOf(`${near.within}00`);
    if (near === undefined || region === undefined || !near.within.startsWith(province)) return undefined;
    const shares = await publicResources.sharesOf(near.within);
    return {
      ...{ name: region.name, href: shown.zoneHref(region.code), count: numberIn(shares, near.within) },
      below: placesBelow(regionsBelow(region.code), shares),
    };
  }

  /** The nearest place above that has something. */
  async function widerThan(above: readonly Region[]) {
    for (const { code, name } of above.toReversed()) {
      const count = numberIn(await publicResources.sharesOf(beginningOf(code)), '');
      if (count > 0) return { name, href: shown.zoneHref(code), count };
    }
    return undefined;
  }

  return [
    sharedPage('/zones', { region: true, tells: ['resources', 'counts', 'institutions'] }, showZones),
    sharedPage('/zones/:code', { region: true, tells: ['resources', 'counts', 'institutions'] }, showZone),
  ];
}
