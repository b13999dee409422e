import type { Clock } from '../../clock.ts';
import { after, days } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import { type Channels, channels as shipped } from '../channels/channels.ts';
import * as shown from '../invitations/shown.ts';
import { channelIn } from './pages.ts';
import type { PublicResources } from './public.ts';

type Needs = {
  publicResources: PublicResources;
  channels?: Channels;
  clock: Clock;
};

/** What the home page shows of resources: the channels, what is new in each, this week's activities, the news. */
export function createShowcase({ publicResources, channels = shipped, clock }: Needs) {
  const channelOf = (code: string) => channelIn(channels, code);
  const present = (listing: Parameters<typeof shown.presentListing>[0]) =>
    shown.presentListing(listing, channelOf, clock.now());

  async function read() {
    const [totals, newest, activities, news] = await Promise.all([
      publicResources.totals(),
      publicResources.page({ limit: 60 }),
      publicResources.page({ channel: 'activity', order: 'coming', until: after(clock.now(), days(7)), limit: 60 }),
      publicResources.page({ channel: 'news', limit: 5 }),
    ]);
    const now = clock.now();
    const isAhead = ({ startsAt }: { startsAt: Date | undefined }) => startsAt !== undefined && startsAt >= now;
    const thisWeek = activities.listings.filter(isAhead).slice(0, 4);
    // One of each channel, and nothing that is over (R44): the page is a shop window, not a list.
    const inviting = newest.listings
      .filter(({ channel }) => channel !== 'news')
      .map((listing) => ({ channel: listing.channel, shown: present(listing) }))
      .filter((each) => each.shown.state?.isOver !== true);
    const firsts = [...Map.groupBy(inviting, ({ channel }) => channel).values()].flatMap(([first]) => first ?? []);
    return {
      channels: Object.values(channels).flatMap(({ code, name, slogan }) =>
        slogan === undefined ? [] : [{ href: shown.channelHref(code), name, lead: slogan }],
      ),
      totals,
      recommended: firsts.slice(0, 6).map((each) => each.shown),
      thisWeek: thisWeek.map(present),
      news: news.listings.map(present),
    };
  }
  const recent = createCache({ read });
  return () => recent.get('');
}

export type Showcase = Awaited<ReturnType<ReturnType<typeof createShowcase>>>;
