import type { Clock } from '../../clock.ts';
import type { Connection, Database, Reader } from '../../database/open.ts';
import { owedByDay } from '../reports/duty.ts';
import { duties } from '../reports/duty-store.ts';
import { awaitLeaves } from '../reports/leaf-store.ts';
import type { Day } from './figure.ts';
import * as kinds from './totals-kind-store.ts';
import * as past from './totals-past-store.ts';
import * as store from './totals-store.ts';

const batch = 4000;

/** Totals by region and day. */
export interface Totals {
  /** Makes the totals that wait for it again; run by a job, and safe to repeat. Returns the number of counties. */
  roll(): Promise<number>;
  /** The same of one day, as one snapshot sees it; within a transaction of the caller's. */
  settle(trx: Connection, day: string): Promise<void>;
  /** The days of a region on which something was due or came, the first first (2026-12-01). */
  days(region: string, first: string, last: string): Promise<Day[]>;
}

/**
 * R54: sums of days by county, city, province and country, also as they stood at the end of earlier days, and by 机构类型. They equal a new sum
 * of all reports. Due reports are not among them: they follow from the duties of applications at any time (duty.ts).
 */
export function createTotals({ db, reads, clock }: { db: Database; reads: Reader; clock: Clock }): Totals {
  async function make(trx: Connection, counties: readonly store.RegionDay[]): Promise<void> {
    // The same order on every node, so that two never wait for each other.
    const days = [...new Set(counties.map(({ day }) => day))].toSorted();
    for (const day of days) await store.lockDay(trx, day);
    const at = clock.now();

    await store.totalCounties(trx, counties, at);
    await past.pastOfCounties(trx, counties);
    const [cities, provinces, country] = [shortened(counties, 4), shortened(counties, 2), shortened(counties, 0)];
    await kinds.kindsOfCities(trx, cities, at);
    for (const regions of [cities, provinces]) {
      await store.totalAbove(trx, regions, at);
      await past.pastAbove(trx, regions);
    }
    await store.totalAbove(trx, country, at); // its past is that of its provinces
    for (const regions of [provinces, country]) await kinds.kindsAbove(trx, regions, at);
    await awaitLeaves(
      trx,
      'total',
      [...counties, ...cities, ...provinces, ...country].map(({ region, day }) => ({ key: region, day })),
    );
  }

  return {
    async roll() {
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

    async settle(trx, day) {
      const counties = shortened(await store.takeDueOf(trx, day), 6);
      if (counties.length > 0) await make(trx, counties);
    },

    async days(region, first, last) {
      const [known, owed] = await Promise.all([
        store.days(reads, region, first, last),
        duties(reads, { place: region, length: region.length }, { first, last }),
      ]);
      return daysWithDue(known, owedByDay(owed, { first, last }));
    },
  };
}

/** Reports with due reports: those with a duty, and those without. */
export function daysWithDue(known: readonly store.Total[], owed: ReadonlyMap<string, number>): Day[] {
  const totals = new Map(known.map((total) => [total.day, total]));
  return [...new Set([...totals.keys(), ...owed.keys()])].toSorted().map((day): Day => {
    const total = totals.get(day);
    const own = owed.get(day) ?? 0;
    if (total === undefined) return { day, figures: {}, reported: 0, due: own, late: 0, revised: 0 };
    const { figures, attested, reported, extra, late, revised, updatedAt } = total;
    return {
      ...{ day, figures, reported, due: own + extra, late, revised, updatedAt },
      ...(attested !== undefined && { attested }),
    };
  });
}

/** The regions in which these lie, each day once. */
const shortened = (all: readonly store.RegionDay[], length: number): store.RegionDay[] => [
  ...new Map(
    all.map(({ region, day }) => {
      const above = { region: region.slice(0, length), day };
      return [`${above.region} ${day}`, above] as const;
    }),
  ).values(),
];
