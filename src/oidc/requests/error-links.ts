import { Problem } from '../../errors.ts';
import type { Middleware } from '../../http/context.ts';
import { isForPrograms } from '../../http/programs.ts';
import { describeRefusal } from './misplaced-secret.ts';
import { retryAfter } from './unavailable.ts';

/** RFC 6749 section 5.2 error_uri, which the library does not write: where the error is explained. A 503 says when to come back. */
export const errorLinks =
  (issuer: string): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The library saves a session after its own error pages: what fails there comes up to here, mostly with such a page as the body.
      if (!(error instanceof Problem)) throw error;
      if (ctx.status < 400 || ctx.body == null) {
        ctx.remove('Location');
        ctx.body = isForPrograms(ctx.path) ? { error: 'temporarily_unavailable' } : ctx.state.speech.say(error.fact);
      }
      ctx.status = error.status;
    }
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
