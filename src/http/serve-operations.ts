import type Koa from 'koa';
import { isUnavailable } from '../errors.ts';
import type { createAdminBearer } from './admin-bearer.ts';
import { callerOf, type createBearer } from './bearer.ts';
import type { Middleware, State } from './context.ts';
import type { PolicyName, Quota } from './limits/quota.ts';
import { addressPrefix } from './limits/throttle.ts';
import { type Around, isReplayed, koaPath, type Operation, type Served } from './operation.ts';
import { createRouting } from './routing.ts';

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
  const routing = createRouting();

  function guardOf({ access: who, budget, sandbox }: Operation): Middleware {
    if (who === 'anyone') return budget === 'open' ? counted : (_ctx, next) => next();
    if (who === 'assistant') return assistantBearer;
    if (who === 'bearer') return bearer();
    return who.startsWith('admin:')
      ? adminBearer(who)
      : partner(who.slice('bearer:'.length), budget, { sandbox: sandbox === true });
  }

  /** Anybody, who is known by an address only. */
  const counted: Middleware = (ctx, next) => {
    quota.take(ctx, addressPrefix(ctx.state.address), 'open');
    return next();
  };

  for (const { described, answer } of operations) {
    const around = isReplayed(described) ? replay : immediately;
    const path = koaPath(described.path);
    const readable: Middleware = described.anywhere === true ? readAnywhere : (_ctx, next) => next();
    routing.enter(described.method, path, readable, guardOf(described), (ctx) => answer(ctx, around));
    if (described.anywhere === true) routing.enter('options', path, allowReading);
  }
  routing.serve(koa);
}

/** Pages of other sites may read the answer, whatever it is, in a browser. */
const readAnywhere: Middleware = (ctx, next) => {
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Access-Control-Expose-Headers', 'ETag, Link, RateLimit, RateLimit-Policy, Retry-After');
  return next();
};

/** What a browser asks before a page of another site may send `If-None-Match`. */
const allowReading: Middleware = (ctx) => {
  ctx.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'Accept, Accept-Language, If-None-Match',
    'Access-Control-Max-Age': '86400',
  });
  ctx.status = 204;
};

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
