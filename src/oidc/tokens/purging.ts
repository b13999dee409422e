import { setTimeout as sleep } from 'node:timers/promises';
import { after, type Clock, hours, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { interactionRetention } from '../lifetimes.ts';
import type { TokenStore } from './token-store.ts';

type Needs = { db: Database; clock: Clock; store: Pick<TokenStore, 'purge'> };

/** Pauses, as multiples of the time that the last batch took: in the first, second and third minute of a run. */
const rests = [9, 4, 1];

/**
 * Removes expired rows in small transactions, with pauses of nine times their length, so that other work is not slowed down. A run that
 * takes longer than a minute has fallen behind: the next run starts beside it, and its own pauses become shorter each minute, until there
 * are none. Of two runs that find the same rows, the second gets fewer than a full batch, and ends.
 */
export function createPurging({ db, clock, store }: Needs) {
  let isDraining = false;
  /** Rows that ended an hour before the last run are gone; a leftover of before would be deleted with the interactions of its day. */
  let since = new Date(0);

  return {
    async purge(batch = 1000): Promise<void> {
      const began = performance.now();
      for (;;) {
        const [now, start] = [clock.now(), performance.now()];
        const over = { before: after(now, -minutes(2)), pagesBefore: after(now, -interactionRetention), since };
        const removed = await store.purge(db, over, batch);
        if (removed < batch) since = after(now, -hours(1));
        if (removed < batch || isDraining) return;
        const minutesSoFar = Math.floor((performance.now() - began) / 60_000);
        await sleep((performance.now() - start) * (rests[minutesSoFar] ?? 0));
      }
    },
    /** Ends the run after its current batch, for a shutdown; the next run, on any node, continues. */
    drain(): void {
      isDraining = true;
    },
  };
}
