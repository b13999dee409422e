import { type Actor, isMemberOf, reaches } from '../../../actor.ts';
import { after } from '../../../clock.ts';
import { conflict, forbidden, Problem } from '../../../errors.ts';
import { may } from '../../policies.ts';
import { fact } from '../facts.ts';
import { type Licence, lastDay } from '../terms/licence.ts';
import { stateOf, states } from '../terms/state.ts';

/** Of others' licences there is nothing to see; a hired developer and a program see those of their platform. */
export function mayRead(actor: Actor, { institutionId, clientId, regionCode }: Licence): boolean {
  if (actor.kind === 'application') return actor.institutionId === institutionId && actor.clientId === clientId;
  if (actor.kind === 'member')
    return (
      actor.institutionId === institutionId &&
      (actor.applications === undefined || (clientId !== undefined && actor.applications.includes(clientId)))
    );
  if (actor.kind === 'staff') return reaches(actor, { regionCode });
  return actor.kind === 'operator' || actor.kind === 'system';
}

/** Who may take the package home: those who work with it, and the programs of its platform. */
export const mayFetch = (actor: Actor, { institutionId }: Pick<Licence, 'institutionId'>): boolean =>
  (actor.kind === 'application' && actor.scopes.includes('licence:write')) ||
  isMemberOf(actor, institutionId, may('download what is licensed').roles);

/** Throws unless the actor may. */
export function mustFetch(actor: Actor, licence: Licence): void {
  if (!mayFetch(actor, licence)) throw forbidden(fact('licences.role_may_not_download'));
}

/** Throws with the day on which it begins, or why it is over. */
export function mustBeInForce(licence: Licence, now: Date): void {
  const state = stateOf(licence, now);
  if (state === 'active' || state === 'expiring') return;
  if (state === 'upcoming') throw conflict(fact('licences.not_yet', { day: dayOfStart(licence) }));
  throw new Problem(
    'licence_expired',
    state === 'revoked'
      ? fact('licences.revoked', { state: states[state].title })
      : fact('licences.expired', { day: lastDay(licence), state: states[state].title }),
  );
}

const dayOfStart = ({ startsAt }: Licence): string => lastDay({ endsAt: after(startsAt, 1) });
