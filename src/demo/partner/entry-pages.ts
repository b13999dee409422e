import type { Clock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { allowMedia } from '../../http/security-headers.ts';
import { numberOf, textOf } from '../../resources/channels/channel.ts';
import { media, spoken, story } from '../entries/media.ts';
import { fact } from '../facts.ts';
import { sendMedium } from './media.ts';
import { offerOf, priceOf, whenOf, whereOf } from './offer.ts';
import { createReservations } from './reservations.ts';
import type { OfEntry, OfSite } from './shown.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  pages: Pages;
  origin: string;
  /** The institution that this is the site of: its visitors sign in with the Cloud. */
  own: string;
  present: (ctx: Context) => OfSite;
  /** The account that is signed in. */
  personOf: (ctx: Context) => string | undefined;
};

const holderCookie = 'partner_visitor';
const verbs = ['book', 'enroll', 'watch', 'listen', 'learn', 'read', 'shop', 'look'] as const;
type Verb = (typeof verbs)[number];

/**
 * The pages to which the Cloud's buttons lead: each entry of the demo is booked, played, read, learned or bought here. For the other
 * institutions of the demo this site stands in, without a login.
 */
export function createEntryPages({ db, clock, pages, origin, own, present, personOf }: Needs): Route[] {
  const reservations = createReservations();
  const cookieOf = (ctx: Context) => ctx.cookies.get(holderCookie, { signed: false });
  const isOwn = ({ institution }: store.Shown) => institution === own;
  const holderOf = (ctx: Context, shown: store.Shown) => (isOwn(shown) ? personOf(ctx) : cookieOf(ctx));

  async function found(ctx: Context): Promise<store.Shown> {
    const shown = await store.entry(db, param(ctx, 'id'));
    if (shown === undefined) throw notFound(fact('demo.no_such_page'));
    return shown;
  }

  const siteOf = (site: OfSite, shown: store.Shown): OfSite =>
    isOwn(shown) ? site : { ...site, site: { name: shown.institution, logo: undefined, home: '/' }, isStandIn: true };

  const showEntry = (verb: Verb) => async (ctx: Context) => {
    const shown = await found(ctx);
    const data = { ...siteOf(present(ctx), shown), entry: entryOf(ctx, shown, verb) };
    pages.show(ctx, 'demo/entry', data, { title: shown.title });
    if (data.entry.player !== undefined) allowMedia(ctx);
  };

  function entryOf(ctx: Context, shown: store.Shown, verb: Verb): OfEntry {
    const { values, externalId: id, channel } = shown;
    const now = clock.now();
    const offer = offerOf(shown, now);
    const kind = verb === 'enroll' ? 'book' : verb;
    const phone = textOf(values.contact_phone) ?? '';
    return {
      ...{ id, kind, title: shown.title, summary: shown.summary, phone, action: `/${verb}/${id}`, verb },
      ...{ when: whenOf(shown), where: channel === 'activity' || channel === 'venue' ? whereOf(shown) : undefined },
      ...{ price: priceOf(shown), notice: textOf(values.notice), offer, paragraphs: paragraphsOf(shown, verb) },
      enter: isOwn(shown) && offer.to !== undefined ? `/login?to=${encodeURIComponent(origin + ctx.path)}` : undefined,
      reserved: reservations.find(holderOf(ctx, shown), id),
      isCancelled: ctx.query.cancelled === '1',
      player: playerOf(shown, verb),
      lessons: lessonsOf(values),
      onAir: channel === 'live' ? onAirOf(values, now) : undefined,
    };
  }

  const reserve = (verb: Verb) => async (ctx: Context, typed: Form) => {
    const shown = await found(ctx);
    const offer = offerOf(shown, clock.now());
    const here = `/${verb}/${shown.externalId}`;
    if (offer.to === undefined) return seeOther(ctx, here); // the page says why
    const slot = offer.slots.find((each) => each === typed.slot) ?? offer.slots[0];
    if (isOwn(shown) && personOf(ctx) === undefined) return seeOther(ctx, here);
    const holder = holderOf(ctx, shown) ?? newHolder(ctx);
    const count = Math.min(Math.max(Math.trunc(Number(typed.count)) || 1, 1), 9);
    reservations.make(holder, {
      ...{ id: shown.externalId, href: here, title: shown.title, when: slot ?? whenOf(shown), where: whereOf(shown) },
      ...(offer.to === 'order' && { count }),
    });
    seeOther(ctx, here);
  };

  function newHolder(ctx: Context): string {
    const holder = newToken();
    ctx.cookies.set(holderCookie, holder, { httpOnly: true, sameSite: 'lax', signed: false });
    return holder;
  }

  async function cancel(ctx: Context, typed: Form) {
    const shown = await found(ctx);
    const verb = verbs.find((each) => each === typed.back) ?? 'book';
    const isCancelled = reservations.cancel(holderOf(ctx, shown), shown.externalId);
    seeOther(ctx, `/${verb}/${shown.externalId}${isCancelled ? '?cancelled=1' : ''}`);
  }

  function showMine(ctx: Context) {
    const all = [personOf(ctx), cookieOf(ctx)].flatMap((holder) => reservations.of(holder));
    pages.show(ctx, 'demo/mine', { ...present(ctx), reserved: all }, { title: '我的预约' });
  }

  return [
    ...verbs.map((verb) => page(`/${verb}/:id`, anyone, showEntry(verb))),
    ...(['book', 'enroll', 'shop'] as const).map((verb) => form(`/${verb}/:id`, anyone, reserve(verb))),
    form('/cancel/:id', anyone, cancel),
    page('/mine', anyone, showMine),
    page('/media/:file', anyone, (ctx) => sendMedium(ctx, param(ctx, 'file'))),
  ];
}

const sample = { file: 'film.mp4', captions: undefined };

/** The film or recording of an entry; of broadcasts and lessons, a sample. */
function playerOf({ channel, values }: store.Shown, verb: Verb): OfEntry['player'] {
  const name = textOf(values.play_url)?.split('/').at(-1);
  const known = Object.values(media).find(({ file }) => file === name);
  const medium = verb === 'listen' ? (known ?? media.story) : known;
  if (verb === 'watch' || (verb === 'learn' && textOf(values.enroll_url) === undefined)) {
    const { file, captions } = medium ?? sample;
    return {
      kind: 'video',
      src: `/media/${file}`,
      captions: captions && `/media/${captions}`,
      isSample: channel !== 'video',
    };
  }
  if (verb !== 'listen') return undefined;
  return {
    kind: 'audio',
    src: `/media/${medium?.file ?? media.story.file}`,
    captions: undefined,
    isSample: channel === 'book',
  };
}

function paragraphsOf({ values }: store.Shown, verb: Verb): string[] {
  if (verb === 'look') return plain(textOf(values.body));
  if (verb === 'listen') return (textOf(values.transcript) ?? story).split('\n');
  return verb === 'watch' ? (textOf(values.transcript) ?? spoken.film ?? '').split('\n') : [];
}

const plain = (html = '') =>
  html
    .split(/<\/(?:p|h\d|li)>/)
    .map((part) => part.replace(/<[^>]*>/g, '').trim())
    .filter((part) => part !== '');

function lessonsOf({ syllabus, lessons }: store.Shown['values']): string[] {
  if (Array.isArray(syllabus)) return syllabus.map(({ no, title }) => `${no}　${title}`);
  return Array.from({ length: numberOf(lessons) ?? 0 }, (_, at) => `第 ${at + 1} 课`);
}

function onAirOf(values: store.Shown['values'], now: Date): OfEntry['onAir'] {
  const [start, end] = [new Date(textOf(values.start_at) ?? now), new Date(textOf(values.end_at) ?? now)];
  return start > now ? 'before' : end < now ? 'after' : 'now';
}
