import { type Clock, dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { isInUse, regionOf } from '../../fields/regions/region-table.ts';
import { type Channels, channels as shipped } from '../channels/channels.ts';
import * as publications from '../entries/publication-store.ts';
import * as counts from './counts-store.ts';
import { withoutRank } from './houses.ts';
import { indexed } from './listing.ts';
import * as store from './listing-store.ts';
import { termsOf } from './search.ts';
import { spelling } from './spelling.ts';

type Needs = { db: Database; clock: Clock; channels?: Channels };
type Shown = { publication: publications.Publication; firstPublishedAt: Date };

/** Rows that are read, indexed and written at once. */
const batch = 250;
/** Batches per minute for rows of an earlier format: the rest waits, and nothing depends on it. */
const batchesOfTurn = 20;
/** Number of entries up to which they are counted each minute; more of them every ten. */
const fewEntries = 50_000;

/** The present code of a region: its own, or its successor's, and the present code of that (R44). */
export function zoneOf(code: string, day: string): string {
  let zone = code;
  for (let steps = 0; steps < 5; steps += 1) {
    const region = regionOf(zone);
    if (region === undefined || isInUse(region, day) || region.replacedBy === undefined) break;
    zone = region.replacedBy;
  }
  return zone;
}

/** The public pages' index of publications, for lists and searches. */
export interface ListingIndex {
  /** A new publication is on the public pages from the commit on, in place of the version before. */
  index(trx: Connection, publication: publications.Publication, firstPublishedAt: Date): Promise<void>;
  /** Withdrawn or expired ones. */
  remove(trx: Connection, entryIds: readonly string[]): Promise<void>;

  // Run by jobs; each continues where an earlier run was interrupted

  /** Lists whatever is published and not listed. */
  indexMissing(): Promise<void>;
  /** Rewrites listings of an earlier format, a part with each run. */
  respell(): Promise<void>;
  /** R44: moves whatever stands in the zone of a code that was retired to the zone of its successor. */
  moveRetiredRegions(): Promise<void>;
  /** The names of institutions, as searches find them: new ones and changed ones. */
  nameInstitutions(): Promise<void>;
  /** Counts the entries of zones and channels, each minute; above fifty thousand entries every ten. */
  count(): Promise<void>;
}

export function createListingIndex({ db, clock, channels = shipped }: Needs): ListingIndex {
  const listedChannel = (code: string) => (Object.hasOwn(channels, code) ? channels[code] : undefined);

  async function indexAll(trx: Connection, shown: readonly Shown[]): Promise<void> {
    if (shown.length === 0) return;
    const day = dayOf(clock.now());
    const spelt = await spelling();
    const names = await store.institutionNames(trx, [
      ...new Set(shown.map(({ publication }) => publication.institutionId)),
    ]);
    const listings = shown.flatMap(({ publication, firstPublishedAt }) => {
      const channel = listedChannel(publication.channel);
      if (channel === undefined) return [];
      const institution = names.get(publication.institutionId) ?? '';
      return [
        indexed(
          publication,
          channel,
          { institution, zone: zoneOf(publication.regionCode, day), firstPublishedAt },
          spelt,
        ),
      ];
    });
    if (listings.length > 0) await store.index(trx, listings);
  }

  /** The same of publications by their ids, as they are now. */
  async function reindex(ids: readonly string[]): Promise<void> {
    await db.transaction(async (trx) => {
      const found = await publications.lockCurrent(trx, ids);
      await indexAll(trx, found);
    });
  }

  async function indexMissing(): Promise<void> {
    for (;;) {
      const missing = await store.unlisted(db, batch);
      if (missing.length > 0) await reindex(missing);
      if (missing.length < batch) return;
    }
  }

  async function respell(): Promise<void> {
    for (let turn = 0; turn < batchesOfTurn; turn += 1) {
      const ids = await store.unspelt(db, batch);
      if (ids.length > 0) await reindex(ids);
      if (ids.length < batch) return;
    }
  }

  async function moveRetiredRegions(): Promise<void> {
    const day = dayOf(clock.now());
    const old = (await store.zones(db)).filter((zone) => zoneOf(zone, day) !== zone);
    if (old.length === 0) return;
    for (;;) {
      const ids = await store.listedIn(db, old, batch);
      if (ids.length > 0) await reindex(ids);
      if (ids.length < batch) return;
    }
  }

  async function nameInstitutions(): Promise<void> {
    const spelt = await spelling();
    for (;;) {
      const found = await store.unnamed(db, batch);
      const named = found.map(({ id, name }) => {
        const texts = [...new Set([name, withoutRank(name)])].map((text) => ['A', text] as const);
        return { id, name, terms: termsOf(texts, [], spelt).all };
      });
      if (named.length > 0) await store.nameInstitutions(db, named);
      if (named.length < batch) return;
    }
  }

  async function count(): Promise<void> {
    const last = await counts.total(db);
    const now = clock.now();
    const age = last === undefined ? Infinity : now.getTime() - last.at.getTime();
    if (last !== undefined && last.entries > fewEntries && age < 600_000) return;
    await db.transaction((trx) => counts.count(trx, now));
  }

  return {
    index: (trx, publication, firstPublishedAt) => indexAll(trx, [{ publication, firstPublishedAt }]),
    async remove(trx, entryIds) {
      await store.remove(trx, entryIds);
    },
    indexMissing,
    respell,
    moveRetiredRegions,
    nameInstitutions,
    count,
  };
}
