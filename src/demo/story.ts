import { after, type Clock, days } from '../clock.ts';
import type { Database } from '../database/open.ts';
import * as store from './story-store.ts';

/** Days ago: an institution registers, is certified, gets its AK, is verified, links and then reports, in this order. */
export const story = {
  registered: 440,
  certified: 433,
  applied: 425,
  verified: 418,
  linked: 410,
  reported: 401,
} as const;

/** The institutions of the demo were made a minute ago, and have figures of more than a year: their dates agree. Repeatable. */
export async function tellStory({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const ago = (inDays: number) => after(clock.now(), -days(inDays));
  await db.transaction((trx) =>
    store.backdate(trx, {
      ...{ registered: ago(story.registered), certified: ago(story.certified) },
      ...{ applied: ago(story.applied), linked: ago(story.linked) },
    }),
  );
}
