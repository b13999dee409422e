import type { Clock } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { regionName } from '../../fields/regions/region.ts';
import { institutionKinds, isInstitutionKind } from '../../institutions/institution/institution.ts';
import type { InstitutionPage } from '../../institutions/page/institution-page.ts';
import { textOf } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';
import { closingOf } from '../channels/venue.ts';
import { fact } from '../invitations/facts.ts';
import { nextOpening, weekOf } from '../invitations/hours.ts';
import { hoursOf } from '../invitations/invitation.ts';
import * as shown from '../invitations/shown.ts';
import { closingAhead, stateOf } from '../invitations/state.ts';
import { callTo, labelled, mapOf } from '../invitations/ways.ts';
import type { Listing, Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { channelIn } from './pages.ts';
import type { PublicResources } from './public.ts';

type Host = Awaited<ReturnType<PublicResources['institution']>>;
type Needs = {
  publicResources: Pick<PublicResources, 'page' | 'houseOf' | 'channelsOf'>;
  channels: Channels;
  clock: Clock;
};

const most = { on: 6, courses: 3, news: 3, works: 4 } as const;
/** Events that may not take place are passed over, so more are read than shown. */
const examined = 20;
const timed = ['activity', 'live'] as const;
const kept = ['book', 'video', 'audio', 'market'] as const;

/** A house is open or closed by one record, its entry in 订场馆: hours that were reviewed, and 临时闭馆 that applies at once. */
function houseIn(house: Opened | undefined, now: Date, say: Speech['say']) {
  if (house === undefined) return undefined;
  const values: Values = { ...house.values, ...house.live };
  const hours = hoursOf(values);
  const state = stateOf({ schemaType: 'Place', startsAt: undefined, endsAt: undefined, values }, now);
  const week = weekOf(hours, now);
  const ahead = closingAhead(values, now);
  const closed = week.filter(({ spans }) => spans.length === 0);
  const next = state?.code === 'closed' ? nextOpening(hours, now) : undefined;
  return {
    values,
    href: shown.resourceHref(house.entryId),
    state: state && { ...state, words: say(state.words) },
    reason: closingOf(values, now)?.isNow === true ? textOf(values.reason) : undefined,
    closing: ahead && say(ahead),
    opens:
      next && say(fact('invitations.opens_next', { days: next.days, weekday: weekday(next.weekday), hour: next.from })),
    closedOn:
      closed.length === 0 || closed.length === week.length
        ? undefined
        : say(fact('invitations.closed_on', { days: closed.map(({ name }) => name) })),
    note: textOf(values.closed_note),
    today: week.find(({ isToday }) => isToday)?.spans ?? [],
    week: hours.length === 0 ? [] : week.map((day) => ({ ...day, name: say(day.name) })),
    transit: textOf(values.transit),
    picture:
      house.cover === undefined
        ? undefined
        : shown.pictureOf(house.entryId, 0, house.cover, textOf(values.cover_alt) ?? ''),
  };
}

export const kindName = (kind: string | null, say: Speech['say']): string =>
  say(fact('invitations.name', { text: isInstitutionKind(kind) ? institutionKinds[kind] : '公共文化机构' }));

const weekday = (number: number) => fact('invitations.weekday', { number });

/** Of the picture that an institution chose for its page. */
type Chosen = { page: InstitutionPage; picture: shown.ShownPicture | undefined; day: string | undefined };

/** The page of an institution: its own words where it wrote some, its entries, and its certification. */
export function createInstitutionHome({ publicResources, channels, clock }: Needs) {
  const channelOf = (code: string) => channelIn(channels, code);

  return async (host: Host, say: Speech['say'], written?: Chosen) => {
    const now = clock.now();
    const of = (channel: string, limit: number, order: 'coming' | 'current') =>
      publicResources.page({ institutionId: host.id, channel, order, limit });
    const [house, shares, courses, news, ...lists] = await Promise.all([
      publicResources.houseOf(host.id),
      publicResources.channelsOf(host.id),
      of('course', most.courses, 'current'),
      of('news', most.news, 'current'),
      ...timed.map((channel) => of(channel, examined, 'coming')),
      ...kept.map((channel) => of(channel, most.works, 'current')),
    ]);
    const present = (listing: Listing) => shown.presentListing(listing, channelOf, now, say);
    const among = (codes: readonly string[]) =>
      lists.flatMap(({ listings }) => listings).filter(({ channel }) => codes.includes(channel));
    const on = among(timed)
      .map(present)
      .filter(({ state }) => state?.isOver !== true)
      .toSorted((one, other) => timeOf(one) - timeOf(other))
      .slice(0, most.on);
    const works = among(kept)
      .toSorted((one, other) => other.publishedAt.getTime() - one.publishedAt.getTime())
      .slice(0, most.works);
    const count = (codes: readonly string[]) =>
      shares.reduce((sum, share) => (codes.includes(share.code) ? sum + share.count : sum), 0);
    const entries = `${shown.institutionHref(host.id)}/entries`;
    const all = (code: string) => ({ href: `${entries}?channel=${code}`, count: count([code]) });

    const open = houseIn(house, now, say);
    const values = open?.values ?? { address: host.address ?? undefined };
    const map = mapOf(values, {
      name: house?.title ?? host.name,
      regionCode: house?.regionCode ?? host.regionCode ?? '',
    });
    const phone = written?.page.phone ?? textOf(values.phone);
    const [link] = host.links;
    return {
      host: {
        name: host.name,
        href: shown.institutionHref(host.id),
        kind: kindName(host.kind, say),
        zone:
          host.regionCode === null
            ? undefined
            : { href: shown.zoneHref(host.regionCode), name: regionName(host.regionCode) },
      },
      intro: written?.page.intro,
      picture: written?.picture ?? open?.picture,
      house: open,
      address: textOf(values.address),
      map: map && labelled(say)(map),
      phone: phone === undefined ? undefined : { words: phone, href: callTo(phone)?.href ?? '' },
      doors: {
        web: written?.page.webUrl ?? link?.pcUrl,
        h5: written?.page.h5Url ?? link?.h5Url,
        mini: written?.page.miniProgram,
        app: written?.page.appUrl ?? link?.appUrl,
      },
      visiting: [open?.transit, ...(written?.page.visiting ?? [])].filter((each) => each !== undefined),
      /** When the words of the institution were approved. */
      writtenOn: written?.day,
      on: { listings: on, all: all('activity'), count: count(timed) },
      courses: { listings: courses.listings.map(present), all: all('course') },
      news: { listings: news.listings.map(present), all: all('news') },
      works: { listings: works.map(present), all: { href: entries, count: count(kept) } },
      rooms: all('venue'),
      entries: { href: entries, count: shares.reduce((sum, share) => sum + share.count, 0) },
      /** 我的关注, after a login where there was none. */
      following: `/account/follows/${host.id}`,
      feed: `${shown.institutionHref(host.id)}/feed.xml`,
      calendar: count(timed) === 0 ? undefined : `${shown.institutionHref(host.id)}/calendar.ics`,
    };
  };
}

/** By their beginning; a running one by its end. */
const timeOf = ({ startsAt, endsAt, state }: ReturnType<typeof shown.presentListing>): number =>
  ((state?.code === 'running' ? endsAt : startsAt) ?? startsAt)?.getTime() ?? 0;

export type InstitutionHome = Awaited<ReturnType<ReturnType<typeof createInstitutionHome>>>;
