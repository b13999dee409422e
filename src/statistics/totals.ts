import type { Clock } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { regionOn } from '../fields/region-table.ts';
import { dayAfter, startOf, yesterdayOf } from './closing.ts';
import * as store from './totals-store.ts';

/** R54: sums of days by county, city, province and country. They equal what adding up all reports again would give. */
export function createTotals({ db, clock }: { db: Database; clock: Clock }) {
  const dueOn = async (connection: Connection, day: string) => {
    const due = new Map<string, number>();
    for (const [code, count] of await store.dueByRegion(connection, day, startOf(dayAfter(day)))) {
      const region = code === store.nowhere ? code : regionOn(code, day);
      due.set(region, (due.get(region) ?? 0) + count);
    }
    return due;
  };

  return {
    /** Makes the totals anew that wait for it; by a job, and as often as one likes. Says how many counties there were. */
    async roll(): Promise<number> {
      let done = 0;
      for (;;) {
        const count = await db.transaction(async (trx) => {
          const taken = await store.takeDue(trx, 500);
          for (const [day, counties] of Map.groupBy(taken, (each) => each.day)) {
            await store.lockDay(trx, day);
            const [due, at] = [await dueOn(trx, day), clock.now()];
            for (const { region } of counties)
              await store.totalCounty(trx, { region, day, due: due.get(region) ?? 0, at });
            const cities = new Set(counties.map(({ region }) => region.slice(0, 4)));
            for (const region of cities) await store.totalAbove(trx, { region, day, at });
            for (const region of new Set([...cities].map((city) => city.slice(0, 2))))
              await store.totalAbove(trx, { region, day, at });
            await store.totalAbove(trx, { region: '', day, at });
          }
          return taken.length;
        });
        done += count;
        if (count < 500) return done;
      }
    },

    /** A day is over: every county knows from now on who should report it. */
    async open(): Promise<void> {
      const day = yesterdayOf(clock.now());
      await store.markAll(db, day, [...(await dueOn(db, day)).keys()]);
    },

    days: (region: string, from: string, to: string) => store.days(db, region, from, to),
    below: (region: string, day: string) => store.below(db, region, day),
  };
}

export type Totals = ReturnType<typeof createTotals>;
