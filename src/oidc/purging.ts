import { setTimeout as sleep } from 'node:timers/promises';
import { after, type Clock, days, minutes } from '../clock.ts';
import type { Database } from '../database/open.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock };

/** How many times as long as it works a run rests, in its first minute, its second and its third. */
const rests = [9, 4, 1];

/**
 * Removes what is over, in small transactions and at a tenth of the speed of one connection, so that nobody feels it. A run that is
 * longer than the minute until the next one is falling behind: then the next one helps, and this one rests less each minute, and at last
 * not at all. Where two ask for the same rows, the second finds less than it asked for and ends.
 */
export function createPurging({ db, clock }: Needs) {
  let isDraining = false;

  return {
    async purge(batch = 1000): Promise<void> {
      const began = performance.now();
      for (;;) {
        const [now, start] = [clock.now(), performance.now()];
        const removed = await store.purge(db, after(now, -minutes(2)), after(now, -days(1)), batch);
        if (removed < batch || isDraining) return;
        const minutesSoFar = Math.floor((performance.now() - began) / 60_000);
        await sleep((performance.now() - start) * (rests[minutesSoFar] ?? 0));
      }
    },
    /** A shutdown waits for no long run: the next one, here or elsewhere, goes on. */
    drain(): void {
      isDraining = true;
    },
  };
}
