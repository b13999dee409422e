import type { Actor } from '../../actor.ts';
import type { Application } from '../../applications/aksk/application.ts';
import { mayManage, mustManage, mustRead } from '../../applications/aksk/rights.ts';

type Owned = Pick<Application, 'clientId' | 'institutionId' | 'regionCode' | 'sandbox'>;

/** A program in a sandbox practises by itself; production is verified by people. */
const isItsProgram = (actor: Actor, { clientId, sandbox }: Owned): boolean =>
  actor.kind === 'application' && actor.clientId === clientId && sandbox;

/** Whether the actor changes runs of this AK. */
export const mayRun = (actor: Actor, application: Owned): boolean =>
  isItsProgram(actor, application) || mayManage(actor, application);

/** Throws unless the actor may see the runs of this AK. */
export function mustSeeRuns(actor: Actor, application: Owned): void {
  if (!isItsProgram(actor, application)) mustRead(actor, application);
}

/** Throws unless the actor may change them. */
export function mustRun(actor: Actor, application: Owned): void {
  if (!isItsProgram(actor, application)) mustManage(actor, application);
}
