import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from '../errors.ts';

const pauseMs = 250;

/**
 * Retries repeatable work until the database is available (docs/adr/0105): for one-time work of a process that is already in use, which cannot
 * be left to a caller. The outage itself is logged by availability.ts.
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
