import { isUnavailable } from '../errors.ts';
import { access, accessOf } from './access.ts';
import { callerOf } from './bearer.ts';
import type { Middleware } from './context.ts';
import type { PolicyName, Quota } from './quota.ts';

type Needs = { bearer: (scope?: string) => Middleware; quota: Quota };

/** The door of the partner API: a token with the scope, of an AK that does not call too often. */
export function createPartner({ bearer, quota }: Needs) {
  return (scope?: string, policy: PolicyName = 'default'): Middleware => {
    const guard = bearer(scope);
    return access(accessOf(guard) ?? '', (ctx, next) =>
      guard(ctx, async () => {
        quota.take(ctx, callerOf(ctx).clientId, policy);
        try {
          await next();
        } catch (error) {
          if (isUnavailable(error)) quota.giveBack(ctx);
          throw error;
        }
      }),
    );
  };
}

export type Partner = ReturnType<typeof createPartner>;
