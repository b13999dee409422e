import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import type { Application } from '../aksk/application.ts';
import { type Change, subjectOf } from '../aksk/change.ts';
import { mustManage, noSuchApplication } from '../aksk/rights.ts';
import type { SimulatedAnswer } from '../aksk/simulation.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import * as sandboxes from './store.ts';

type Needs = { db: Database; clock: Clock; change: Change; forget: (clientId: string) => void };

type Program = Extract<Actor, { kind: 'application' }>;

/** How long a wrong answer waits for the next login. */
const simulationLife = minutes(15);

/** Deliberately wrong answers in a sandbox: one at a time, to one login, for a quarter of an hour. */
export const createSimulating = ({ db, clock, change, forget }: Needs) => ({
  /** Undefined takes it back. */
  simulate: (actor: Actor, clientId: string, answer: SimulatedAnswer | undefined): Promise<Application> =>
    change(mustManage, actor, 'application.simulate', clientId, async (trx, application, at) => {
      if (!application.sandbox) throw noSuchApplication(clientId);
      if (application.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_edit'));
      await sandboxes.setSimulated(trx, clientId, answer, answer && after(at, simulationLife));
      return { answer: answer ?? null };
    }),

  /** The same by the program of the sandbox itself. */
  async simulateOwn(actor: Program, answer: SimulatedAnswer | undefined): Promise<Application> {
    const { clientId } = actor;
    const changed = await db.transaction(async (trx) => {
      await store.lock(trx, clientId);
      const application = await store.find(trx, clientId);
      if (application?.sandbox !== true) throw noSuchApplication(clientId);
      const at = clock.now();
      await sandboxes.setSimulated(trx, clientId, answer, answer && after(at, simulationLife));
      await record(trx, at, actor, 'application.simulate', subjectOf(clientId), { answer: answer ?? null });
      return (await store.find(trx, clientId)) ?? application;
    });
    forget(clientId);
    return changed;
  },

  /** Whether this very login gets it: one statement, so that two nodes do not give it twice. */
  async takeSimulated(clientId: string, answer: SimulatedAnswer): Promise<boolean> {
    const taken = await sandboxes.takeSimulated(db, clientId, answer, clock.now());
    if (taken) forget(clientId);
    return taken;
  },
});
