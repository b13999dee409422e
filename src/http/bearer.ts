import { Problem } from '../errors.ts';
import type { Context, Middleware } from './context.ts';

export type FindBearer = (
  value: string,
) => Promise<
  | { clientId: string; scopes: readonly string[] }
  | { refusal: { code: 'expired' | 'disabled'; text: string; wire: string } }
  | undefined
>;

const callers = new WeakMap<object, { clientId: string; scopes: readonly string[] }>();

/** RFC 6750: `bearer(scope)` lets a partner's server through that holds a token with this scope; without a scope, any token of the API. */
export function createBearer(find: FindBearer) {
  return (scope?: string): Middleware =>
    async (ctx, next) => {
      const value = /^Bearer ([\w.~+/-]+=*)$/i.exec(ctx.get('authorization'))?.[1];
      const caller = value === undefined ? undefined : await find(value);
      if (caller === undefined) {
        challenge(
          ctx,
          value === undefined ? undefined : 'invalid_token',
          'the access token is unknown, expired or not for this API',
        );
        throw new Problem(
          'unauthenticated',
          '请在 Authorization: Bearer 中带上用 AK、SK 换取的访问令牌，令牌 10 分钟有效',
        );
      }
      if ('refusal' in caller) {
        challenge(ctx, 'invalid_token', caller.refusal.wire);
        throw new Problem(
          caller.refusal.code === 'expired' ? 'invalid_client_expired' : 'invalid_client_disabled',
          caller.refusal.text,
        );
      }
      if (scope !== undefined && !caller.scopes.includes(scope)) {
        challenge(ctx, 'insufficient_scope', `this call needs the scope ${scope}`, scope);
        throw new Problem('insufficient_scope', `这个接口需要能力 ${scope}，请在机构后台为应用申请`);
      }
      callers.set(ctx.state, caller);
      await next();
    };
}

/** The application that a bearer route was called by. */
export function callerOf(ctx: Context): { clientId: string; scopes: readonly string[] } {
  const caller = callers.get(ctx.state);
  if (caller === undefined) throw new Error('a bearer route without its guard');
  return caller;
}

function challenge(ctx: Context, error: string | undefined, description: string, scope?: string) {
  const parts = ['realm="partner-api"'];
  if (error !== undefined) parts.push(`error="${error}"`, `error_description="${description}"`);
  if (scope !== undefined) parts.push(`scope="${scope}"`);
  ctx.set('WWW-Authenticate', `Bearer ${parts.join(', ')}`);
}
