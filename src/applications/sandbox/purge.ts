import { system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import { subjectOf } from '../aksk/change.ts';
import * as sandboxes from './store.ts';

type Needs = { db: Database; clock: Clock; forget: (clientId: string) => void };

/** An expired AK is unusable: 30 days later it has been unused for that long (R27). */
const unusedFor = days(30);
const batch = 100;

/** R27: the sandboxes of a deleted account go with their AKs and SKs, and every node is notified; those of institutions stay. */
export async function forgetOwn(trx: Connection, accountId: string): Promise<number> {
  const own = await sandboxes.lockPersonal(trx, accountId, batch);
  for (const clientId of own) await sandboxes.remove(trx, clientId);
  return own.length > 0 ? own.length : sandboxes.forgetOpener(trx, accountId);
}

/** R27: deletes sandboxes that were not renewed, and so unused, with their data. */
export const sandboxPurge = ({ db, clock, forget }: Needs): ScheduledJob => ({
  name: 'applications.sandboxes',
  schedule: '35 4 * * *',
  madeUpFor: days(1),
  async run() {
    const before = after(clock.now(), -unusedFor);
    let gone: string[];
    do {
      gone = await db.transaction(async (trx) => {
        const over = await sandboxes.lockOver(trx, before, batch);
        for (const clientId of over) {
          await sandboxes.remove(trx, clientId);
          await record(trx, clock.now(), system('purge'), 'application.delete', subjectOf(clientId), { unused: true });
        }
        return over;
      });
      for (const clientId of gone) forget(clientId);
    } while (gone.length === batch);
  },
});
