import Router from '@koa/router';
import type Koa from 'koa';
import type { createAdminBearer } from './admin-bearer.ts';
import type { createBearer } from './bearer.ts';
import type { Middleware, State } from './context.ts';
import { type Around, isReplayed, koaPath, type Operation, type Served } from './operation.ts';
import { createPartner } from './partner.ts';
import type { Quota } from './quota.ts';

type Needs = {
  bearer: ReturnType<typeof createBearer>;
  adminBearer: ReturnType<typeof createAdminBearer>;
  quota: Quota;
  /** Answers a call that comes again as it was answered before. */
  replay: Around;
};

const immediately: Around = (_ctx, _sent, work) => work();

/** The one place where operations meet Koa: who may call, how often, whether it comes again, the reading and the work, in this order. */
export function serveOperations(
  koa: Koa<State>,
  operations: readonly Served[],
  { bearer, adminBearer, quota, replay }: Needs,
): void {
  const partner = createPartner({ bearer, quota });
  const router = new Router<State>();

  function guardOf({ access: who, budget, sandbox }: Operation): Middleware {
    if (who === 'anyone') return (_ctx, next) => next();
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
