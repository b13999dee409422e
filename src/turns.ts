/** A limited number at a time, in the order of arrival. */

import { availableParallelism } from 'node:os';
import { busyness } from './pace.ts';

/** At most `places` at a time, in the order of arrival. `restAfter`: milliseconds for which a place stays free after so many of work. */
export function createTurns(places: number, restAfter: (worked: number) => number = () => 0) {
  let free = places;
  const waiting: (() => void)[] = [];
  /** When those who have a place came to it: who came first leaves first, or nearly so. */
  const began: number[] = [];
  function pass(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else begin(next);
  }
  function begin(go: () => void): void {
    began.push(performance.now());
    go();
  }
  return {
    /** Calls back when it is one's turn, at once where there is a place. */
    take(go: () => void): void {
      if (free === 0) waiting.push(go);
      else {
        free -= 1;
        begin(go);
      }
    },
    give(): void {
      const now = performance.now();
      const rest = restAfter(now - (began.shift() ?? now));
      if (rest < 1) pass();
      else setTimeout(pass, rest);
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;

/** Milliseconds. */
const longestRest = 1_000;

/**
 * Pictures that strangers upload and workbooks in all threads and processes of ours: together they leave one core to those who sign in,
 * however many come at a time and of whatever kind. And they rest the longer, the busier the thread is that serves: twice as long as they worked
 * where it is busy half of the time.
 */
export const heavy = createTurns(Math.max(1, availableParallelism() - 1), (worked) =>
  Math.min(worked * 4 * busyness(), longestRest),
);
