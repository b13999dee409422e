import { after, type Clock, minutes } from '../../clock.ts';
import { createLastTimes } from '../../database/last-times.ts';
import type { Database } from '../../database/open.ts';
import * as store from './store.ts';

/** R33: the last use of an SK, kept to the minute. */
export function createLastUse({ db, clock }: { db: Database; clock: Clock }) {
  const { note, settled } = createLastTimes<{ id: string }>({
    clock,
    // Other nodes note it as well.
    write: (uses) =>
      store.touchSecrets(
        db,
        uses.map((use) => ({ ...use, before: after(use.at, -minutes(1)) })),
      ),
  });
  return { note: (id: string): Promise<void> => note(id, { id }), settled };
}
