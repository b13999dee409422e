import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { fact as auditFact } from '../../audit/facts.ts';
import { record } from '../../audit/record.ts';
import type { Audit } from '../../audit/service.ts';
import type { Clock } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import * as store from './contents-store.ts';
import { fact } from './facts.ts';
import { insertTrial } from './trial-store.ts';
import { believedTrial, type Trial, type TrialDocument, trialOf } from './trials.ts';

type Needs = { db: Database; clock: Clock };

/** Notes of operators for the doctor. */
export interface Doctor {
  /** Notes that a backup was made: nothing in PostgreSQL would tell. By operators of the command line. */
  noteBackup(actor: Actor, note: string): Promise<{ id: string; at: Date }>;
  /** On a restored server: who signed in since, the newest report, and the verified audit. */
  trial(actor: Actor, audit: Pick<Audit, 'verify'>): Promise<TrialDocument>;
  /** On the server that was backed up: notes the trial of a restored one (the text of its file). */
  noteTrial(actor: Actor, text: string): Promise<{ id: string; at: Date; trial: Trial }>;
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
    async trial(actor, audit) {
      mustOperate(actor);
      mustReachAll(actor);
      const { head, broken } = await audit.verify(actor);
      if (broken !== undefined)
        throw new Problem('conflict', fact('doctor.trial_audit_broken', { what: auditFact('audit.broken', broken) }));
      return trialOf(db, clock.now(), head.position);
    },
    async noteTrial(actor, text) {
      mustOperate(actor);
      mustReachAll(actor);
      const [id, at] = [newId(), clock.now()];
      const trial = await believedTrial(db, text, at);
      await db.transaction(async (trx) => {
        await insertTrial(trx, id, at, trial);
        await record(trx, at, actor, 'backup.tried', { kind: 'backup', id }, { restoredAt: trial.restored_at });
      });
      return { id, at, trial };
    },
  };
}
