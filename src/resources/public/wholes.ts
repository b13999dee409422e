import type { Clock } from '../../clock.ts';
import type { Reader } from '../../database/open.ts';
import type { Listing } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import * as store from './whole-store.ts';

const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Visible entries in bulk and with all their data: for reading by programs. */
export interface Wholes {
  /** Those of these that can be seen now, by their ids. */
  among(entryIds: readonly string[]): Promise<ReadonlyMap<string, Listing>>;
  /** The next of all, by id; from the first one on where none is named. */
  following(entryId?: string, limit?: number): Promise<Listing[]>;
  /** Listings with their contents: as many of the first as have no more than so many characters together. */
  whole(listings: readonly Listing[], longest: number): Promise<Opened[]>;
  /** The next institutions that have a visible entry, by id; `region`: 33, 3308, 330822. */
  hostsFollowing(
    id: string | undefined,
    asked: { region?: string | undefined; limit: number },
  ): Promise<store.OpenHost[]>;
}

export function createWholes({ db, clock }: { db: Reader; clock: Clock }): Wholes {
  return {
    async among(entryIds) {
      const found = await store.among(db, entryIds, clock.now());
      return new Map(found.map((listing) => [listing.entryId, listing]));
    },

    following: (entryId = beforeAll, limit = 100) => store.following(db, entryId, limit, clock.now()),

    async whole(listings, longest) {
      const ids = listings.map(({ publicationId }) => publicationId);
      const found = ids.length === 0 ? [] : await store.contents(db, ids, longest);
      return found.flatMap(({ data, pictures, version }, place) => {
        const listing = listings[place];
        return listing === undefined ? [] : [{ ...listing, values: JSON.parse(data), pictures, version }];
      });
    },

    hostsFollowing: (id = beforeAll, { region, limit }) => store.hostsFollowing(db, id, region, limit, clock.now()),
  };
}
