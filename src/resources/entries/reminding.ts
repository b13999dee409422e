import { type Clock, dayOf, dayStart } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import { letter } from '../facts.ts';
import * as store from './publication-store.ts';

export type RemindingNeeds = { db: Database; clock: Clock; notifyManagers: NotifyManagers; publicUrl: URL };

/** Days before 授权截止. */
const stages = [30, 7, 1] as const;
const titlesNamed = 5;

/** 授权截止: one letter to an institution for all that ends on one day. Each occasion is one notice, so a run may be repeated on any node. */
export function createReminding({ db, clock, notifyManagers, publicUrl }: RemindingNeeds) {
  async function write(trx: Connection, stage: number, lastDay: Date, ending: store.Ending): Promise<void> {
    const { institutionId, institution, count, titles } = ending;
    const event = 'resource.copyright_ends';
    await notifyManagers(trx, {
      ...{ event, institutionId, institution },
      key: `${event}:${institutionId}:${dayOf(lastDay)}:${stage}`,
      letter: letter('resources.copyright_letter', { daysLeft: stage, count, titles, lastDay: lastDay.toISOString() }),
      href: `${publicUrl.origin}/console/resources`,
    });
  }

  return async (): Promise<void> => {
    const now = clock.now();
    for (const stage of stages) {
      const lastDay = dayStart(now, stage);
      const ends = { at: dayStart(now, stage + 1), copyrightUntil: dayOf(lastDay) };
      for (const ending of await store.endingByInstitution(db, ends, titlesNamed))
        await db.transaction((trx) => write(trx, stage, lastDay, ending));
    }
  };
}
