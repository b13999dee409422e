import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import * as store from './contents-store.ts';

type Needs = { db: Database; clock: Clock };

export function createDoctor({ db, clock }: Needs) {
  return {
    /** Somebody made a backup: nothing in PostgreSQL would tell. */
    async noteBackup(actor: Actor, note: string): Promise<{ id: string; at: Date }> {
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

export type Doctor = ReturnType<typeof createDoctor>;
