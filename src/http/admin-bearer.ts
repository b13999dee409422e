import type { Staff } from '../actor.ts';
import { minutes } from '../clock.ts';
import { Problem, rateLimited } from '../errors.ts';
import { admit } from './admitted.ts';
import type { Context, Middleware } from './context.ts';
import { fact } from './facts.ts';
import type { Throttle } from './limits/throttle.ts';
import { bearerOf } from './requests/bearer-value.ts';

type FindAdmin = (value: string) => Promise<{ actor: Staff; scopes: readonly string[] } | undefined>;

/** Of one person, with whatever tokens. */
const calls = { limit: 600, per: minutes(1) };

/** RFC 6750 for programs of operators: `adminBearer('admin:review')` admits the token's owner. */
export function createAdminBearer(find: FindAdmin, throttle: Pick<Throttle, 'hit'>) {
  return (scope: string): Middleware =>
    async (ctx, next) => {
      ctx.set('Cache-Control', 'no-store');
      const value = bearerOf(ctx);
      const found = value === undefined ? undefined : await find(value);
      if (found === undefined) {
        challenge(ctx, value === undefined ? {} : { error: 'invalid_token' });
        throw new Problem('unauthenticated', fact('http.admin_token_missing'));
      }
      if (!found.scopes.includes(scope)) {
        challenge(ctx, { error: 'insufficient_scope', scope });
        throw new Problem('insufficient_scope', fact('http.admin_scope_missing', { scope }));
      }
      const { allowed, retryAfter } = await throttle.hit('admin-api', found.actor.accountId, calls);
      if (!allowed)
        throw rateLimited(fact('http.too_many_calls', { limit: calls.limit, seconds: retryAfter }), retryAfter);
      admit(ctx, { person: { accountId: found.actor.accountId, label: '' }, frame: {}, actor: found.actor });
      await next();
    };
}

const challenge = (ctx: Context, values: Record<string, string>) =>
  ctx.set(
    'WWW-Authenticate',
    `Bearer ${['realm="admin-api"', ...Object.entries(values).map(([name, value]) => `${name}="${value}"`)].join(', ')}`,
  );
