import Router from '@koa/router';
import type Koa from 'koa';
import { isUnavailable } from '../errors.ts';
import type { createAdminBearer } from './admin-bearer.ts';
import { callerOf, type createBearer } from './bearer.ts';
import type { Middleware, State } from './context.ts';
import type { PolicyName, Quota } from './limits/quota.ts';
import { type Around, isReplayed, koaPath, type Operation, type Served } from './operation.ts';

type Needs = {
  bearer: ReturnType<typeof createBearer>;
  adminBearer: ReturnType<typeof createAdminBearer>;
  assistantBearer: Middleware;
  quota: Quota;
  /** Answers a call that comes again as it was answered before. */
  replay: Around;
};

const immediately: Around = (_ctx, _sent, work) => work();

/** The one place where operations meet Koa: who may call, how often, whether it comes again, the reading and the work, in this order. */
export function serveOperations(
  koa: Koa<State>,
  operations: readonly Served[],
  { bearer, adminBearer, assistantBearer, quota, replay }: Needs,
): void {
  const partner = createPartner({ bearer, quota });
  const router = new Router<State>();

  function guardOf({ access: who, budget, sandbox }: Operation): Middleware {
    if (who === 'anyone') return (_ctx, next) => next();
    if (who === 'assistant') return assistantBearer;
    if (who === 'bearer') return bearer();
    return who.startsWith('admin:')
      ? adminBearer(who)
      : partner(who.slice('bearer:'.length), budget, { sandbox: sandbox === true });
  }

  for (const { described, answer } of operations) {
    const around = isReplayed(described) ? replay : immediately;
    router[described.method](koaPath(described.path), guardOf(described), (ctx) => answer(ctx, around));
  }
  koa.use(router.routes()).use(router.allowedMethods());
}

/** The door of the partner API: a token with the scope, of an AK that does not call too often; of a sandbox only where the route keeps its data apart. */
function createPartner({ bearer, quota }: Pick<Needs, 'bearer' | 'quota'>) {
  return (scope?: string, policy: PolicyName = 'default', options: { sandbox?: boolean } = {}): Middleware => {
    const guard = bearer(scope, options);
    return (ctx, next) =>
      guard(ctx, async () => {
        quota.take(ctx, callerOf(ctx).clientId, policy);
        try {
          await next();
        } catch (error) {
          if (isUnavailable(error)) quota.giveBack(ctx);
          throw error;
        }
      });
  };
}
