import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import * as store from './store.ts';

export const subjectOf = (id: string) => ({ kind: 'incident', id });

export function mustWork(actor: Actor): void {
  mustOperate(actor, ...may('see incidents').roles);
  mustReachAll(actor);
}

export async function one(db: Connection, id: string): Promise<store.Incident> {
  const found = isId(id) ? await store.find(db, id) : undefined;
  if (found === undefined) throw notFound(fact('incidents.no_incident'));
  return found;
}

/** A closed incident cannot be changed. */
export async function mustBeOpen(trx: Connection, id: string): Promise<void> {
  if ((await store.lock(trx, id)) === undefined) throw conflict(fact('incidents.closed'));
}

/** A step of the record is called as the audit calls it, without the room. */
export const kindOf = (verb: string) => verb.slice('incident.'.length);
