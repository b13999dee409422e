import type { Clock } from '../../clock.ts';
import { isBehindAllowed } from '../../database/behind.ts';
import { createCache } from '../../database/cache.ts';
import type { Database } from '../../database/open.ts';
import { type Channels, channels as shipped } from '../channels/channels.ts';
import * as shown from '../invitations/shown.ts';
import { isShut } from '../invitations/state.ts';
import { channelIn } from './pages.ts';
import type { PublicResources } from './public.ts';

type Needs = {
  db: Pick<Database, 'changes'>;
  publicResources: PublicResources;
  channels?: Channels;
  clock: Clock;
};

/** So many of what is next, and so many are looked through for what one can still come to. */
const fewSoon = 5;
const mostLooked = 15;

/**
 * What the home page shows of resources: what is next where somebody said to be, the channels, what is new in each, the news. Nothing that is
 * over (R44): the page is a shop window, not a list.
 */
export function createShowcase({ db, publicResources, channels = shipped, clock }: Needs) {
  const channelOf = (code: string) => channelIn(channels, code);
  const present = (listing: Parameters<typeof shown.presentListing>[0]) =>
    shown.presentListing(listing, channelOf, clock.now());
  type Shown = ReturnType<typeof present>;

  /** What begins next, in the order of time: what one can still come to, and where that is little the rest. */
  async function soonIn(region: string | undefined): Promise<Shown[]> {
    const { listings } = await publicResources.page({
      ...{ channel: 'activity', order: 'opening', limit: mostLooked },
      ...(region !== undefined && { region }),
    });
    const all = listings.map(present).filter(({ state }) => state?.isOver !== true);
    const open = all.filter(({ state }) => state === undefined || !isShut(state)).slice(0, fewSoon);
    const picked = new Set([...open, ...all].slice(0, Math.max(open.length, Math.min(fewSoon, all.length))));
    return all.filter((each) => picked.has(each));
  }

  /** One of each channel: of the region, and where it has none there, of the country. */
  async function newestIn(region: string | undefined): Promise<Shown[]> {
    const newest = await Promise.all(
      (region === undefined ? [undefined] : [region, undefined]).map((within) =>
        publicResources.page({ order: 'current', limit: 60, ...(within !== undefined && { region: within }) }),
      ),
    );
    const inviting = newest
      .flatMap(({ listings }) => listings)
      .filter(({ channel }) => channel !== 'news')
      .map((listing) => ({ channel: listing.channel, shown: present(listing) }))
      .filter((each) => each.shown.state?.isOver !== true);
    const firsts = [...Map.groupBy(inviting, ({ channel }) => channel).values()].flatMap(([first]) => first ?? []);
    return firsts.slice(0, 6).map((each) => each.shown);
  }

  async function read(region: string | undefined) {
    const [totals, near, recommended, news] = await Promise.all([
      publicResources.totals(),
      soonIn(region),
      newestIn(region),
      publicResources.page({ channel: 'news', limit: 5 }),
    ]);
    // Where nothing is next nearby, what is next elsewhere is better than nothing, and says so.
    const soon = near.length > 0 || region === undefined ? near : await soonIn(undefined);
    return {
      channels: Object.values(channels).flatMap(({ code, name, slogan }) =>
        slogan === undefined ? [] : [{ href: shown.channelHref(code), name, lead: slogan }],
      ),
      totals,
      recommended,
      soon: { listings: soon, isNear: region !== undefined && near.length > 0 },
      news: news.listings.map(present),
    };
  }
  // By a city or a province at most, of which there are some hundreds.
  const recent = createCache({
    read(key) {
      const [, within = ''] = key.split(' ');
      return read(within === '' ? undefined : within);
    },
    maxKeys: 500,
  });
  for (const subject of ['resources', 'institutions'] as const) db.changes.onChange(subject, recent.clear);
  // What a standby told is not for pages that are kept.
  return (within?: string) => recent.get(`${isBehindAllowed() ? 'behind' : 'current'} ${within ?? ''}`);
}

export type Showcase = Awaited<ReturnType<ReturnType<typeof createShowcase>>>;
