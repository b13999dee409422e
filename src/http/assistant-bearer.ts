import type { Member } from '../actor.ts';
import { minutes } from '../clock.ts';
import { forbidden, Problem, rateLimited } from '../errors.ts';
import { admit } from './admitted.ts';
import type { Middleware } from './context.ts';
import { fact } from './facts.ts';
import type { Throttle } from './limits/throttle.ts';
import { bearerOf } from './requests/bearer-value.ts';

/** The account of an assistant's token, and its actor in sandboxes, if it has one. */
type Working = { accountId: string; member: Member | undefined; scopes?: readonly string[] };

type Needs = {
  publicUrl: URL;
  find: (value: string) => Promise<Working | undefined>;
  /** The challenge of a refusal, which leads an assistant to where its person signs in. */
  challenge: (error?: 'invalid_token') => string;
  throttle: Pick<Throttle, 'hit'>;
};

/** Of one person, with whatever tokens. */
const calls = { limit: 120, per: minutes(1) };

/**
 * RFC 6750 for assistants of developers: admits the token's owner. The Model Context Protocol asks for the Origin to be validated, so that no
 * foreign page can use a visitor's browser; assistants are no pages and send none.
 */
export function createAssistantBearer({ publicUrl: { origin }, find, challenge, throttle }: Needs): Middleware {
  return async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store');
    const from = ctx.headers.origin;
    if (from !== undefined && from !== origin) throw forbidden(fact('http.foreign_origin', { origin }));
    const value = bearerOf(ctx);
    const found = value === undefined ? undefined : await find(value);
    if (found === undefined) {
      ctx.set('WWW-Authenticate', challenge(value === undefined ? undefined : 'invalid_token'));
      throw new Problem('unauthenticated', fact('http.assistant_token_missing'));
    }
    const { allowed, retryAfter } = await throttle.hit('assistants', found.accountId, calls);
    if (!allowed)
      throw rateLimited(fact('http.too_many_calls', { limit: calls.limit, seconds: retryAfter }), retryAfter);
    const { accountId, member, scopes } = found;
    admit(ctx, {
      ...{ person: { accountId, label: '' }, frame: {} },
      ...(member && { actor: member }),
      ...(scopes && { scopes }),
    });
    await next();
  };
}
