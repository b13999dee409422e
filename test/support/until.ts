import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes; long enough for a machine that has much else to do. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, timeoutMs = 15_000): Promise<void> {
  for (const began = performance.now(); performance.now() - began < timeoutMs; await sleep(5)) if (await isSo()) return;
  throw new Error(`It never came to be: ${what}`);
}
