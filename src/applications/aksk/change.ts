import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
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

type Work<Answer> = (trx: Connection, application: Application, at: Date) => Promise<Answer>;

/** One verb on one locked application, with its audit row. */
export function createChange({ db, clock, forget, mustBeOthers }: Needs) {
  /** The work answers the details of the audit row, and a result for the caller. `within`: the caller's transaction, where it has one. */
  async function changeFor<Result>(
    right: Right,
    actor: Actor,
    verb: string,
    clientId: string,
    work: Work<{ details: object; result: Result }>,
    within?: Connection,
  ): Promise<{ application: Application; result: Result }> {
    mustBeAtHome(actor);
    const run = async (trx: Connection) => {
      await store.lock(trx, clientId);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw noSuchApplication(clientId);
      right(actor, before);
      if (right === mustRunPlatform) await mustBeOthers(actor, before.institutionId, trx);
      const at = clock.now();
      const { details, result } = await work(trx, before, at);
      await record(trx, at, actor, verb, subjectOf(clientId), details);
      return { application: (await store.find(trx, clientId)) ?? before, result };
    };
    const changed = await (within === undefined ? db.transaction(run) : run(within));
    forget(clientId);
    return changed;
  }

  /** The work answers the details of the audit row alone. */
  async function change(
    right: Right,
    actor: Actor,
    verb: string,
    clientId: string,
    work: Work<object>,
    within?: Connection,
  ): Promise<Application> {
    const workFor: Work<{ details: object; result: undefined }> = async (trx, before, at) => ({
      details: await work(trx, before, at),
      result: undefined,
    });
    const { application } = await changeFor(right, actor, verb, clientId, workFor, within);
    return application;
  }

  return { change, changeFor };
}

export type Changes = ReturnType<typeof createChange>;
export type Change = Changes['change'];

export const subjectOf = (clientId: string) => ({ kind: 'application', id: clientId });
