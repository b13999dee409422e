import { dayOf } from '../../clock.ts';
import { notFound, Problem } from '../../errors.ts';
import { regionName } from '../../fields/regions/region.ts';
import { isInUse, type Region, regionOf, regionsBelow } from '../../fields/regions/region-table.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { movedTo, page, param, type Route } from '../../http/route.ts';
import { institutionKinds, isInstitutionKind } from '../../institutions/institution.ts';
import { presentLink } from '../../links/shown.ts';
import { fact } from '../facts.ts';
import * as shown from '../invitations/shown.ts';
import { zoneOf } from '../listing/listing-index.ts';
import type { Order } from '../listing/public-store.ts';
import { createPublicCursors } from './cursors.ts';
import { createTurns } from './lists.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import * as asked from './query.ts';

/** R44: 地方专区 from the country down to the counties, and 文旅号, the page of an institution. */
export function createZonePages({ pages, publicResources, channels, clock, publicUrl, cursors }: Needs): Route[] {
  const places = createPublicCursors(cursors);
  const channelOf = (code: string) => channelIn(channels, code);
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const numberIn = (shares: readonly { code: string; count: number }[], within: string) =>
    shares.reduce((sum, { code, count }) => (code.startsWith(within) ? sum + count : sum), 0);
  const present = (listing: Parameters<typeof shown.presentListing>[0]) =>
    shown.presentListing(listing, channelOf, clock.now());

  /** A zone of today; of a code that was retired the one that took its place. */
  function zoneNamed(code: string): Region {
    const today = dayOf(clock.now());
    const region = regionOf(zoneOf(code, today));
    if (region === undefined) throw notFound(fact('resources.no_zone_start'));
    if (isInUse(region, today)) return region;
    throw new Problem('gone', fact('resources.zone_ended', { name: region.name, validTo: region.validTo ?? today }));
  }
  const retirement = ({ name, validTo }: Region) =>
    validTo === undefined ? undefined : `${name}已于 ${validTo} 并入这里。`;

  async function showZones(ctx: Context) {
    const shares = await publicResources.sharesOf('');
    const data = {
      zone: undefined,
      crumbs: [],
      tabs: [],
      listings: [],
      turns: { number: 1, first: '/zones', previous: undefined, next: undefined },
      pastHref: undefined,
      below: regionsBelow().map(({ code, name }) => ({
        name,
        href: shown.zoneHref(code),
        count: numberIn(shares, code.slice(0, 2)),
      })),
      meta: { canonical: absolute('/zones'), description: '全国各省、市、县的公共文化内容。' },
    };
    showPublic(pages, ctx, 'resources/public/zone', data, { title: '地方专区' });
  }

  async function showZone(ctx: Context) {
    const code = param(ctx, 'code');
    const region = zoneNamed(code);
    if (region.code !== code) return movedTo(ctx, asked.withQuery(shown.zoneHref(region.code), { from: code }));
    const from = regionOf(String(ctx.query.from ?? ''));
    const within = asked.withinOf(code);
    const path = shown.zoneHref(code);
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const { list, pastHref, turns } = listOf(ctx, path, channel);
    const found = await publicResources.page({ region: within, ...list });
    const under = within.length === 6 ? [] : regionsBelow(code);
    const shares = under.length === 0 ? [] : await publicResources.sharesOf(within);
    const above = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].filter((each) => each !== code);
    const name = regionName(code);
    const data = {
      zone: { code, name, own: region.name },
      from: from !== undefined && zoneOf(from.code, dayOf(clock.now())) === code ? retirement(from) : undefined,
      crumbs: above.flatMap((each) => {
        const found = regionOf(each);
        return found === undefined || !code.startsWith(asked.withinOf(each))
          ? []
          : [{ href: shown.zoneHref(each), name: found.name }];
      }),
      below: under.map((each) => ({
        name: each.name,
        href: shown.zoneHref(each.code),
        count: numberIn(shares, asked.withinOf(each.code)),
      })),
      tabs: tabsOf(path, channel),
      listings: found.listings.map(present),
      turns: turns.of(found),
      pastHref,
      meta: {
        canonical: absolute(path),
        description: `${name}的文化馆、图书馆、博物馆发布的活动、课程、场馆和好书。`,
        feed: `${path}/feed.xml`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/zone', data, { title: `${region.name}专区` });
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
      tabs: tabsOf(path, channel).flatMap((tab) => {
        const count =
          tab.code === undefined ? numberIn(shares, '') : (shares.find(({ code }) => code === tab.code)?.count ?? 0);
        return count === 0 && tab.code !== undefined ? [] : [{ ...tab, count }];
      }),
      listings: found.listings.map(present),
      turns: turns.of(found),
      pastHref,
      meta: {
        canonical: absolute(path),
        description: `${host.name}在国家公共文化云发布的内容。`,
        feed: `${path}/feed.xml`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/institution', data, { title: host.name });
  }

  /** A list of everything, or of one channel: of what takes place what is next, and what is over apart from it. */
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

  const tabsOf = (path: string, here: string | undefined) =>
    [{ code: undefined, name: '全部' }, ...Object.values(channels)].map(({ code, name }) => ({
      code,
      name,
      href: asked.withQuery(path, { channel: code }),
      isHere: code === here,
    }));

  return [
    page('/zones', anyone, showZones),
    page('/zones/:code', anyone, showZone),
    page('/i/:id', anyone, showInstitution),
  ];
}
