import type { Clock } from '../../clock.ts';
import { notFound } from '../../errors.ts';
import { coverWidthOf } from '../../files/sizes.ts';
import { anyone } from '../../http/access.ts';
import { keepForAll, keepPage } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import type { PageOptions, Pages } from '../../http/pages/page.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { movedTo, page, param, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import type { Channels } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import type { Bookings } from './booking.ts';
import { createPublicCursors } from './cursors.ts';
import { presentEntry } from './entry.ts';
import { jsonLd } from './json-ld.ts';
import type { PublicResources } from './public.ts';
import * as asked from './query.ts';
import * as shown from './shown.ts';

export type Needs = {
  pages: Pages;
  publicResources: PublicResources;
  channels: Channels;
  clock: Clock;
  publicUrl: URL;
  cursors: Cursors;
};

/** What all pages of resources share: their layout, and how long they are kept. */
export function showPublic<Name extends keyof Views>(
  pages: Pages,
  ctx: Context,
  view: Name,
  data: Views[Name],
  options: PageOptions,
): void {
  pages.show(ctx, view, data, { layout: 'public', ...options });
  keepPage(ctx);
}

export const channelIn = (channels: Needs['channels'], code = '') =>
  Object.hasOwn(channels, code) ? channels[code] : undefined;

/** R42, R44: channels, entries, search, pictures. */
export function createPublicResourcePages({
  pages,
  publicResources,
  bookings,
  channels,
  clock,
  publicUrl,
  cursors,
}: Needs & { bookings: Bookings }): Route[] {
  const places = createPublicCursors(cursors);
  const channelOf = (code: string) => channelIn(channels, code);
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const menu = Object.values(channels).map(({ code, name }) => ({ code, name, href: shown.channelHref(code) }));

  async function showChannel(ctx: Context) {
    const channel = channelOf(param(ctx, 'code'));
    if (channel === undefined) throw notFound(fact('resources.no_channel_here'));
    const { code, name } = channel;
    const path = shown.channelHref(code);
    const choices = [asked.provinceChoice(ctx.query), ...asked.choicesOf(channel, ctx.query)];
    const [region, ...own] = choices;
    const { order, when, until } = asked.timesOf(channel, ctx.query, clock.now());
    const chosen: Record<string, string> = Object.fromEntries(choices.map((choice) => [choice.name, choice.value]));
    const whose = { path, ...chosen, when };
    const { listings, next } = await publicResources.page({
      channel: code,
      order,
      until,
      facets: asked.facetsOf(own),
      ...(region?.value ? { region: region.value.slice(1) } : {}),
      after: places.find(whose, ctx.query.after),
    });
    const data = {
      channel: { code, name, href: path },
      menu,
      choices,
      isFiltered: choices.some(({ value }) => value !== ''),
      isLater: ctx.query.after !== undefined,
      times:
        order === 'newest'
          ? []
          : Object.entries(asked.times).map(([time, label]) => ({
              href: asked.withQuery(path, { ...chosen, when: time }),
              label,
              isHere: time === when,
            })),
      when,
      listings: listings.map((listing) => shown.presentListing(listing, channelOf)),
      next: next && asked.withQuery(path, { ...chosen, when, after: places.write(whose, next) }),
      meta: {
        canonical: absolute(path),
        description: `各地文化馆、图书馆在“${name}”栏目发布的内容。`,
        feed: `${path}/feed.xml`,
        calendar: order === 'newest' ? undefined : `${path}/calendar.ics`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/channel', data, { title: name });
  }

  async function showResource(ctx: Context) {
    const id = param(ctx, 'id');
    const entry = await publicResources.entryOf(id);
    if (entry !== undefined) return movedTo(ctx, shown.resourceHref(entry)); // a version: the entry shows the one in force
    const opened = await publicResources.open(id);
    const present = presentEntry(opened, channelOf);
    const type = channelOf(opened.channel)?.schemaType ?? 'CreativeWork';
    const [booking, { listings }] = await Promise.all([
      bookings.bookingOf(opened),
      publicResources.page({ institutionId: opened.institutionId, limit: 5 }),
    ]);
    const picture = present.cover && absolute(present.cover.large);
    const data = {
      entry: { ...present, booking },
      more: listings
        .filter(({ entryId }) => entryId !== opened.entryId)
        .slice(0, 4)
        .map((listing) => shown.presentListing(listing, channelOf)),
      meta: {
        canonical: absolute(present.href),
        description: opened.summary,
        picture,
        calendar: opened.startsAt && `${present.href}/event.ics`,
        jsonLd: jsonLd(opened, type, { href: absolute(present.href), ...(picture !== undefined && { picture }) }),
      },
    };
    showPublic(pages, ctx, 'resources/public/detail', data, { title: opened.title });
  }

  async function showSearch(ctx: Context) {
    const text = String(ctx.query.q ?? '')
      .trim()
      .slice(0, 100);
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const whose = { text, channel };
    const after = places.findRanked(whose, ctx.query.after);
    const found = await publicResources.search(text, {
      ...(channel !== undefined && { channel }),
      ...(after && { after, at: after.at }),
    });
    const link = (to: string | undefined) => asked.withQuery('/search', { q: text, channel: to });
    const data = {
      query: text,
      tabs: [{ code: undefined, name: '全部' }, ...menu].map((tab) => ({
        name: tab.name,
        href: link(tab.code),
        isHere: tab.code === channel,
      })),
      channel,
      first: link(channel),
      isLater: after !== undefined,
      found: found && {
        count: found.count,
        isMore: found.isMore,
        listings: found.listings.map((listing) => shown.presentListing(listing, channelOf)),
        near: found.near.map((listing) => shown.presentListing(listing, channelOf)),
        institutions: found.institutions.map(({ id, name }) => ({ name, href: shown.institutionHref(id) })),
        next:
          found.next && asked.withQuery('/search', { q: text, channel, after: places.writeRanked(whose, found.next) }),
      },
      meta: { canonical: absolute('/search'), noIndex: true },
    };
    showPublic(pages, ctx, 'resources/public/search', data, { title: text === '' ? '搜索' : `“${text}”的搜索结果` });
  }

  async function sendPicture(ctx: Context) {
    const [, id = '', place = '', wide = ''] = /^(.{1,64})-(\d)-(\d{3})\.jpg$/.exec(param(ctx, 'file')) ?? [];
    const width = coverWidthOf(wide);
    if (width === undefined) throw notFound(fact('resources.no_picture'));
    const { bytes, file } = await publicResources.picture(id, Number(place), width);
    ctx.type = 'image/jpeg';
    ctx.body = bytes;
    // What was taken off is gone for whoever asks anew; the address of another picture is another one.
    keepForAll(ctx, ctx.query.v === file.slice(0, 8) ? 86_400 : 300);
    ctx.set({
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${file.slice(0, 8)}-${width}"`,
    });
    if (ctx.fresh) ctx.status = 304;
  }

  return [
    page('/channels/:code', anyone, showChannel),
    page('/resources/:id', anyone, showResource),
    page('/search', anyone, showSearch),
    page('/pictures/resources/:file', anyone, sendPicture),
  ];
}
