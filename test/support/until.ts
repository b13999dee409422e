import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes; long enough for a machine that has much else to do. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, timeoutMs = 15_000): Promise<void> {
  let pause = 5; // milliseconds; longer ones after a while, since a query or a page each time takes the CPU from the awaited work
  for (const began = performance.now(); performance.now() - began < timeoutMs; await sleep(pause)) {
    if (await isSo()) return;
    pause = Math.min(pause * 1.3, 50);
  }
  throw new Error(`It never came to be: ${what}`);
}
