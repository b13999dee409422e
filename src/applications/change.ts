import type { Actor } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Application } from './application.ts';
import { mustBeAtHome, mustRunPlatform, noSuchApplication } from './rights.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  forget: (clientId: string) => void;
  /** Throws for staff who work for the institution as well. */
  mustBeOthers: (actor: Actor, institutionId: string, trx: Connection) => Promise<void>;
};

/** Who may: throws otherwise. */
type Right = (actor: Actor, application: Application) => void;

/** One verb on one locked application, with its audit row. What the work returns are the details of that row. */
export function createChange({ db, clock, forget, mustBeOthers }: Needs) {
  return async (
    right: Right,
    actor: Actor,
    verb: string,
    clientId: string,
    work: (trx: Connection, application: Application, at: Date) => Promise<object>,
  ): Promise<Application> => {
    mustBeAtHome(actor);
    const changed = await db.transaction(async (trx) => {
      await store.lock(trx, clientId);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw noSuchApplication(clientId);
      right(actor, before);
      if (right === mustRunPlatform) await mustBeOthers(actor, before.institutionId, trx);
      const at = clock.now();
      const details = await work(trx, before, at);
      await record(trx, at, actor, verb, subjectOf(clientId), details);
      return (await store.find(trx, clientId)) ?? before;
    });
    forget(clientId);
    return changed;
  };
}

export type Change = ReturnType<typeof createChange>;

export const subjectOf = (clientId: string) => ({ kind: 'application', id: clientId });
