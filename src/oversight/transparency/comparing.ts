import { type Clock, minutes } from '../../clock.ts';
import { timed } from '../../database/deadline.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { daysBetween } from '../../statistics/reports/closing.ts';
import { daysBefore, firstDay } from '../../statistics/totals/day-store.ts';
import type { DayStanding } from './checking.ts';
import * as store from './comparing-store.ts';
import { leafHash } from './merkle.ts';
import { split, type Tile, tileOf, tileWidth } from './tiles.ts';
import * as trees from './tree-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  /** Entries of some figures as the database would make them now, by their place. */
  entriesNow: (from: number, count: number) => Promise<Map<number, Buffer>>;
  /** A day as it follows from its reports (checking.ts). */
  standingOf: (day: string, options?: { whole?: boolean }) => Promise<DayStanding>;
  /** The number of newest leaves each time; of the older ones in turn as many as make a round a day. */
  newestCount?: number;
};

/** Days that are checked each time: those that reports come of. */
const newestDays = 2;
const beyond = '9999-12-31';
/** In so many looks, one a minute, each day is read whole once. */
const round = 1_440;
const mostOlder = 4_096;

/** Tiles of one statement. */
const stride = 8 * tileWidth;

/**
 * Compares published figures with their leaves, as a witness does from outside. It detects changes of the database past the service; an attacker
 * with the keys can make new leaves too, and is detected by witnesses alone.
 */
export function createComparing({ db, clock, log: logger, entriesNow, standingOf, newestCount = 1_024 }: Needs) {
  /** Leaves of the log in a range that differ from the database. */
  async function alteredIn(from: number, to: number, size: number): Promise<number[]> {
    const wanted: Tile[] = [];
    for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1)
      wanted.push(tileOf({ level: 0, index }, size));
    const first = Math.floor(from / tileWidth) * tileWidth;
    const leaves = (await trees.tiles(db, 'figures', wanted)).map(split);
    const entries = await entriesNow(first, to - first);
    return Array.from({ length: to - from }, (_, place) => from + place).filter((position) => {
      const leaf = leaves[Math.floor((position - first) / tileWidth)]?.[position % tileWidth];
      const entry = entries.get(position);
      return leaf === undefined || entry === undefined || !leafHash(entry).equals(leaf);
    });
  }

  async function compareRange(from: number, to: number, size: number): Promise<number> {
    let count = 0;
    for (let begin = from; begin < to; begin = Math.min(to, (Math.floor(begin / stride) + 1) * stride)) {
      const end = Math.min(to, (Math.floor(begin / stride) + 1) * stride);
      const altered = await timed('job', () => alteredIn(begin, end, size));
      await store.noteAltered(db, begin, end, altered, clock.now());
      for (const leaf of altered) logger.error({ leaf }, 'A published figure is other than it was');
      count += altered.length;
    }
    return count;
  }

  /**
   * Whatever the leaves say: rows that no sealed report makes, of the newest days as far as they were written since the last look, and in turn of
   * a day that is read whole; or of all.
   */
  async function checkDays(all: boolean): Promise<string | undefined> {
    const newest = await daysBefore(db, beyond, newestDays);
    const [latest] = newest;
    if (latest === undefined) return undefined;
    const turn = (await store.progress(db))?.nextDay ?? beyond;
    const whole = await wholeDays(all ? beyond : turn, all ? Number.MAX_SAFE_INTEGER : await share(latest));
    for (const day of new Set([...newest, ...whole, ...(await store.unprovedDays(db))])) {
      const { unproved } = await timed('job', () => standingOf(day, { whole: whole.includes(day) }));
      const isNew = await store.noteUnproved(db, day, unproved, clock.now());
      if (isNew > 0) logger.error({ day, figures: isNew }, 'Figures follow from no report');
    }
    return all ? undefined : (whole.at(-1) ?? turn);
  }

  /** The next ones of a round; at its end the next round begins. */
  async function wholeDays(before: string, count: number): Promise<string[]> {
    const next = await daysBefore(db, before, count);
    return next.length > 0 || before === beyond ? next : daysBefore(db, beyond, count);
  }

  /** How many days are read whole in this minute. */
  async function share(latest: string): Promise<number> {
    const count = daysBetween((await firstDay(db)) ?? latest, latest).length;
    const look = Math.floor(clock.now().getTime() / (1_000 * minutes(1))) % round;
    return Math.floor(((look + 1) * count) / round) - Math.floor((look * count) / round);
  }

  return {
    /** The newest leaves, and the next of the older ones; or all of them. How many were compared. */
    async compare({ all = false } = {}): Promise<{ compared: number }> {
      const nextDay = await checkDays(all);
      const size = (await trees.newestHead(db, 'figures'))?.size ?? 0;
      const newest = all ? 0 : Math.max(0, size - newestCount);
      await compareRange(newest, size, size);
      const before = (await store.progress(db))?.next ?? 0;
      const from = before < newest ? before : 0;
      const to = Math.min(newest, from + Math.min(mostOlder, Math.ceil(newest / round)));
      await compareRange(from, to, size);
      await store.noteProgress(db, to, nextDay, clock.now());
      return { compared: size - newest + to - from };
    },
  };
}
