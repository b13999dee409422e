import type { Clock } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { daysLeft, disksOf, growthOf, holdingSlots, isLow, type Sizes } from './disk.ts';
import { databaseBytes } from './figures-store.ts';

type Needs = { db: Connection; clock: Clock; config: Sizes; time: { city: () => string | undefined } };

const names = { data: '数据', log: '日志（WAL）' } as const;

/** The use of PostgreSQL's disks, for 系统状态: their sizes only as given by the settings. */
export async function databaseShown({ db, clock, config, time }: Needs) {
  const disks = await disksOf(db, config);
  const growth = await growthOf(db, clock.now());
  return {
    city: time.city(),
    bytes: await databaseBytes(db),
    disks: disks.map((disk) => ({
      ...{ name: names[disk.part], bytes: disk.bytes, used: disk.used, isLow: isLow(disk) },
      percent: Math.round((100 * disk.used) / disk.bytes),
    })),
    /** Bytes a day; undefined before two days were noted. */
    growth: growth === undefined ? undefined : Math.max(0, growth),
    daysLeft: daysLeft(disks, growth),
    slots: (await holdingSlots(db, config)).map(({ slot, bytes }) => ({ slot, bytes })),
  };
}

export type DatabaseShown = Awaited<ReturnType<typeof databaseShown>>;
