import Router from '@koa/router';
import { anyone } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { State } from '../http/context.ts';

/**
 * POST to the authorization and logout endpoints (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2): the form is turned into the same
 * request as a GET, which the browser sends with its SameSite=Lax cookies. The library's own switch would need SameSite=None.
 */
export function createPostRequests(): Router<State> {
  const router = new Router<State>();
  for (const path of ['/oidc/auth', '/oidc/logout']) {
    router.post(path, anyone, async (ctx) => {
      const form = await readForm(ctx, 8 * 1024);
      ctx.status = 303;
      ctx.redirect(`${path}?${new URLSearchParams(form)}`);
    });
  }
  return router;
}
