import type Koa from 'koa';
import { newId } from '../crypto/secrets.ts';
import { isUnavailable } from '../errors.ts';
import { sandbox as sandboxes, spaceOf } from '../space.ts';
import type { createAdminBearer } from './admin-bearer.ts';
import { applicationOf, callerOf, type createBearer } from './bearer.ts';
import type { Middleware, State } from './context.ts';
import type { Quota } from './limits/quota.ts';
import { addressPrefix } from './limits/throttle.ts';
import { type CallWrapper, isReplayed, koaPath, type Operation, type Served } from './operation.ts';
import { createRouting } from './routing.ts';

type Needs = {
  bearer: ReturnType<typeof createBearer>;
  adminBearer: ReturnType<typeof createAdminBearer>;
  assistantBearer: Middleware;
  quota: Quota;
  /** Answers a call that comes again as it was answered before. */
  replay: CallWrapper;
};

/** The one place where operations meet Koa. */
export function serveOperations(
  koa: Koa<State>,
  operations: readonly Served[],
  { bearer, adminBearer, assistantBearer, quota, replay }: Needs,
): void {
  const routing = createRouting();

  /** Who may call: a token of an AK with the scope, of staff, of an assistant, or none. */
  function admit({ access, sandbox }: Operation): Middleware | undefined {
    if (access === 'anyone') return undefined;
    if (access === 'assistant') return assistantBearer;
    if (access === 'bearer') return bearer();
    return access.startsWith('admin:')
      ? adminBearer(access)
      : bearer(access.slice('bearer:'.length), { sandbox: sandbox !== undefined });
  }

  /** The rate: an AK by its budgets, others by address. Our own outages are not counted. */
  function count({ access, budget = 'default' }: Operation): Middleware | undefined {
    if (access === 'anyone') return budget === 'open' ? countAddress : undefined;
    if (!access.startsWith('bearer:')) return undefined;
    return async (ctx, next) => {
      quota.take(ctx, callerOf(ctx).clientId, budget);
      try {
        await next();
      } catch (error) {
        if (isUnavailable(error)) quota.giveBack(ctx);
        throw error;
      }
    };
  }

  const countAddress: Middleware = (ctx, next) => {
    quota.take(ctx, addressPrefix(ctx.state.address), 'open');
    return next();
  };

  /** The steps of a call, from top to bottom; an operation has those that it needs. */
  const stepsOf = (served: Served): Middleware[] => {
    const { described } = served;
    return [
      described.anywhere === true ? allowOrigins : undefined,
      admit(described),
      count(described),
      readAndAnswer(answering(served), isReplayed(described) ? replay : immediately),
    ].filter((step) => step !== undefined);
  };

  /** Reads path, query and body, and does the work; a call that comes again gets the answer of the first time. */
  const readAndAnswer =
    (answer: Served['answer'], around: CallWrapper): Middleware =>
    (ctx) =>
      answer(ctx, around);

  for (const operation of operations) {
    const { method, path, anywhere } = operation.described;
    routing.enter(method, koaPath(path), ...stepsOf(operation));
    if (anywhere === true) routing.enter('options', koaPath(path), allowReading);
  }
  routing.serve(koa);
}

const immediately: CallWrapper = (_ctx, _sent, work) => work(newId());

/** R27: the one place that decides about the space of a call: its caller's. */
function answering({ described: { method, path, sandbox }, answer, answerInSandbox }: Served): Served['answer'] {
  if (sandbox !== true) return answer;
  if (answerInSandbox === undefined)
    throw new Error(`${method} ${path} is open to sandboxes and has nothing of theirs`);
  return (ctx, around) => (spaceOf(applicationOf(ctx)) === sandboxes ? answerInSandbox : answer)(ctx, around);
}

/** Pages of other sites may read the answer, whatever it is, in a browser. */
const allowOrigins: Middleware = (ctx, next) => {
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Access-Control-Expose-Headers', 'ETag, Link, RateLimit, RateLimit-Policy, Retry-After');
  return next();
};

/** The preflight of a browser before a page of another site may send `If-None-Match`. */
const allowReading: Middleware = (ctx) => {
  ctx.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'Accept, Accept-Language, If-None-Match',
    'Access-Control-Max-Age': '86400',
  });
  ctx.status = 204;
};
