import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { type Clock, minutes } from '../clock.ts';
import { createLimiter } from '../http/limiter.ts';
import { addressPrefix } from '../http/throttle.ts';

type Needs = { clock: Clock; lifted: boolean };

const isOf = (ctx: KoaContextWithOIDC, route: string) => ctx.oidc?.route === route;
const addressOf = (ctx: KoaContextWithOIDC) => ctx.get('x-forwarded-for'); // one believed address, from the gate

/** Who is counted together: an AK, or of a public one (which proves nothing) everybody at one address. */
const keyFor = (clientId: string, authMethod: string | undefined, address: string) =>
  authMethod === 'none' ? `${clientId} ${addressPrefix(address)}` : clientId;

/** What a partner's server and a browser may ask of the provider in a minute. Kept by each process, so that a flood costs no statement. */
export function createLimits({ clock, lifted }: Needs) {
  const logins = createLimiter({ clock, lifted, rule: { limit: 60, per: minutes(1), address: true } });
  const byAk = createLimiter({ clock, rule: { limit: 6000, per: minutes(1) } });
  const tokens = (key: string) => (lifted ? undefined : byAk(key));
  const counted = new WeakSet<object>();
  /** What a request has used up. */
  const taken = new WeakMap<object, () => void>();

  return {
    /** A login that nobody has signed in for yet leaves a row for a day, whether or not anybody ever types anything. */
    login(ctx: KoaContextWithOIDC): void {
      const { session, params } = ctx.oidc;
      const isSilent = String(params?.prompt ?? '')
        .split(' ')
        .includes('none'); // leaves none
      if (!isOf(ctx, 'authorization') || session?.accountId !== undefined || isSilent) return;
      const wait = logins(addressOf(ctx));
      taken.set(ctx, () => logins.giveBack(addressOf(ctx)));
      if (wait !== undefined) throw tooMany(ctx, wait, 'too many logins were begun from this address');
    },

    /** Counts a request for tokens, once, and after the AK has proved itself: nobody uses up somebody else's limit. */
    token(clientId: string, authMethod?: string): void {
      const ctx = Provider.ctx;
      if (ctx === undefined || !isOf(ctx, 'token') || counted.has(ctx)) return;
      counted.add(ctx);
      const key = keyFor(clientId, authMethod, addressOf(ctx));
      const wait = tokens(key);
      taken.set(ctx, () => byAk.giveBack(key));
      if (wait !== undefined) throw tooMany(ctx, wait, 'more than 6000 requests for tokens in a minute');
    },

    /** The library's answer to this request is an outage. */
    giveBack(ctx: object): void {
      taken.get(ctx)?.();
      taken.delete(ctx);
    },

    /** The same for a fast endpoint: whoever asks too often is left to the library, which says so. */
    mayHaveToken: (clientId: string, authMethod: string, address: string): boolean =>
      tokens(keyFor(clientId, authMethod, address)) === undefined,
  };
}

export type Limits = ReturnType<typeof createLimits>;

/** Shown to the citizen by a page of ours: sent back to the partner, the browser would only come again. */
function tooMany(ctx: KoaContextWithOIDC, wait: number, why: string) {
  ctx.set('Retry-After', String(wait));
  const error = new errors.CustomOIDCProviderError('rate_limited', `${why}; try again in ${wait} seconds`);
  return Object.assign(error, { status: 429, statusCode: 429, allow_redirect: false });
}
