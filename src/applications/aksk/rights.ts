import { type Actor, everyRole, isMemberOf, memberRoles, mustOperate, mustReach } from '../../actor.ts';
import { conflict, forbidden, notFound } from '../../errors.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { Application } from './application.ts';

type Owned = Pick<Application, 'clientId' | 'institutionId' | 'regionCode'>;

/** Of others' applications there is nothing to see, not even that they exist. */
export const noSuchApplication = (clientId: string) => notFound(fact('applications.not_found', { clientId }));

/** Before anything is read: whether this kind of actor has any business with applications. */
export function mustBeAtHome(actor: Actor): void {
  if (actor.kind !== 'member') mustOperate(actor, ...may('see every AK').roles);
}

/** Throws unless the actor may see it: a member of its institution, a hired developer only of the named ones, or who runs the platform in its region. */
export function mustRead(actor: Actor, { clientId, institutionId, regionCode }: Owned): void {
  mustBeAtHome(actor);
  mustReach(actor, { regionCode }, () => noSuchApplication(clientId));
  if (actor.kind === 'member' && !isMemberOf(actor, institutionId, everyRole, clientId))
    throw noSuchApplication(clientId);
}

export const mayManage = (actor: Actor, { clientId, institutionId }: Omit<Owned, 'regionCode'>): boolean =>
  isMemberOf(actor, institutionId, may('renew an AK, export its SKs, change its sandbox').roles, clientId);

/** Throws unless the actor may renew it: its 管理员, 经办人 and 开发者, or an operator. */
export function mustManage(actor: Actor, application: Owned): void {
  mustRead(actor, application);
  if (mayManage(actor, application)) return;
  if (actor.kind === 'member') throw forbidden(fact('applications.role_may_not', { role: memberRoles[actor.role] }));
  mustOperate(actor, ...may('renew, disable and enable any AK, and waive its rules').roles);
}

/** R33: an SK is the institution's own. Staff never see one; the command line on the server enters applications with theirs. */
export function mustHoldSecrets(actor: Actor, application: Owned): void {
  mustManage(actor, application);
  if (actor.kind === 'staff') throw forbidden(fact('applications.secret_is_theirs'));
}

/** Throws unless the actor is 管理员 of the whole institution: it decides how far its applications may use each other's data. */
export function mustOwn(actor: Actor, application: Owned): void {
  mustRead(actor, application);
  if (!mayOwn(actor, application)) throw forbidden(fact('applications.owner_takes_over'));
}

export const mayOwn = (actor: Actor, { institutionId }: Owned): boolean =>
  isMemberOf(actor, institutionId, may('let an AK take over entries of another').roles) &&
  actor.kind === 'member' &&
  actor.applications === undefined;

/** The Cloud's own applications are everyone's login: they follow the installation, and cannot be stopped or loosened. */
export function mustBePartners({ firstParty }: Pick<Application, 'firstParty'>): void {
  if (firstParty) throw conflict(fact('applications.first_party'));
}

/** Throws unless the actor runs the platform: disabling, enabling, waivers. */
export function mustRunPlatform(actor: Actor, application: Owned): void {
  mustRead(actor, application);
  mustOperate(actor, ...may('renew, disable and enable any AK, and waive its rules').roles);
}
