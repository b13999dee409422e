import type { Clock } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { regionOn } from '../fields/region-table.ts';
import { dayAfter, startOf, yesterdayOf } from './closing.ts';
import * as kinds from './totals-kind-store.ts';
import * as past from './totals-past-store.ts';
import * as store from './totals-store.ts';

const batch = 4000;

/**
 * R54: sums of days by county, city, province and country, also as they stood at the end of earlier days, and by 机构类型. They equal what adding
 * up all reports again would give.
 */
export function createTotals({ db, clock }: { db: Database; clock: Clock }) {
  /** How many reports are due of a day, by county and kind. */
  const dueOn = async (connection: Connection, day: string) =>
    (await store.dueByRegion(connection, startOf(dayAfter(day)))).map(({ region, ...each }) => ({
      ...each,
      ...{ day, region: region === store.nowhere ? region : regionOn(region, day) },
    }));

  async function make(trx: Connection, counties: readonly store.RegionDay[]): Promise<void> {
    // The same order on every node, so that two never wait for each other.
    const days = [...new Set(counties.map(({ day }) => day))].toSorted();
    for (const day of days) await store.lockDay(trx, day);
    const due: Due[] = [];
    for (const day of days) due.push(...(await dueOn(trx, day)));
    const at = clock.now();

    const byCounty = addedUp(due, ({ region, day }) => `${region} ${day}`);
    const withDue = counties.map((each) => ({ ...each, due: byCounty.get(`${each.region} ${each.day}`) ?? 0 }));
    await store.totalCounties(trx, withDue, at);
    await past.pastOfCounties(trx, counties);
    const [cities, provinces, country] = [shortened(counties, 4), shortened(counties, 2), shortened(counties, 0)];
    const isAsked = new Set(cities.map(({ region, day }) => `${region} ${day}`));
    const ofCities = due.map((each) => ({ ...each, region: each.region.slice(0, 4) }));
    await kinds.kindsOfCities(
      trx,
      cities,
      ofCities.filter(({ region, day }) => isAsked.has(`${region} ${day}`)),
      at,
    );
    for (const regions of [cities, provinces]) {
      await store.totalAbove(trx, regions, at);
      await past.pastAbove(trx, regions);
    }
    await store.totalAbove(trx, country, at); // its past is that of its provinces
    for (const regions of [provinces, country]) await kinds.kindsAbove(trx, regions, at);
  }

  return {
    /** Makes the totals anew that wait for it; by a job, and as often as one likes. Says how many counties there were. */
    async roll(): Promise<number> {
      let done = 0;
      for (;;) {
        const taken = await db.transaction(async (trx) => {
          const marks = await store.takeDue(trx, batch);
          const counties = shortened(marks, 6);
          if (counties.length > 0) await make(trx, counties);
          done += counties.length;
          return marks.length;
        });
        if (taken < batch) return done;
      }
    },

    /** A day is over: every county knows from now on who should report it. */
    async open(): Promise<void> {
      await store.markAll(db, shortened(await dueOn(db, yesterdayOf(clock.now())), 6));
    },

    days: (region: string, from: string, to: string) => store.days(db, region, from, to),
    below: (region: string, day: string) => store.below(db, region, day),
  };
}

type Due = store.RegionDay & { kind: string; due: number };

/** The regions in which these lie, each day once. */
const shortened = (all: readonly store.RegionDay[], length: number): store.RegionDay[] => [
  ...new Map(
    all.map(({ region, day }) => {
      const above = { region: region.slice(0, length), day };
      return [`${above.region} ${day}`, above] as const;
    }),
  ).values(),
];

function addedUp(all: readonly Due[], keyOf: (one: Due) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const one of all) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + one.due);
  return sums;
}

export type Totals = ReturnType<typeof createTotals>;
