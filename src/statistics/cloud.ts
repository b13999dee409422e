import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { regionOn } from '../fields/region-table.ts';
import { dayAfter, startOf, yesterdayOf } from './closing.ts';
import * as store from './cloud-store.ts';
import { markDue } from './report-store.ts';

/** The figures that the Cloud knows itself (R51): counted once a day is over, and the same however often they are counted. */
export function createCloudCounts({ db, clock }: { db: Database; clock: Clock }) {
  return async (day = yesterdayOf(clock.now())): Promise<void> => {
    const counted = await store.count(db, startOf(day), startOf(dayAfter(day)));
    for (const one of counted) {
      const regionCode = one.regionCode === undefined ? undefined : regionOn(one.regionCode, day);
      await db.transaction(async (trx) => {
        await store.save(trx, day, { ...one, regionCode });
        await markDue(trx, day, regionCode);
      });
    }
  };
}
