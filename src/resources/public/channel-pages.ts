import { notFound } from '../../errors.ts';
import { regionsBelow } from '../../fields/regions/region-table.ts';
import type { Context } from '../../http/context.ts';
import { param, type Route, sharedPage } from '../../http/route.ts';
import type { Channel } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import * as shown from '../invitations/shown.ts';
import { hasTimes, type Listing } from '../listing/listing.ts';
import { createPublicCursors } from './cursors.ts';
import { createHere } from './here.ts';
import { byDay, createTurns } from './lists.ts';
import { createMonth } from './month.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import * as asked from './query.ts';

/** Subjects of a channel's pages. */
const tells = ['resources', 'counts', 'institutions'] as const;
/** Maximum of running or past ones beside those that begin. */
const fewRunning = 6;

/** R42, R44: a channel as a list, its events day by day and as a calendar; and the visitor's region. */
export function createChannelPages(needs: Needs): Route[] {
  const { pages, publicResources, channels, clock, publicUrl, cursors } = needs;
  const places = createPublicCursors(cursors);
  const channelOf = (code: string) => channelIn(channels, code);
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const here = createHere({ publicUrl, now: () => clock.now() });
  const month = createMonth({ publicResources, clock });
  const presentIn =
    ({ state }: Context) =>
    (listing: Listing) =>
      shown.presentListing(listing, channelOf, clock.now(), state.speech.say);

  function channelNamed(code: string): Channel {
    const channel = channelOf(code);
    if (channel === undefined) throw notFound(fact('resources.no_channel_here'));
    return channel;
  }

  /** The filter in an address of a channel, and the chips and choices that change it. */
  function read(ctx: Context, channel: Channel) {
    const path = shown.channelHref(channel.code);
    const region = here.read(ctx);
    const { say } = ctx.state.speech;
    const isTimed = hasTimes(channel);
    const when = isTimed ? asked.whenOf(ctx.query) : '';
    const isNear = region !== undefined && asked.isOn(ctx.query, 'near');
    const { choices, isFree, ...plain } = asked.chosenOf(channel, ctx.query, say, when);
    const chosen: Record<string, string | undefined> = { ...plain.chosen, near: isNear ? '1' : '' };
    const filter = { ...plain.filter, ...(isNear && { region: region.within }) };
    const chip = (label: string, name: string, value: string, isOn: boolean) => ({
      ...{ label, isOn },
      href: asked.withQuery(path, { ...chosen, [name]: isOn ? '' : value }),
    });
    const chips = [
      ...(isTimed
        ? [
            chip(say(fact('resources.today')), 'when', 'today', when === 'today'),
            chip(say(fact('resources.weekend')), 'when', 'weekend', when === 'weekend'),
          ]
        : []),
      region === undefined
        ? {
            label: say(fact('resources.near')),
            isOn: false,
            href: asked.withQuery('/nearby', { channel: channel.code }),
          }
        : chip(
            isNear ? say(fact('resources.near_place', { place: region.name })) : say(fact('resources.near')),
            'near',
            '1',
            isNear,
          ),
      ...(channel.filters.includes('fee_type') ? [chip(say(fact('resources.free')), 'free', '1', isFree)] : []),
    ];
    return {
      path,
      // A subscribed calendar has no cookie: 附近 is left out.
      feed: asked.withQuery(`${path}/calendar.ics`, { ...chosen, when: '', near: '' }),
      choices,
      chosen,
      filter,
      when,
      isTimed,
      region,
      isNear,
      chips,
      isFiltered: Object.values(chosen).some(Boolean),
    };
  }
  type Read = ReturnType<typeof read>;

  const menu = Object.values(channels).map(({ code, name }) => ({ code, name, href: shown.channelHref(code) }));
  const common = (channel: Channel, { path, choices, chips, isFiltered, isNear, region, isTimed, chosen }: Read) => ({
    channel: { code: channel.code, name: channel.name, href: path },
    menu: menu.filter(({ code }) => code !== channel.code),
    ...{ choices, isFiltered },
    chosen: choices.filter(({ value }) => value !== '').length,
    chips,
    kept: Object.entries(chosen).flatMap(([name, value]): [string, string][] =>
      value && !choices.some((choice) => choice.name === name) ? [[name, value]] : [],
    ),
    calendarHref: isTimed ? asked.withQuery(`${path}/calendar`, { ...chosen, when: '' }) : undefined,
    elsewhere: isNear && region !== undefined ? asked.withQuery('/nearby', { channel: channel.code }) : undefined,
  });

  async function showChannels(ctx: Context) {
    const shares = await publicResources.channelsIn('');
    const data = {
      channels: Object.values(channels).map(({ code, name, slogan = '' }) => ({
        ...{ href: shown.channelHref(code), name, lead: slogan },
        count: shares.find((share) => share.code === code)?.count ?? 0,
      })),
      meta: { canonical: absolute('/channels'), description: ctx.state.speech.say(fact('resources.about_channels')) },
    };
    showPublic(pages, ctx, 'resources/public/channels', data, {});
  }

  async function showChannel(ctx: Context) {
    const channel = channelNamed(param(ctx, 'code'));
    const about = read(ctx, channel);
    const { path, filter, when, isTimed, chosen } = about;
    const now = clock.now();
    const days = asked.daysOf(when, now);
    const isPast = when === 'past';
    const isRunning = isTimed && !isPast && asked.isOn(ctx.query, 'running');
    const turns = createTurns(places, ctx.query, path, { ...chosen, ...(isRunning && { running: '1' }) });
    const order = !isTimed ? 'newest' : isPast ? 'past' : isRunning ? 'running' : 'opening';
    const beside = isTimed && !isPast && !isRunning && !turns.isLater;
    const [found, running, over] = await Promise.all([
      publicResources.page({ ...filter, order, ...days, ...turns.cursors }),
      beside ? publicResources.page({ ...filter, order: 'running', ...days, limit: fewRunning }) : undefined,
      beside && when === '' ? publicResources.page({ ...filter, order: 'past', limit: fewRunning }) : undefined,
    ]);
    const present = presentIn(ctx);
    const listings = found.listings.map(present);
    const links = turns.of(found);
    const isDays = isTimed && !isPast && !isRunning;
    const isWhole = { isFirst: links.previous === undefined, isLast: links.next === undefined };
    const all = isDays ? byDay(listings, now, { ...isWhole, say: ctx.state.speech.say }) : [];
    const data = {
      ...common(channel, about),
      when,
      today: all.filter(({ isToday }) => isToday),
      days: all.filter(({ isToday }) => !isToday),
      listings: isDays ? [] : listings,
      isRunning,
      running: (running?.listings ?? []).map(present),
      // Where there are more than stand here.
      runningHref: running?.next && asked.withQuery(path, { ...chosen, running: '1' }),
      over: (over?.listings ?? []).map(present),
      pastHref: asked.withQuery(path, { ...chosen, when: 'past' }),
      turns: links,
      meta: {
        canonical: absolute(path),
        description: ctx.state.speech.say(fact('resources.about_channel', { channel: channel.name })),
        feed: `${path}/feed.xml`,
        data: `/api/v1/open/resources.jsonld?channel=${encodeURIComponent(channel.code)}`,
        calendar: isTimed ? about.feed : undefined,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/channel', data, { title: channel.name });
  }

  async function showCalendar(ctx: Context) {
    const channel = channelNamed(param(ctx, 'code'));
    if (!hasTimes(channel)) throw notFound(fact('resources.no_time'));
    const about = read(ctx, channel);
    const path = `${about.path}/calendar`;
    const chosen = { ...about.chosen, when: '' };
    const { day, listings, ...calendar } = await month.show(
      about.filter,
      ctx.query,
      {
        link: (more) => asked.withQuery(path, { ...chosen, ...more }),
        turns: (more) => createTurns(places, ctx.query, path, { ...chosen, ...more }),
      },
      ctx.state.speech.say,
    );
    const data = {
      ...common(channel, about),
      ...calendar,
      day: { ...day, count: listings.length, listings: listings.map(presentIn(ctx)) },
      feed: about.feed,
      meta: {
        canonical: absolute(path),
        noIndex: ctx.querystring !== '',
        description: ctx.state.speech.say(fact('resources.about_calendar', { channel: channel.name })),
      },
    };
    showPublic(pages, ctx, 'resources/public/calendar', data, {
      title: ctx.state.speech.say(fact('resources.calendar_title', { channel: channel.name, month: calendar.title })),
    });
  }

  /** 附近: the province, then the city; the choice is remembered by the page that it leads to. */
  function showNearby(ctx: Context) {
    const channel = channelOf(String(ctx.query.channel ?? ''));
    const province = asked.provinceChoice({ region: ctx.query.in }, ctx.state.speech.say);
    const inside = province.value === '' ? undefined : `${province.value.slice(1)}0000`;
    const to = channel === undefined ? '/' : shown.channelHref(channel.code);
    const choose = (code: string) => asked.withQuery(to, { near: channel && '1', here: code });
    // Of a municipality the counties stand below the province itself.
    const below = regionsBelow(inside);
    const data = {
      province:
        inside === undefined ? undefined : { name: province.options[province.value] ?? '', href: choose(inside) },
      back: asked.withQuery('/nearby', { channel: channel?.code }),
      below: below.map(({ code, name }) => ({
        name,
        href:
          inside === undefined
            ? asked.withQuery('/nearby', { channel: channel?.code, in: `p${code.slice(0, 2)}` })
            : choose(code),
      })),
      here: here.read(ctx)?.name,
      meta: { canonical: absolute('/nearby'), noIndex: true },
    };
    showPublic(pages, ctx, 'resources/public/nearby', data, {});
  }

  return [
    sharedPage('/channels', { tells }, showChannels),
    sharedPage('/channels/:code', { region: true, tells }, showChannel),
    sharedPage('/channels/:code/calendar', { region: true, tells }, showCalendar),
    sharedPage('/nearby', { region: true, tells: [] }, showNearby),
  ];
}
