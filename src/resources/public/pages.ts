import { type Clock, dayOf } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import { notFound } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { type CoverWidth, coverTypeOf, coverWidthOf } from '../../files/sizes.ts';
import { anyone } from '../../http/access.ts';
import { keepForAll, sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import type { PageOptions, Pages } from '../../http/pages/page.ts';
import { qrCode } from '../../http/pages/qr.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { movedTo, page, param, type Route, sharedPage } from '../../http/route.ts';
import { allowMedia } from '../../http/security-headers.ts';
import type { Views } from '../../http/views.ts';
import type { Channels } from '../channels/channels.ts';
import { withoutGone } from '../channels/watched-addresses.ts';
import { fact } from '../facts.ts';
import { dateOf } from '../invitations/days.ts';
import { presentEntry } from '../invitations/entry.ts';
import { fact as entryFact } from '../invitations/facts.ts';
import * as shown from '../invitations/shown.ts';
import { placesToday } from '../listing/conditions.ts';
import type { Listing } from '../listing/listing.ts';
import { createAround } from './around.ts';
import type { Bookings } from './booking.ts';
import { createPublicCursors } from './cursors.ts';
import { jsonLd } from './json-ld.ts';
import type { Near } from './near.ts';
import { fieldsOf, nearIn, nearPath } from './near-asked.ts';
import { conditionsIn } from './near-shown.ts';
import type { PublicResources } from './public.ts';
import * as asked from './query.ts';
import { createUnderstood } from './understood.ts';

export type Needs = {
  pages: Pages;
  publicResources: PublicResources;
  channels: Channels;
  clock: Clock;
  publicUrl: URL;
  cursors: Cursors;
};

/** The common layout of all pages of resources. */
export function showPublic<Name extends keyof Views>(
  pages: Pages,
  ctx: Context,
  view: Name,
  data: Views[Name],
  options: PageOptions,
): void {
  pages.show(ctx, view, data, { layout: 'public', ...options });
}

export const channelIn = (channels: Needs['channels'], code = '') =>
  Object.hasOwn(channels, code) ? channels[code] : undefined;

/** Frequent searches, each of its own kind. */
const examples = ['周末亲子活动', '哪里可以学书法', 'baduanjin', '看戏'] as const;

/** R42, R44: entries, search, pictures. */
export function createPublicResourcePages({
  pages,
  publicResources,
  bookings,
  channels,
  clock,
  publicUrl,
  cursors,
  near,
}: Needs & { bookings: Bookings; near: Near }): Route[] {
  const places = createPublicCursors(cursors);
  const channelOf = (code: string) => channelIn(channels, code);
  const around = createAround({ publicResources, near, channelOf, clock });
  const absolute = (path: string) => new URL(path, publicUrl).href;
  const menu = Object.values(channels).map(({ code, name }) => ({ code, name, href: shown.channelHref(code) }));

  async function showResource(ctx: Context) {
    const id = param(ctx, 'id');
    const entry = await publicResources.entryOf(id);
    if (entry !== undefined) return movedTo(ctx, shown.resourceHref(entry)); // a version: the entry shows the one in force
    const opened = withoutGone(await publicResources.open(id));
    const { beside, further } = await around.of(opened, ctx.state.speech);
    const { say } = ctx.state.speech;
    const present = presentEntry(opened, channelOf, { now: clock.now(), say, beside });
    const type = channelOf(opened.channel)?.schemaType ?? 'CreativeWork';
    const go = present.go && (await bookings.signedIn(opened.institutionId, present.go));
    const picture = present.cover && absolute(present.cover.large);
    const data = {
      entry: { ...present, go },
      further,
      meta: {
        canonical: absolute(present.href),
        data: `/api/v1/open/resources/${opened.entryId}.jsonld`,
        description: opened.summary,
        picture,
        calendar: present.hasCalendar ? `${present.href}/event.ics` : undefined,
        code: `${present.href}/qr.svg`,
        counted: { at: `${present.href}/counted`, origins: (await bookings.originsOf(opened.institutionId)).join(' ') },
        jsonLd: jsonLd(opened, type, {
          ...{
            href: absolute(present.href),
            isOver: present.state?.isOver === true,
            isShut: present.state?.code === 'shut',
          },
          ...(picture !== undefined && { picture }),
        }),
      },
    };
    showPublic(pages, ctx, 'resources/public/detail', data, { title: titleOf(present, say) });
    if (present.player !== undefined && ctx.status === 200) allowMedia(ctx, present.player.src);
  }

  /** Who gets the link in a chat reads the day as well. */
  const titleOf = ({ title, date }: ReturnType<typeof presentEntry>, say: Speech['say']) =>
    date === undefined ? title : say(entryFact('invitations.title_day', { title, day: dateOf(date.at, date.at) }));

  async function sendCaptions(ctx: Context) {
    const text = await publicResources.captions(param(ctx, 'id'));
    ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    sendDocument(ctx, 'text/vtt; charset=utf-8', text, 600);
  }

  /** The address of the page, to be taken along by a telephone. */
  async function sendCode(ctx: Context) {
    const id = param(ctx, 'id');
    if (!isId(id)) throw notFound(fact('resources.no_picture'));
    const { size, path } = await qrCode(absolute(shown.resourceHref(id)));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
    ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    sendDocument(ctx, 'image/svg+xml', svg, 86_400);
  }

  /** The way to 附近 for a question about a distance: the position is only asked for there, and stands in no address of a search. */
  function nearestTo(question: { typed: string; text: string }, say: Speech['say']) {
    const now = clock.now();
    const found = nearIn(question, now, placesToday(dayOf(now)));
    return (
      found && {
        words: say(
          fact('resources.near_offer', { kinds: conditionsIn(found.asked, now), place: found.place || undefined }),
        ),
        href: asked.withQuery(nearPath, { place: found.place, ...fieldsOf(found.asked) }),
        isKnown: found.place !== '',
      }
    );
  }

  async function showSearch(ctx: Context) {
    const text = String(ctx.query.q ?? '')
      .trim()
      .slice(0, 100);
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const isPlain = asked.isOn(ctx.query, 'plain');
    const whose = { text, channel, ...(isPlain && { plain: '1' }) };
    const after = places.findRanked(whose, ctx.query.after);
    const found = await publicResources.search(text, {
      ...(channel !== undefined && { channel }),
      ...(after && { after, at: after.at }),
      isPlain,
    });
    const plain = isPlain ? '1' : undefined;
    const link = (to: string | undefined) => asked.withQuery('/search', { q: text, channel: to, plain });
    const understood = createUnderstood(found?.text ?? text, ctx.state.speech.say, clock.now(), channel);
    const number = after === undefined ? 1 : asked.pageNumber(ctx.query);
    /** Ranked results have a next page and none before: except the second, which leads back to the first. */
    const turnsOf = (next: Parameters<typeof places.writeRanked>[1] | undefined) => ({
      ...{ number, first: link(channel), previous: number === 2 ? link(channel) : undefined },
      next:
        next &&
        asked.withQuery('/search', {
          q: text,
          channel,
          plain,
          page: number === undefined ? undefined : String(number + 1),
          after: places.writeRanked(whose, next),
        }),
    });
    const present = (listing: Listing) => shown.presentListing(listing, channelOf, clock.now(), ctx.state.speech.say);
    const data = {
      query: text,
      tabs: [{ code: undefined, name: ctx.state.speech.say(fact('resources.all')) }, ...menu].map((tab) => ({
        name: tab.name,
        href: link(tab.code),
        isHere: tab.code === channel,
      })),
      channel,
      examples: examples.map((words) => ({ words, href: asked.withQuery('/search', { q: words }) })),
      turns: turnsOf(found?.next),
      asked: understood.conditionsOf(found?.conditions ?? []),
      plainHref:
        found !== undefined && found.conditions.length > 0
          ? asked.withQuery('/search', { q: text, channel, plain: '1' })
          : undefined,
      nearest: nearestTo({ typed: text, text: found?.text ?? text }, ctx.state.speech.say),
      found: found && {
        count: found.count,
        isMore: found.isMore,
        heard: found.heard,
        listings: found.listings.map((each) => ({ ...present(each), sessions: understood.sessionsOf(each) })),
        wider: found.wider.map((each) => ({ ...understood.wider(each), listings: each.listings.map(present) })),
        near: found.near.map(present),
        institutions: found.institutions.map(({ id, name }) => ({ name, href: shown.institutionHref(id) })),
      },
      meta: { canonical: absolute('/search'), noIndex: true },
    };
    showPublic(pages, ctx, 'resources/public/search', data, {
      title: ctx.state.speech.say(
        text === '' ? fact('resources.to_search') : fact('resources.found_for', { query: text }),
      ),
    });
  }

  async function sendPicture(ctx: Context) {
    const [, id = '', place = '', wide = '', ending] =
      /^(.{1,64})-(\d)-(\d{3})\.(jpg|webp)$/.exec(param(ctx, 'file')) ?? [];
    const width = coverWidthOf(wide);
    if (width === undefined || (ending === 'webp') !== (coverTypeOf(width) === 'webp'))
      throw notFound(fact('resources.no_picture'));
    sendDrawn(ctx, await publicResources.picture(id, Number(place), width), width);
  }

  async function sendPictureOfInstitution(ctx: Context) {
    const [, id = '', wide = '', ending] = /^(.{1,64})-(\d{3})\.(jpg|webp)$/.exec(param(ctx, 'file')) ?? [];
    const width = coverWidthOf(wide);
    if (width === undefined || (ending === 'webp') !== (coverTypeOf(width) === 'webp'))
      throw notFound(fact('resources.no_picture'));
    sendDrawn(ctx, await publicResources.pictureOfInstitution(id, width), width);
  }

  return [
    // The way to book leads through an application of the institution.
    sharedPage('/resources/:id', { tells: ['resources', 'institutions', 'applications'] }, showResource),
    page('/resources/:id/captions.vtt', anyone, sendCaptions),
    page('/resources/:id/qr.svg', anyone, sendCode),
    sharedPage('/search', {}, showSearch),
    page('/pictures/resources/:file', anyone, sendPicture),
    page('/pictures/institutions/:file', anyone, sendPictureOfInstitution),
  ];
}

function sendDrawn(ctx: Context, { bytes, file }: { bytes: Buffer; file: string }, width: CoverWidth): void {
  ctx.type = `image/${coverTypeOf(width)}`;
  ctx.body = bytes;
  // A removed picture is gone at the next request; a replaced one has another address.
  keepForAll(ctx, ctx.query.v === file.slice(0, 8) ? 86_400 : 300);
  ctx.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    ETag: `"${file.slice(0, 8)}-${width}"`,
  });
  if (ctx.fresh) ctx.status = 304;
}
