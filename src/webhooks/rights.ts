import type { Actor } from '../actor.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

export const noEndpoint = () => notFound('没有找到这个接收地址，它可能已被删除');

export const noDelivery = () => notFound('没有找到这次投递，投递记录保留 30 天');

/** Throws where nothing is delivered. */
export function mustBeOn({ disabledAt }: Pick<Endpoint, 'disabledAt'>): void {
  if (disabledAt !== undefined) throw conflict('这个接收地址已停用，请先启用');
}

/** For whom the actor manages endpoints: an application for itself, 管理员 and 开发者 for all of the institution. */
export function placeOf(actor: Actor): { institutionId: string; clientId: string | undefined } {
  if (actor.kind === 'application' && actor.scopes.includes('webhook:manage'))
    return { institutionId: actor.institutionId, clientId: actor.clientId };
  if (actor.kind === 'member' && (actor.role === 'owner' || actor.role === 'developer'))
    return { institutionId: actor.institutionId, clientId: undefined };
  throw forbidden('您的角色不能管理事件通知，请联系本机构的管理员');
}

/** Somebody hired for some applications hears of nothing else of the institution. */
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
  if (isLimited(actor)) throw notFound('您只负责部分应用：请用这些应用自己的 AK 登记接收地址');
  return place;
}
