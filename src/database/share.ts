import { AsyncLocalStorage } from 'node:async_hooks';
import { afterOwnTime } from './own-time.ts';

const urgent = new AsyncLocalStorage<true>();
const ignore = () => undefined;

/** Runs work with access to the connections reserved for logins and tokens. */
export const withReservedConnections = <T>(work: () => T): T => urgent.run(true, work);

/**
 * Of the connections of a pool only a limited number is for pages, exports, imports and jobs: however many of them wait, a login finds a
 * connection. Urgent work is not counted.
 */
export function createShare(shares: number, timeout = 4_000) {
  const waiting: (() => void)[] = [];
  let taken = 0;

  /** Resolves when a share is given back; the timeout is that of a connection. */
  const turn = () =>
    new Promise<void>((resolve, reject) => {
      const go = () => {
        stop();
        resolve();
      };
      const stop = afterOwnTime(timeout, () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new Error('timeout exceeded when trying to connect'));
      });
      waiting.push(go);
    });

  const giving = () => {
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    };
  };

  /** At once where there is one. */
  function take(): (() => void) | Promise<() => void> {
    if (urgent.getStore() === true) return ignore;
    if (taken >= shares) return turn().then(giving);
    taken += 1;
    return giving();
  }
  return { take, waiting: () => waiting.length };
}
