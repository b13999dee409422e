import { isUnavailable } from '../errors.ts';
import { callerOf } from './bearer.ts';
import type { Middleware } from './context.ts';
import type { PolicyName, Quota } from './quota.ts';

type Options = { sandbox?: boolean };
type Needs = { bearer: (scope?: string, options?: Options) => Middleware; quota: Quota };

/** The door of the partner API: a token with the scope, of an AK that does not call too often; of a sandbox only where the route keeps its data apart. */
export function createPartner({ bearer, quota }: Needs) {
  return (scope?: string, policy: PolicyName = 'default', options: Options = {}): Middleware => {
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
