import { after, type Clock, days } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Connection } from '../../database/open.ts';
import { type Bounds, bounds } from './bounds.ts';
import * as store from './disk-store.ts';

/** A disk of PostgreSQL from the settings: its size, and the bytes of data or log on it. */
export type Disk = { part: 'data' | 'log'; bytes: number; used: number };
export type Sizes = Pick<Config, 'DATABASE_DISK' | 'DATABASE_LOG_DISK'>;

const kept = days(400);
/** Days over which growth is measured. */
const growing = days(14);

/** The disks in the settings, with their use; others are unknown. */
export async function disksOf(db: Connection, { DATABASE_DISK: data, DATABASE_LOG_DISK: log }: Sizes): Promise<Disk[]> {
  if (data === undefined && log === undefined) return [];
  const ofLog = await store.logBytes(db);
  const beside = log === undefined ? ofLog : 0;
  return [
    ...(data === undefined ? [] : [{ part: 'data' as const, bytes: data, used: (await store.dataBytes(db)) + beside }]),
    ...(log === undefined ? [] : [{ part: 'log' as const, bytes: log, used: ofLog }]),
  ];
}

export const isLow = ({ bytes, used }: Disk, { diskFree }: Pick<Bounds, 'diskFree'> = bounds): boolean =>
  bytes - used < bytes * diskFree;

/** Maximum retained by an unused slot: of a known disk a tenth. */
export function mostOfSlot(
  sizes: Sizes,
  { slotMegabytes, slotShare }: Pick<Bounds, 'slotMegabytes' | 'slotShare'> = bounds,
) {
  const disk = sizes.DATABASE_LOG_DISK ?? sizes.DATABASE_DISK ?? Number.POSITIVE_INFINITY;
  return Math.min(slotMegabytes * 1024 ** 2, disk * slotShare);
}

/** Unused slots that retain more than the maximum. */
export const holdingSlots = async (
  db: Connection,
  sizes: Sizes,
  limits?: Pick<Bounds, 'slotMegabytes' | 'slotShare'>,
) => (await store.slots(db)).filter(({ bytes, isRead }) => !isRead && bytes >= mostOfSlot(sizes, limits));

export const growthOf = (db: Connection, now: Date) => store.growth(db, after(now, -growing));

/** Days until the data disk is full at this growth; undefined if it does not grow, or is not in the settings. */
export function daysLeft(disks: readonly Disk[], growth: number | undefined): number | undefined {
  const disk = disks.find(({ part }) => part === 'data');
  if (disk === undefined || growth === undefined || growth <= 0) return undefined;
  return Math.floor(Math.max(0, disk.bytes - disk.used) / growth);
}

/** Once a day: by that it is seen how the database grows. */
export async function noteSize({ db, clock }: { db: Connection; clock: Clock }): Promise<void> {
  const now = clock.now();
  await store.noteSize(db, now, await store.dataBytes(db));
  await store.forgetSizes(db, after(now, -kept));
}
