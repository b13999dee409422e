import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from '../errors.ts';

const pauseMs = 250;

/**
 * Does work that may be repeated from its beginning until no outage comes between (docs/adr/0105): for what a process that others use already
 * has to do once, and cannot leave to whoever asks. That there is an outage is logged by availability.ts.
 */
export async function outlast<T>(work: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(pauseMs);
    }
  }
}
