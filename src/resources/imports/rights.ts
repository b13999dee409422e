import { type Actor, isMemberOf } from '../../actor.ts';
import { forbidden, notFound } from '../../errors.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import type { Import } from './import.ts';

export const noImport = () => notFound(fact('imports.no_import'));

/** Permitted to those who may write single entries of the institution; a program for itself. */
export function mustImport(actor: Actor, institutionId: string, clientId: string | undefined): void {
  if (actor.kind === 'operator' || actor.kind === 'system') return;
  if (actor.kind === 'application' && actor.institutionId === institutionId && actor.clientId === clientId) {
    if (actor.scopes.includes('resource:write')) return;
    throw forbidden(fact('imports.application_may_not'));
  }
  if (isMemberOf(actor, institutionId, may('write entries, one by one and by workbook').roles)) return;
  if (actor.kind === 'member' && actor.institutionId === institutionId)
    throw forbidden(fact('imports.role_may_not_import'));
  throw noImport();
}

/** A program reads its own imports, a person those of the institution. */
export const mayRead = (actor: Actor, one: Pick<Import, 'institutionId' | 'clientId'>): boolean => {
  if (actor.kind === 'operator' || actor.kind === 'system') return true;
  if (actor.kind === 'application') return actor.institutionId === one.institutionId && actor.clientId === one.clientId;
  return (
    actor.kind === 'member' &&
    actor.institutionId === one.institutionId &&
    (actor.applications === undefined || (one.clientId !== undefined && actor.applications.includes(one.clientId)))
  );
};
