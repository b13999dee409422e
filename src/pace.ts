/** Long work in small steps, which leaves the thread to requests. */

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds. */
const slice = 4;
const longestRest = 400;
/** Where others wait, background work takes a fifth of the time at most. */
const rests = 4;
/** Share of the last moments in which the thread had something to do, from which on it has no time to give away. */
const busy = 0.5;
const moment = 50;

/** Load of the one thread, as a share of the last 50 to 100 milliseconds. */
const createBusyness = () => {
  let [older, newer] = [performance.eventLoopUtilization(), performance.eventLoopUtilization()];
  let since = performance.now();
  return (): number => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, older);
    if (performance.now() - since > moment) {
      [older, newer] = [newer, now];
      since = performance.now();
    }
    return utilization;
  };
};
export const busyness = createBusyness();
/** Whether it has no time to give away. */
export const isBusy = (): boolean => busyness() > busy;

/** When background work has rested enough for its duration: one share for all of it together. */
let rested = 0;

/**
 * For long background work in small steps: called after each step, it yields to other work once some milliseconds have passed, and pauses longer
 * if the thread is busy. Alone it takes about half of the thread; however many imports and exports there are, all of them together take a fifth
 * where others wait.
 */
export function createPace() {
  let began = performance.now();
  return async (): Promise<void> => {
    const worked = performance.now() - began;
    if (worked < slice) return;
    await turn();
    if (isBusy()) {
      const now = performance.now();
      rested = Math.min(Math.max(rested, now) + worked * rests, now + longestRest);
      await sleep(rested - now);
    }
    began = performance.now();
  };
}
