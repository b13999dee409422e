import { after, type Clock, minutes } from '../clock.ts';
import type { Database } from '../database/open.ts';
import * as store from './store.ts';

/** R33: the last use of an SK, kept to the minute. One write a minute however busy the partner is. */
export function createLastUse({ db, clock }: { db: Database; clock: Clock }) {
  const written = new Map<string, Date>();

  return async (secretId: string): Promise<void> => {
    const now = clock.now();
    const last = written.get(secretId);
    if (last !== undefined && now < after(last, minutes(1))) return;
    if (written.size > 10_000) written.clear();
    written.set(secretId, now);
    await store.touchSecret(db, secretId, now, after(now, -minutes(1)));
  };
}
