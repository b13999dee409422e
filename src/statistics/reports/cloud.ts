import { after, type Clock, minutes, startOf } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { regionOn } from '../../fields/regions/region-table.ts';
import { dayAfter, daysBetween, yesterdayOf } from './closing.ts';
import * as store from './cloud-store.ts';
import { dutyOn } from './duty-store.ts';
import { awaitLeaves } from './leaf-store.ts';
import { markDue, markReportDue } from './report-store.ts';

/** Logins are not kept longer than this, and dashboards look no further back. */
const furthest = 400;

type Needs = {
  db: Database;
  clock: Clock;
  /** Makes numbers of the sketches of days up to one (自助计数). */
  closeCounters: (last: string) => Promise<void>;
  /** Throws away parts of opens of days that are counted. */
  closeOpens: (last: string) => Promise<void>;
};

/**
 * Figures known to the Cloud itself (R51): counted once a day is over, and the same however often they are counted. A night without a server is
 * made up by the next one.
 */
export function createCloudCounts({ db, clock, closeCounters, closeOpens }: Needs) {
  async function count(day: string): Promise<void> {
    for (const one of await store.count(db, day, startOf(day), startOf(dayAfter(day)))) {
      const place = (await dutyOn(db, one.clientId, day)) ?? one;
      const regionCode = place.regionCode === undefined ? undefined : regionOn(place.regionCode, day);
      await db.transaction(async (trx) => {
        await store.save(trx, day, { ...one, kind: place.kind, regionCode });
        await markDue(trx, day, regionCode);
        // The attested part of a report counts where the report does.
        await markReportDue(trx, one.clientId, day);
        await awaitLeaves(trx, 'count', [{ key: one.clientId, day }]);
      });
    }
    await store.markCounted(db, day, clock.now());
  }

  return async (): Promise<void> => {
    // Rows written at midnight are complete by twenty past.
    const last = yesterdayOf(after(clock.now(), -minutes(20)));
    await closeCounters(last);
    const counted = await store.lastCounted(db);
    const begin = counted === undefined ? await store.firstDay(db) : dayAfter(counted);
    if (begin === undefined) return;
    const [, first = last] = [begin, dayAfter(last, 1 - furthest)].toSorted();
    for (const day of daysBetween(first, last)) await count(day);
    await closeOpens(last);
  };
}
