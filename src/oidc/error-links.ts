import type { Middleware } from '../http/context.ts';

/** RFC 6749 section 5.2 error_uri, which the library does not write: where the error is explained. A 503 says when to come back. */
export const errorLinks =
  (issuer: string): Middleware =>
  async (ctx, next) => {
    await next();
    const { body } = ctx;
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string') {
      ctx.body = { ...body, error_uri: `${issuer}/docs/errors#${body.error}` };
    }
    if (ctx.status === 503) ctx.set('Retry-After', '5');
  };
