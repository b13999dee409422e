import { beginningOf } from '../../actor.ts';
import { dayOf } from '../../clock.ts';
import { notFound } from '../../errors.ts';
import { regionOf } from '../../fields/regions/region-table.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { movedTo, page, param, type Route } from '../../http/route.ts';
import type { Channel } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import * as shown from '../invitations/shown.ts';
import { hasTimes, type Listing, publishedEnd } from '../listing/listing.ts';
import { zoneOf } from '../listing/listing-index.ts';
import type { Filter } from '../listing/public-store.ts';
import type { PlaceOf } from './facts-store.ts';
import { type CalendarEvent, calendar, rss, sitemap, sitemapIndex } from './feeds.ts';
import { channelIn, type Needs } from './pages.ts';
import { chosenOf, withQuery } from './query.ts';

const minutes = 60;
const partSize = 2_000;
/** Upcoming events in the calendar of a channel. */
const inCalendar = 500;

/** Feeds, calendars and sitemaps of the public pages. */
export function createFeedPages({ publicResources, channels, clock, publicUrl }: Omit<Needs, 'pages'>): Route[] {
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const channelNamed = (code = '') => {
    const channel = channelIn(channels, code);
    if (channel === undefined) throw notFound(fact('resources.no_channel_here'));
    return channel;
  };

  async function feed(ctx: Context, title: string, path: string, filter: Filter): Promise<void> {
    const { listings } = await publicResources.page({ ...filter, order: 'current', limit: 50 });
    const items = listings.map((listing) => ({
      id: listing.publicationId,
      href: absolute(shown.resourceHref(listing.entryId)),
      title: listing.title,
      summary: listing.summary,
      category: channelIn(channels, listing.channel)?.name ?? '',
      author: listing.institution,
      publishedAt: listing.publishedAt,
    }));
    const about = { title: `${title} - 国家公共文化云`, description: `${title}的最新内容`, items };
    const text = rss({ ...about, href: absolute(path), self: absolute(ctx.path) });
    sendDocument(ctx, 'application/rss+xml; charset=utf-8', text, 5 * minutes);
  }

  function feedOfChannel(ctx: Context) {
    const { code, name } = channelNamed(param(ctx, 'code'));
    return feed(ctx, name, shown.channelHref(code), { channel: code });
  }

  function feedOfZone(ctx: Context) {
    const region = regionOf(zoneOf(param(ctx, 'code'), dayOf(clock.now())));
    if (region === undefined) throw notFound(fact('resources.no_zone'));
    if (region.code !== param(ctx, 'code')) return movedTo(ctx, `${shown.zoneHref(region.code)}/feed.xml`);
    return feed(ctx, `${region.name}专区`, shown.zoneHref(region.code), { region: beginningOf(region.code) });
  }

  async function feedOfInstitution(ctx: Context) {
    const { id, name } = await publicResources.institution(param(ctx, 'id'));
    return feed(ctx, name, shown.institutionHref(id), { institutionId: id });
  }

  const eventOf = (listing: Listing, at?: PlaceOf): CalendarEvent[] => {
    const { startsAt, facts, live } = listing;
    if (startsAt === undefined) return [];
    const status = live.event_status ?? live.live_status;
    const isThere = facts.mode === 'offline' || facts.mode === 'mixed';
    const place = [at?.house ?? listing.institution, facts.place_name, at?.address ?? facts.address];
    return [
      {
        id: listing.entryId,
        href: absolute(shown.resourceHref(listing.entryId)),
        title: listing.title,
        summary: `${listing.summary}\n${listing.institution}`,
        place: isThere ? place.filter((each) => typeof each === 'string').join('，') : undefined,
        position: isThere ? at?.wgs84 : undefined,
        startsAt,
        endsAt: publishedEnd(listing, facts),
        changedAt: listing.changedAt,
        cancelled: status === 'cancelled',
      },
    ];
  };
  const ics = (ctx: Context, name: string, events: readonly CalendarEvent[]) =>
    sendDocument(ctx, 'text/calendar; charset=utf-8', calendar(name, events), 5 * minutes);

  /** A subscribed calendar has no next page: if it ends before the list does, an entry at that moment says so and links there. */
  function endOf(ctx: Context, channel: Channel, at: Date, path: string): CalendarEvent {
    const { say } = ctx.state.speech;
    const title = say(fact('resources.calendar_ends', { channel: channel.name }));
    const about = { title, summary: absolute(path), place: undefined, cancelled: false };
    return { id: `${channel.code}-more`, href: absolute(path), ...about, startsAt: at, endsAt: at, changedAt: at };
  }

  async function calendarOfChannel(ctx: Context) {
    const channel = channelNamed(param(ctx, 'code'));
    // The same choices as on the page of the channel, by which a calendar can be had of one's own region.
    const { filter, chosen } = chosenOf(channel, ctx.query, ctx.state.speech.say);
    await calendarOf(
      ctx,
      channel,
      { filter, name: channel.name },
      withQuery(`${shown.channelHref(channel.code)}/calendar`, chosen),
    );
  }

  async function calendarOf(
    ctx: Context,
    channel: Channel,
    { filter, name }: { filter: Filter; name: string },
    path: string,
  ) {
    ics(ctx, name, await eventsOf(ctx, channel, filter, { path }));
  }

  /** The next events; where there are more, the last one says where they stand. */
  async function eventsOf(
    ctx: Context,
    channel: Channel,
    filter: Filter,
    { path, order = 'coming' }: { path: string; order?: 'coming' | 'subscribed' },
  ): Promise<CalendarEvent[]> {
    const asked = { channel: channel.code, ...filter };
    const { listings, next } = await publicResources.page({ ...asked, order, limit: inCalendar });
    const places = await publicResources.placesOf(listings);
    const end = next === undefined ? [] : [endOf(ctx, channel, next.at, path)];
    return [...listings.flatMap((listing) => eventOf(listing, places.get(listing.entryId))), ...end];
  }

  /** The events of a region, from a province down to a county. */
  function calendarOfZone(ctx: Context) {
    const region = regionOf(zoneOf(param(ctx, 'code'), dayOf(clock.now())));
    const channel = channelIn(channels, 'activity');
    if (region === undefined || channel === undefined) throw notFound(fact('resources.no_zone'));
    const path = shown.zoneHref(region.code);
    if (region.code !== param(ctx, 'code')) return movedTo(ctx, `${path}/calendar.ics`);
    const filter = { channel: channel.code, region: beginningOf(region.code) };
    return calendarOf(
      ctx,
      channel,
      { filter, name: `${region.name}　${channel.name}` },
      withQuery(path, { channel: channel.code }),
    );
  }

  async function calendarOfInstitution(ctx: Context) {
    const { id, name } = await publicResources.institution(param(ctx, 'id'));
    const path = shown.institutionHref(id);
    const found = await Promise.all(
      Object.values(channels)
        .filter(hasTimes)
        .map((channel) =>
          eventsOf(
            ctx,
            channel,
            { institutionId: id },
            { path: withQuery(path, { channel: channel.code }), order: 'subscribed' },
          ),
        ),
    );
    ics(ctx, name, found.flat());
  }

  async function sendEvent(ctx: Context) {
    const opened = await publicResources.open(param(ctx, 'id'));
    const places = await publicResources.placesOf([opened]);
    const events = eventOf({ ...opened, facts: opened.values }, places.get(opened.entryId));
    if (events.length === 0) throw notFound(fact('resources.no_time'));
    ctx.attachment(`${opened.entryId}.ics`);
    ics(ctx, opened.title, events);
  }

  /** The pages that lists stand on: channels, zones with something in them, institutions. */
  async function standing(): Promise<string[]> {
    const [provinces, hosts] = await Promise.all([publicResources.sharesOf(''), publicResources.hostsShown()]);
    const below = await Promise.all(provinces.map(({ code }) => publicResources.sharesOf(code)));
    const zones = below.flat().flatMap(({ code }) => [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]);
    const today = [...new Set(zones)].filter((code) => regionOf(code) !== undefined);
    return [
      ...['/', '/zones', '/partners', '/docs/open'],
      ...Object.keys(channels).map(shown.channelHref),
      ...today.map(shown.zoneHref),
      ...hosts.map(shown.institutionHref),
    ];
  }

  async function sendSitemapIndex(ctx: Context) {
    const parts = await publicResources.sitemapParts(partSize);
    const hrefs = ['/sitemaps/pages.xml', ...parts.map((part) => `/sitemaps/${part}.xml`)];
    sendDocument(ctx, 'application/xml; charset=utf-8', sitemapIndex(hrefs.map(absolute)), 60 * minutes);
  }

  async function sendSitemap(ctx: Context) {
    const part = param(ctx, 'part');
    const pages =
      part === 'pages'
        ? (await standing()).map((path) => ({ href: absolute(path) }))
        : (await publicResources.sitemapPart(part))?.map(({ entryId, changedAt }) => ({
            href: absolute(shown.resourceHref(entryId)),
            changedAt,
          }));
    if (pages === undefined) throw notFound(fact('resources.no_site_map'));
    sendDocument(ctx, 'application/xml; charset=utf-8', sitemap(pages), 60 * minutes);
  }

  function sendRobots(ctx: Context) {
    const closed = ['/console', '/admin', '/account', '/scan', '/interaction', '/oidc', '/search', '/api'];
    // The longest that fits counts (RFC 9309): 开放数据 is public, the rest of /api needs a key.
    const text = `User-agent: *\nAllow: /api/v1/open\n${closed.map((path) => `Disallow: ${path}\n`).join('')}\nSitemap: ${absolute('/sitemap.xml')}\n`;
    sendDocument(ctx, 'text/plain; charset=utf-8', text, 60 * minutes);
  }

  return [
    page('/feed.xml', anyone, (ctx) => feed(ctx, '全部栏目', '/', {})),
    page('/channels/:code/feed.xml', anyone, feedOfChannel),
    page('/zones/:code/feed.xml', anyone, feedOfZone),
    page('/zones/:code/calendar.ics', anyone, calendarOfZone),
    page('/i/:id/feed.xml', anyone, feedOfInstitution),
    page('/channels/:code/calendar.ics', anyone, calendarOfChannel),
    page('/i/:id/calendar.ics', anyone, calendarOfInstitution),
    page('/resources/:id/event.ics', anyone, sendEvent),
    page('/sitemap.xml', anyone, sendSitemapIndex),
    page('/sitemaps/:part.xml', anyone, sendSitemap),
    page('/robots.txt', anyone, sendRobots),
  ];
}
