import { after, type Clock, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import * as store from './store.ts';

// Real milliseconds for which uses are gathered: of a hundred thousand AKs each is used once in a while, and a statement for each costs
// more than the call that it is about.
const gather = 250;
const most = 200_000;

/** R33: the last use of an SK, kept to the minute. One write a minute however busy the partner is, together with those of others. */
export function createLastUse({ db, clock }: { db: Database; clock: Clock }) {
  const written = new Map<string, number>();
  let waiting = new Map<string, Date>();
  let writing: Promise<void> | undefined; // still gathers
  let latest: Promise<void> | undefined;

  async function write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gather));
    const uses = [...waiting].map(([id, at]) => ({ id, at, before: after(at, -minutes(1)) }));
    waiting = new Map();
    writing = undefined;
    await store.touchSecrets(db, uses);
  }

  /** The promise is kept when it is written. */
  function note(secretId: string): Promise<void> {
    const now = clock.now();
    const last = written.get(secretId);
    if (last !== undefined && now.getTime() < last + minutes(1) * 1000) return Promise.resolve();
    if (written.size > most) written.clear();
    written.set(secretId, now.getTime());
    waiting.set(secretId, now);
    if (writing === undefined) {
      writing = write();
      latest = writing;
    }
    return writing;
  }

  return {
    note,
    /** Waits for what is being written; whoever noted it hears of a failure. */
    settled: async (): Promise<void> => {
      await latest?.catch(() => undefined);
    },
  };
}
