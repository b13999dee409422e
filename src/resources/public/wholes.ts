import type { Clock } from '../../clock.ts';
import type { Reader } from '../../database/open.ts';
import type { Listing } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import * as store from './whole-store.ts';

const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Visible entries in bulk and with all their data: for reading by programs. */
export function createWholes({ db, clock }: { db: Reader; clock: Clock }) {
  return {
    /** Those of these that can be seen now, by their ids. */
    async among(entryIds: readonly string[]): Promise<ReadonlyMap<string, Listing>> {
      const found = await store.among(db, entryIds, clock.now());
      return new Map(found.map((listing) => [listing.entryId, listing]));
    },

    /** The next of all, by id. */
    following: (entryId = beforeAll, limit = 100) => store.following(db, entryId, limit, clock.now()),

    /** Listings with their contents: as many of the first as have no more than so many characters together. */
    async whole(listings: readonly Listing[], longest: number): Promise<Opened[]> {
      const ids = listings.map(({ publicationId }) => publicationId);
      const found = ids.length === 0 ? [] : await store.contents(db, ids, longest);
      return found.flatMap(({ data, pictures, version }, place) => {
        const listing = listings[place];
        return listing === undefined ? [] : [{ ...listing, values: JSON.parse(data), pictures, version }];
      });
    },

    hostsFollowing: (id = beforeAll, { region, limit }: { region?: string | undefined; limit: number }) =>
      store.hostsFollowing(db, id, region, limit, clock.now()),
  };
}

export type Wholes = ReturnType<typeof createWholes>;
