import type { Clock } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import type { Database } from '../../database/open.ts';
import type { Speech } from '../../fact.ts';
import { type Channels, channels as shipped } from '../channels/channels.ts';
import * as shown from '../invitations/shown.ts';
import { isShut, stateOf } from '../invitations/state.ts';
import { isRecommended } from '../listing/confirmed.ts';
import type { Listing } from '../listing/listing.ts';
import { channelIn } from './pages.ts';
import type { PublicResources } from './public.ts';

type Needs = {
  db: Pick<Database, 'changes'>;
  publicResources: PublicResources;
  channels?: Channels;
  clock: Clock;
};

/** Upcoming ones shown, and those examined to find some that still admit visitors. */
const fewSoon = 5;
const mostLooked = 15;

/**
 * Resources on the home page: upcoming ones in the chosen region, the channels, the new ones of each, the news. Nothing past (R44): the page is
 * a shop window, not a list.
 */
export function createShowcase({ db, publicResources, channels = shipped, clock }: Needs) {
  const channelOf = (code: string) => channelIn(channels, code);
  const stateIn = ({ channel, facts, live, startsAt, endsAt }: Listing) =>
    stateOf(
      { schemaType: channelOf(channel)?.schemaType ?? '', startsAt, endsAt, values: { ...facts, ...live } },
      clock.now(),
    );

  /** Upcoming events, in the order of time: those that still admit visitors, and if there are few the rest. */
  async function soonIn(region: string | undefined): Promise<Listing[]> {
    const { listings } = await publicResources.page({
      ...{ channel: 'activity', order: 'opening', limit: mostLooked },
      ...(region !== undefined && { region }),
    });
    const known = listings
      .filter((each) => isRecommended(each, clock.now()))
      .map((listing) => ({ listing, state: stateIn(listing) }));
    const all = known.filter(({ state }) => state?.isOver !== true);
    const open = all.filter(({ state }) => state === undefined || !isShut(state)).slice(0, fewSoon);
    const picked = new Set([...open, ...all].slice(0, Math.max(open.length, Math.min(fewSoon, all.length))));
    return all.filter((each) => picked.has(each)).map(({ listing }) => listing);
  }

  /** One of each channel: of the region, and where it has none there, of the country. */
  async function newestIn(region: string | undefined): Promise<Listing[]> {
    const newest = await Promise.all(
      (region === undefined ? [undefined] : [region, undefined]).map((within) =>
        publicResources.page({ order: 'current', limit: 60, ...(within !== undefined && { region: within }) }),
      ),
    );
    const inviting = newest
      .flatMap(({ listings }) => listings)
      .filter(({ channel }) => channel !== 'news')
      .filter((listing) => stateIn(listing)?.isOver !== true && isRecommended(listing, clock.now()));
    const firsts = [...Map.groupBy(inviting, ({ channel }) => channel).values()].flatMap(([first]) => first ?? []);
    return firsts.slice(0, 6);
  }

  async function read(region: string | undefined) {
    const [totals, near, recommended, news] = await Promise.all([
      publicResources.totals(),
      soonIn(region),
      newestIn(region),
      publicResources.page({ channel: 'news', limit: 5 }),
    ]);
    // Without upcoming ones nearby those elsewhere are shown, and labelled so.
    const soon = near.length > 0 || region === undefined ? near : await soonIn(undefined);
    return {
      channels: Object.values(channels).flatMap(({ code, name, slogan }) =>
        slogan === undefined ? [] : [{ href: shown.channelHref(code), name, lead: slogan }],
      ),
      totals,
      recommended,
      soon: { listings: soon, isNear: region !== undefined && near.length > 0 },
      news: news.listings,
    };
  }
  // The results, without their words. By a city or a province at most, of which there are some hundreds.
  const recent = createCache({ read: (within) => read(within === '' ? undefined : within), maxKeys: 500 });
  for (const subject of ['resources', 'institutions'] as const) db.changes.onChange(subject, recent.clear);
  return async (within: string | undefined, { say }: Speech) => {
    const present = (listing: Listing) => shown.presentListing(listing, channelOf, clock.now(), say);
    const { recommended, soon, news, ...rest } = await recent.get(within ?? '');
    return {
      ...rest,
      recommended: recommended.map(present),
      soon: { ...soon, listings: soon.listings.map(present) },
      news: news.map(present),
    };
  };
}

export type Showcase = Awaited<ReturnType<ReturnType<typeof createShowcase>>>;
