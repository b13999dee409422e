import type { Actor } from '../actor.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { permits } from '../http/access.ts';
import type { Endpoint } from './endpoint.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

export const noEndpoint = () => notFound(fact('webhooks.not_found'));

export const noDelivery = () => notFound(fact('webhooks.no_delivery'));

/** Throws where nothing is delivered. */
export function mustBeOn({ disabledAt }: Pick<Endpoint, 'disabledAt'>): void {
  if (disabledAt !== undefined) throw conflict(fact('webhooks.disabled'));
}

/** The scope of the actor's endpoints: an application for itself, 管理员 and 开发者 for all of the institution. */
export function placeOf(actor: Actor): { institutionId: string; clientId: string | undefined } {
  if (actor.kind === 'application' && actor.scopes.includes('webhook:manage'))
    return { institutionId: actor.institutionId, clientId: actor.clientId };
  if (actor.kind === 'member' && permits(may('see, test and end webhooks'), actor))
    return { institutionId: actor.institutionId, clientId: undefined };
  throw forbidden(fact('webhooks.role_may_not'));
}

/** A member hired for some applications gets no other events of the institution. */
const isLimited = (actor: Actor) => actor.kind === 'member' && actor.applications !== undefined;

export const maySee = (actor: Actor, { institutionId, clientId }: Endpoint): boolean => {
  const place = placeOf(actor);
  if (place.institutionId !== institutionId) return false;
  if (actor.kind === 'application') return clientId === actor.clientId;
  return (
    actor.kind === 'member' &&
    (actor.applications === undefined || (clientId !== undefined && actor.applications.includes(clientId)))
  );
};

/** Throws unless the actor may open one. */
export function mustOpen(actor: Actor): { institutionId: string; clientId: string | undefined } {
  const place = placeOf(actor);
  if (isLimited(actor)) throw notFound(fact('webhooks.own_ak_only'));
  return place;
}
