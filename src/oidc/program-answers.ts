import type { IncomingMessage } from 'node:http';
import type { Middleware } from '../http/context.ts';
import { isForPrograms } from '../http/programs.ts';

/** What the library has no route for, it answers with nothing: these are its own, with what may be done there. */
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

/** Before anybody reads the request: what a program asks for is JSON, whatever its HTTP library says that it takes. */
export function takeAsJson(req: IncomingMessage): void {
  const [path = ''] = (req.url ?? '').split('?', 1);
  if (isForPrograms(path) && req.headers.accept !== undefined) req.headers.accept = 'application/json';
}

/** An address that is not there, or not for this method, says so in the form of every other error. */
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
