import { moveProcess, systemTime } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';

type Needs = {
  db: Connection;
  log: Log;
  /** Seconds by which this process shall live in the future of its database (CLOCK_OFFSET). */
  ahead: number;
  everyMs?: number;
};

// The difference between two readings of one clock that is ignored, besides the round trip to the database.
const tolerance = 50;
const worthTelling = 1_000;

/**
 * Keeps the process, libraries included, in the time of its database: times that one node writes bind the others, and their clocks may
 * be wrong. `start` answers after the first measurement; a way to the database that is too slow to measure changes nothing.
 */
export function createDatabaseTime({ db, log, ahead, everyMs = 10_000 }: Needs) {
  let applied = ahead * 1_000;
  let skew = 0;
  let isTold = false;
  let timer: NodeJS.Timeout | undefined;
  let isMeasuring = false;
  let city: string | undefined;

  /** By how many milliseconds the database is ahead of this machine, and how far off that may be. */
  async function sample(): Promise<{ skew: number; doubt: number }> {
    const before = systemTime();
    const row = await db.row<{ now: number; city: string | null }>(
      `select (extract(epoch from clock_timestamp()) * 1000)::float8 as "now", current_setting('cloud.city', true) as city`,
    );
    city = row?.city || undefined;
    const way = Math.max(0, systemTime() - before);
    return { skew: (row?.now ?? before) - (before + way / 2), doubt: way / 2 };
  }

  async function measure(): Promise<void> {
    const samples = [await sample(), await sample(), await sample()];
    const [best] = samples.toSorted((one, other) => one.doubt - other.doubt);
    if (best === undefined || best.doubt > worthTelling) return;
    skew = best.skew;
    const wanted = ahead * 1_000 + skew;
    if (Math.abs(wanted - applied) > tolerance + best.doubt) {
      applied = wanted;
      moveProcess(applied);
    }
    tell();
  }

  function tell(): void {
    const isWrong = Math.abs(skew) > worthTelling;
    if (isWrong === isTold) return;
    isTold = isWrong;
    const seconds = Math.round(skew) / 1_000;
    if (isWrong)
      log.warn({ seconds }, 'the clock of this machine is not that of the database, which is followed: mend it');
    else log.info({ seconds }, 'the clock of this machine is that of the database again');
  }

  async function look(): Promise<void> {
    if (isMeasuring) return;
    isMeasuring = true;
    await measure()
      .catch(() => undefined) // an outage is reported by the work that needs the database
      .finally(() => {
        isMeasuring = false;
      });
  }

  return {
    async start(): Promise<void> {
      await measure();
      timer ??= setInterval(() => void look(), everyMs).unref();
    },
    stop: () => clearInterval(timer),
    /** The city whose server is the database now, where its configuration names one (cloud.city; docs/operating.md, “Two cities”). */
    city: (): string | undefined => city,
    /** For monitoring: the seconds by which this machine is behind the database, if more than one. */
    skew: (): number | undefined => (Math.abs(skew) > worthTelling ? Math.round(skew) / 1_000 : undefined),
  };
}

export type DatabaseTime = ReturnType<typeof createDatabaseTime>;
