import { layers } from '../../applications/aksk/scopes.ts';
import type { Middleware } from '../../http/context.ts';

/** Where the discovery document stands (OpenID Connect Discovery, RFC 8414). */
export const discoveryPath = /^\/\.well-known\/(openid-configuration|oauth-authorization-server)$/;

/**
 * Names in discovery only the scopes that every AK may ask for (OpenID Connect Discovery 3 lets a server keep the others to itself): programs
 * such as @hono/oidc-auth request all of them by default, and an AK is refused scopes that are not approved for it (docs/adr/0121). The others
 * are listed in /docs/login.
 */
export const advertisedScopes: Middleware = async (ctx, next) => {
  await next();
  if (!discoveryPath.test(ctx.path) || ctx.status !== 200 || typeof ctx.body !== 'object') return;
  ctx.body = { ...ctx.body, scopes_supported: layers.login.scopes };
};
