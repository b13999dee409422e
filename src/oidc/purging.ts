import { setTimeout as sleep } from 'node:timers/promises';
import { after, type Clock, days, minutes } from '../clock.ts';
import type { Database } from '../database/open.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock };

/**
 * Removes what is over, in small transactions and at a fifth of the speed of one connection, so that nobody feels it. A run that is
 * longer than the minute until the next one is falling behind: then the next one helps, and this one goes at half, and at last without
 * a pause. Where two ask for the same rows, the second finds less than it asked for and ends.
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
        const minutesSoFar = (performance.now() - began) / 60_000;
        const pause = minutesSoFar < 1 ? 4 : minutesSoFar < 2 ? 1 : 0;
        await sleep((performance.now() - start) * pause);
      }
    },
    /** A shutdown waits for no long run: the next one, here or elsewhere, goes on. */
    drain(): void {
      isDraining = true;
    },
  };
}
