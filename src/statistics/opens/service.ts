import { createBeat } from '../../beat.ts';
import { type Clock, dayOf } from '../../clock.ts';
import { isId, newId, newNonce } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { type Act, createPending } from './pending.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; log: Log };

const everyMinute = 60_000;
/** Minutes that wait for a database that is away. */
const mostWaiting = 60;

/**
 * How often the public page of an entry was opened, and how often a link of it was followed to its institution's own pages. A process counts in
 * memory and writes once a minute: kill -9 loses up to one.
 */
export interface Opens {
  /** Counts without a statement; an unknown entry is left out when they are written. */
  count(act: Act, entryId: string, address: string): void;
  /** Writes the counts since the last time. */
  flush(): Promise<void>;
  /** Throws away the parts of days that are figures by now. */
  close(last: string): Promise<void>;
  /** Begins to write once a minute. */
  start(): Promise<void>;
  /** Writes for the last time. */
  stop(): Promise<void>;
}

export function createOpens({ db, clock, log }: Needs): Opens {
  const process = newId();
  const pending = createPending(newNonce(32).toString('hex'));
  let day = dayOf(clock.now());
  let number = 0;
  const waiting: store.Batch[] = [];

  /** All that is pending was counted on `day`. */
  function turn(): void {
    const entries = [...pending.take()].map(([id, counts]) => ({ id, ...counts }));
    if (entries.length > 0) {
      number += 1;
      waiting.push({ day, number, entries });
    }
    if (waiting.length > mostWaiting) waiting.shift();
    day = dayOf(clock.now());
  }

  async function flush(): Promise<void> {
    turn();
    for (let batch = waiting[0]; batch !== undefined; batch = waiting[0]) {
      await store.add(db, process, batch);
      waiting.shift();
    }
  }

  let running = Promise.resolve();
  /** One after the other: a batch is sent by one of them. */
  const flushed = (): Promise<void> => {
    running = running.catch(() => undefined).then(flush);
    return running;
  };

  const beat = createBeat(async () => {
    try {
      await flushed();
    } catch (error) {
      log.warn({ err: error }, 'Opens could not be written; they are kept for the next minute');
    }
  }, everyMinute);

  return {
    count(act, entryId, address) {
      if (!isId(entryId)) return;
      if (day !== dayOf(clock.now())) turn();
      pending.add(act, entryId, address);
    },
    flush: flushed,
    close: async (last) => {
      await store.removeUpTo(db, last);
    },
    start: () => beat.start(),
    stop: () => beat.stop(),
  };
}
