import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import * as store from './contents-store.ts';

type Needs = { db: Database; clock: Clock };

/** Notes of operators for the doctor. */
export interface Doctor {
  /** Notes that a backup was made: nothing in PostgreSQL would tell. By operators of the command line. */
  noteBackup(actor: Actor, note: string): Promise<{ id: string; at: Date }>;
}

export function createDoctor({ db, clock }: Needs): Doctor {
  return {
    async noteBackup(actor, note) {
      mustOperate(actor);
      mustReachAll(actor);
      const [id, at] = [newId(), clock.now()];
      await db.transaction(async (trx) => {
        await store.insertBackup(trx, id, at, note.slice(0, 200));
        await record(trx, at, actor, 'backup.note', { kind: 'backup', id }, { note: note.slice(0, 200) });
      });
      return { id, at };
    },
  };
}
