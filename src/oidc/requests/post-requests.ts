import { postOfOthers, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';

const limit = 8 * 1024;

/**
 * POST to the authorization and logout endpoints (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2): the form is turned into the same
 * request as a GET, which the browser sends with its SameSite=Lax cookies. The library's own switch would need SameSite=None.
 */
export const createPostRequests = (): Route[] =>
  ['/oidc/auth', '/oidc/logout'].map((path) =>
    postOfOthers(
      path,
      may('ask the provider by a form of another site'),
      (ctx, form) => seeOther(ctx, `${path}?${new URLSearchParams(form)}`),
      { limit },
    ),
  );
