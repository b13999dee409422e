import { Cron } from 'croner';
import { after, type Clock, hours } from '../clock.ts';

/** A run that was missed while no node lived is made up for, as long as it still makes sense; where its schedule does not say how long. */
const usuallyMadeUpFor = hours(1);

/** Minutes. By the name of the zone each moment would be asked of Intl, a dozen milliseconds of every start; the clock there has not been changed since 1991. */
const shanghai = 8 * 60;

interface Schedule {
  name: string;
  pattern: string;
  madeUpFor: number;
  /** Not worth a look before. */
  next: Date | undefined;
}

/** Says which runs are due; `begin` decides between the nodes. */
export function createSchedules({
  clock,
  begin,
}: {
  clock: Clock;
  begin: (name: string, slot: Date) => Promise<void>;
}) {
  const schedules: Schedule[] = [];

  return {
    add(name: string, pattern: string, madeUpFor = usuallyMadeUpFor): void {
      schedules.push({ name, pattern, madeUpFor, next: undefined });
    },

    async tick(): Promise<void> {
      const now = clock.now();
      for (const schedule of schedules) {
        if (schedule.next !== undefined && now < schedule.next) continue;
        // Made for this look and forgotten: each of them holds a table of ten thousand years.
        const cron = new Cron(schedule.pattern, { utcOffset: shanghai, paused: true });
        const slot = latestSlot(cron, now);
        if (slot && slot > after(now, -schedule.madeUpFor)) await begin(schedule.name, slot);
        schedule.next = cron.nextRun(now) ?? undefined;
      }
    },
  };
}

/** The last moment of the pattern up to and including now; croner leaves out the moment that it counts from. */
function latestSlot(cron: Cron, now: Date): Date | undefined {
  const wholeSecond = new Date(Math.floor(now.getTime() / 1000) * 1000);
  return cron.previousRuns(1, after(wholeSecond, 1))[0];
}
