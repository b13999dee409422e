import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Letters } from './letters.ts';
import { eventOf, type SendEvent } from './requests/events.ts';
import * as store from './requests/licence-store.ts';

type Needs = { db: Database; clock: Clock; letters: Letters; tell: SendEvent };

/** 即将到期: each licence gets one reminder, by whichever node. */
export function createReminding({ db, clock, letters, tell }: Needs) {
  return async (): Promise<void> => {
    for (;;) {
      const now = clock.now();
      const found = await store.toRemind(db, now, 100);
      for (const id of found)
        await db.transaction(async (trx) => {
          if (!(await store.remind(trx, id, now))) return;
          const licence = await store.find(trx, id);
          if (licence === undefined) return;
          await letters.expiring(trx, licence);
          await tell(trx, eventOf('licence.expiring', licence, now));
        });
      if (found.length < 100) return;
    }
  };
}
