import type { Middleware } from '../../http/context.ts';
import { isForPrograms } from '../../http/path.ts';

/** The library's endpoints and their methods. It answers any other method, and any other path, with an empty 404. */
const methods: Readonly<Record<string, string>> = {
  '/oidc/token': 'POST',
  '/oidc/introspection': 'POST',
  '/oidc/revocation': 'POST',
  '/oidc/par': 'POST',
  '/oidc/userinfo': 'GET, POST',
  '/oidc/jwks': 'GET',
  '/.well-known/openid-configuration': 'GET',
  '/.well-known/oauth-authorization-server': 'GET',
};

/** Gives an unknown path or method the form of every other OAuth error. */
export const programAnswers: Middleware = async (ctx, next) => {
  await next();
  if (ctx.status < 400 || !isForPrograms(ctx.path)) return;
  ctx.set('Cache-Control', 'no-store'); // the library says so of some errors only
  if (ctx.status !== 404 || ctx.body != null) return;
  const allowed = methods[ctx.path.toLowerCase().replace(/\/$/, '')]; // as the library finds its routes
  if (allowed !== undefined) ctx.set('Allow', allowed);
  ctx.status = allowed === undefined ? 404 : 405;
  ctx.body = {
    error: 'invalid_request',
    error_description:
      allowed === undefined
        ? 'there is no such endpoint; the endpoints are listed in /.well-known/openid-configuration'
        : `this endpoint takes ${allowed}, not ${ctx.method}`,
  };
};
