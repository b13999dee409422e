import { beginningOf } from '../../actor.ts';
import { dayOf, dayStart } from '../../clock.ts';
import { notFound, Problem } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { regionName } from '../../fields/regions/region.ts';
import { isInUse, type Region, regionOf, regionsBelow } from '../../fields/regions/region-table.ts';
import type { Context } from '../../http/context.ts';
import { movedTo, param, type Route, sharedPage } from '../../http/route.ts';
import { institutionKinds, isInstitutionKind } from '../../institutions/institution/institution.ts';
import { presentLink } from '../../links/shown.ts';
import { fact } from '../facts.ts';
import { fact as entryFact } from '../invitations/facts.ts';
import * as shown from '../invitations/shown.ts';
import type { Listing } from '../listing/listing.ts';
import { zoneOf } from '../listing/listing-index.ts';
import type { Order } from '../listing/public-store.ts';
import { countryOf, numberIn, placesBelow, placesNamed } from './country.ts';
import { createPublicCursors } from './cursors.ts';
import { createHere } from './here.ts';
import { createTurns } from './lists.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import * as asked from './query.ts';

/** The name of the level below a zone. */
const levelOf = ({ length }: string, { say }: Speech) =>
  length === 6 ? '' : say(entryFact('invitations.below', { is: length === 2 ? 'cities' : 'counties' }));

/** R44: 地方专区 from the country down to the counties, and 文旅号, the page of an institution. */
export function createZonePages({ pages, publicResources, channels, clock, publicUrl, cursors }: Needs): Route[] {
  const places = createPublicCursors(cursors);
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

  async function showInstitution(ctx: Context) {
    const host = await publicResources.institution(param(ctx, 'id'));
    const path = shown.institutionHref(host.id);
    const kind = host.kind !== null && isInstitutionKind(host.kind) ? institutionKinds[host.kind] : undefined;
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const { list, pastHref, turns } = listOf(ctx, path, channel);
    const [found, shares] = await Promise.all([
      publicResources.page({ institutionId: host.id, ...list }),
      publicResources.channelsOf(host.id),
    ]);
    const data = {
      host: {
        name: host.name,
        zone:
          host.regionCode === null
            ? undefined
            : { href: shown.zoneHref(host.regionCode), name: regionName(host.regionCode) },
        href: path,
        about: [kind, host.address].filter(Boolean).join('　') || '公共文化机构',
        links: host.links.map((link) => presentLink(link)),
      },
      tabs: tabsOf(path, channel, ctx.state.speech).flatMap((tab) => {
        const count =
          tab.code === undefined ? numberIn(shares, '') : (shares.find(({ code }) => code === tab.code)?.count ?? 0);
        return count === 0 && tab.code !== undefined ? [] : [{ ...tab, count }];
      }),
      listings: found.listings.map(presentIn(ctx)),
      turns: turns.of(found),
      pastHref,
      meta: {
        canonical: absolute(path),
        description: ctx.state.speech.say(fact('resources.about_institution', { institution: host.name })),
        feed: `${path}/feed.xml`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/institution', data, { title: host.name });
  }

  /** A list of everything, or of one channel: of events the upcoming ones, and the past ones apart. */
  function listOf(ctx: Context, path: string, channel: string | undefined) {
    const isTimed = channel !== undefined && asked.isTimed(channels[channel] ?? { groups: [] });
    const isPast = asked.whenOf(ctx.query) === 'past';
    const turns = createTurns(places, ctx.query, path, { channel, when: isPast ? 'past' : '' });
    const order: Order = isPast ? (isTimed ? 'past' : 'over') : isTimed ? 'coming' : 'current';
    return {
      turns,
      pastHref: isPast ? undefined : asked.withQuery(path, { channel, when: 'past' }),
      list: { order, ...(channel !== undefined && { channel }), ...turns.cursors },
    };
  }

  const tabsOf = (path: string, here: string | undefined, { say }: Speech) =>
    [{ code: undefined, name: say(fact('resources.all')) }, ...Object.values(channels)].map(({ code, name }) => ({
      code,
      name,
      href: asked.withQuery(path, { channel: code }),
      isHere: code === here,
    }));

  return [
    sharedPage('/zones', { region: true, tells: ['resources', 'counts', 'institutions'] }, showZones),
    sharedPage('/zones/:code', { region: true, tells: ['resources', 'counts', 'institutions'] }, showZone),
    sharedPage('/i/:id', { tells: ['resources', 'institutions', 'links'] }, showInstitution),
  ];
}
