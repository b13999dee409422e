import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds. */
const slice = 4;
const busy = 2;
const longestRest = 100;
/** Where others wait, background work takes a fifth of the time at most. */
const rests = 4;

/**
 * For long work in small steps that nobody waits for at the screen: asked after each step, it lets everybody else have a turn once some
 * milliseconds have passed, and where that took a while, because there is somebody, it rests besides.
 */
export function createPace() {
  let began = performance.now();
  return async (): Promise<void> => {
    const worked = performance.now() - began;
    if (worked < slice) return;
    const asked = performance.now();
    await turn();
    if (performance.now() - asked > busy) await sleep(Math.min(worked * rests, longestRest));
    began = performance.now();
  };
}
