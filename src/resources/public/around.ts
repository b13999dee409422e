import type { Clock } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import type { RelatedEntries } from '../invitations/invitation.ts';
import { type ChannelOf, institutionHref, presentListing } from '../invitations/shown.ts';
import { type Position, pointOf } from '../listing/cells.ts';
import { isRecommended } from '../listing/confirmed.ts';
import type { Listing } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import type { Near } from './near.ts';
import { cellAt, hrefOf } from './near-asked.ts';
import { kmOf } from './near-shown.ts';
import type { PublicResources } from './public.ts';
import { withQuery } from './query.ts';

type Needs = { publicResources: PublicResources; near: Near; channelOf: ChannelOf; clock: Clock };

/** Further entries under one heading. */
export type Further = {
  title: string;
  all: { href: string; label: string } | undefined;
  /** `far`: where its distance is known. */
  listings: (ReturnType<typeof presentListing> & { far?: string })[];
  /** Shown with the leaf of a calendar each. */
  isDated: boolean;
};

type Found = Omit<Further, 'isDated'>;

/** Number of each. */
const few = 4;

/** Related entries on the page of one, and links that lead on. */
export function createAround({ publicResources, near, channelOf, clock }: Needs) {
  const without = ({ entryId }: Opened, listings: readonly Listing[], say: Speech['say']) =>
    listings
      .filter((each) => each.entryId !== entryId && isRecommended(each, clock.now()))
      .slice(0, few)
      .map((each) => presentListing(each, channelOf, clock.now(), say));

  async function besideOf(opened: Opened): Promise<RelatedEntries> {
    const { institutionId, channel, values } = opened;
    const [venue, rooms] = await Promise.all([
      publicResources.named(institutionId, 'venue', values.venue_external_id ?? values.parent_external_id),
      channel === 'venue' ? publicResources.roomsOf(opened) : [],
    ]);
    return { venue, rooms };
  }

  /** Further events within reach, of other houses: those of its own house stand under its name. */
  async function neighboursOf(opened: Opened, place: Position, { say }: Speech): Promise<Found | undefined> {
    const found = (await near.neighbours(place, opened)).slice(0, few);
    if (found.length === 0) return undefined;
    return {
      title: say(fact('resources.near_here')),
      all: {
        href: hrefOf(cellAt(place), '', { when: 'sunday', km: 5, kinds: [], words: '' }),
        label: say(fact('resources.near_everything')),
      },
      listings: found.map((each) => ({
        ...presentListing(each, channelOf, clock.now(), say),
        far: say(kmOf(each.far)),
      })),
    };
  }

  /** Of its kind, nearby: upcoming events, otherwise the newest. */
  async function alike(opened: Opened, beside: RelatedEntries, speech: Speech): Promise<Found> {
    const { channel, institutionId, institution, regionCode } = opened;
    const { say } = speech;
    const limit = few + 1;
    const place = pointOf(opened.values) ?? pointOf(beside.venue?.values ?? {});
    const neighbours =
      channel === 'activity' && place !== undefined ? await neighboursOf(opened, place, speech) : undefined;
    if (neighbours !== undefined) return neighbours;
    if (channel === 'activity' || channel === 'live') {
      const alikes = await publicResources.page({ channel, region: regionCode.slice(0, 4), order: 'opening', limit });
      const name = say(fact(channel === 'activity' ? 'resources.near_activities' : 'resources.next_broadcasts'));
      return {
        title: name,
        all: { href: `/channels/${channel}`, label: say(fact('resources.all')) },
        listings: without(opened, alikes.listings, say),
      };
    }
    if (channel === 'venue') {
      const events = await publicResources.page({ channel: 'activity', institutionId, order: 'opening', limit });
      const all = {
        href: withQuery(institutionHref(institutionId), { channel: 'activity' }),
        label: say(fact('resources.all_activities')),
      };
      return { title: say(fact('resources.next_activities')), all, listings: without(opened, events.listings, say) };
    }
    const name = channelOf(channel)?.name ?? '';
    const newest = await publicResources.page({ channel, region: regionCode.slice(0, 2), limit: limit + few });
    // The institution's own entries are listed under its name already.
    const others = newest.listings.filter((each) => each.institution !== institution);
    return {
      title: say(fact('resources.more_in', { channel: name })),
      all: { href: `/channels/${channel}`, label: say(fact('resources.all')) },
      listings: without(opened, others, say),
    };
  }

  async function ofInstitution(opened: Opened, { say }: Speech): Promise<Found> {
    const { institutionId, institution } = opened;
    const { listings } = await publicResources.page({ institutionId, order: 'current', limit: few + 1 });
    return {
      title: say(fact('resources.others_of', { institution })),
      all: { href: institutionHref(institutionId), label: say(fact('resources.all')) },
      listings: without(opened, listings, say),
    };
  }

  return {
    async of(opened: Opened, speech: Speech): Promise<{ beside: RelatedEntries; further: Further[] }> {
      const beside = await besideOf(opened);
      const further = await Promise.all([alike(opened, beside, speech), ofInstitution(opened, speech)]);
      return { beside, further: onlyOnce(further) };
    },
  };
}

/** An entry that stands under one heading does not stand under the next. */
function onlyOnce(further: readonly Found[]): Further[] {
  const seen = new Set<string>();
  return further
    .map((each) => ({
      ...each,
      listings: each.listings.filter(({ id }) => {
        if (seen.has(id)) return false;
        seen.add(id);
        return true;
      }),
    }))
    .filter(({ listings }) => listings.length > 0)
    .map((each) => ({ ...each, isDated: each.listings.some(({ date }) => date !== undefined) }));
}
