import { isOnlyCounted } from '../../applications/log/call.ts';
import { Problem } from '../../errors.ts';
import type { Context, Middleware } from '../../http/context.ts';
import { isForPrograms } from '../../http/path.ts';
import { describeRefusal } from './misplaced-secret.ts';
import { traceOf } from './trace.ts';
import { retryAfter } from './unavailable.ts';

/** RFC 6749 section 5.2 error_uri, which the library does not write: where the error is explained. A 503 says when to come back. */
export const errorLinks =
  (issuer: string): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The library saves a session after its own error pages: an error there arrives here, mostly with such a page as the body.
      if (!(error instanceof Problem)) throw error;
      if (ctx.status < 400 || ctx.body == null) {
        ctx.remove('Location');
        ctx.body = isForPrograms(ctx.path) ? { error: 'temporarily_unavailable' } : ctx.state.speech.say(error.fact);
      }
      ctx.status = error.status;
    }
    linkRedirect(ctx, issuer);
    const { body } = ctx;
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string') {
      // Some errors of the library have no description.
      const words = { error: body.error, error_description: body.error.replaceAll('_', ' ') };
      const said = { ...words, ...body };
      const error_description = describeRefusal(ctx, said.error_description);
      ctx.body = { ...said, error_description, error_uri: `${issuer}/docs/errors#${body.error}` };
    }
    if (ctx.status === 503) ctx.set('Retry-After', retryAfter);
  };

const refused = new WeakMap<object, string>();

/**
 * An authorization request refused for other reasons than the citizen's choice: a redirect also gives the partner the link to an explanation.
 */
export const noteRefused = (ctx: object, error: string | undefined): void => {
  if (error !== undefined && error !== 'access_denied' && !isOnlyCounted(error))
    refused.set(ctx, /^PKCE .*missing$/.test(traceOf(ctx).detail ?? '') ? 'pkce_missing' : error);
};

/** RFC 6749 4.1.2.1, where the answer goes in the query. */
function linkRedirect(ctx: Context, issuer: string): void {
  const code = refused.get(ctx);
  const location = code === undefined ? null : URL.parse(ctx.response.get('location'));
  if (code === undefined || location === null || !location.searchParams.has('error')) return;
  location.searchParams.set('error_uri', `${issuer}/docs/errors#${code}`);
  ctx.set('Location', location.href);
}
