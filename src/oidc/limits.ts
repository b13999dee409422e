import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { type Clock, minutes } from '../clock.ts';
import { createLimiter } from '../http/limits/limiter.ts';
import { addressPrefix } from '../http/limits/throttle.ts';

type Needs = { clock: Clock; lifted: boolean };

const isOf = (ctx: KoaContextWithOIDC, route: string) => ctx.oidc?.route === route;
const addressOf = (ctx: KoaContextWithOIDC) => ctx.get('x-forwarded-for'); // one believed address, from the gate

/** The unit of counting: an AK, or for a public one (which proves nothing) all clients of one address. */
const keyFor = (clientId: string, authMethod: string | undefined, address: string) =>
  authMethod === 'none' ? `${clientId} ${addressPrefix(address)}` : clientId;

/** Requests to the provider in a minute, by client and by address. Each process counts for itself, so that a flood costs no statement. */
export function createLimits({ clock, lifted }: Needs) {
  const byAddress = () => createLimiter({ clock, lifted, rule: { limit: 60, per: minutes(1), address: true } });
  const [logins, pushes, nobody] = [byAddress(), byAddress(), byAddress()];
  const byAk = createLimiter({ clock, rule: { limit: 6000, per: minutes(1) } });
  const pushesByAk = createLimiter({ clock, rule: { limit: 6000, per: minutes(1) } });
  const tokens = (key: string) => (lifted ? undefined : byAk(key));
  const counted = new WeakSet<object>();
  /** Undoes the count of a request. */
  const undo = new WeakMap<object, () => void>();

  return {
    /** Counts a login that begins: each leaves a row for a day, even if it is never completed. */
    login(ctx: KoaContextWithOIDC): void {
      const { session, params } = ctx.oidc;
      const isSilent = String(params?.prompt ?? '')
        .split(' ')
        .includes('none'); // leaves none
      if (!isOf(ctx, 'authorization') || session?.accountId !== undefined || isSilent) return;
      const wait = logins(addressOf(ctx));
      undo.set(ctx, () => logins.giveBack(addressOf(ctx)));
      if (wait !== undefined) throw tooMany(ctx, wait, 'too many logins were begun from this address');
    },

    /** The same for a fast endpoint: where too many begin, it is left to the library, which says so. */
    mayBeginLogin: (address: string): boolean => logins(address) === undefined,
    giveLoginBack: (address: string): void => logins.giveBack(address),

    /** Counts an authorization request that is pushed, once: it leaves a row, and the proof that comes with it another. An AK that proves nothing by address. */
    pushed(): void {
      const ctx = Provider.ctx;
      const client = ctx?.oidc?.client;
      if (ctx === undefined || client === undefined || counted.has(ctx)) return;
      if (!isOf(ctx, 'pushed_authorization_request')) return;
      counted.add(ctx);
      const isPublic = client.clientAuthMethod === 'none';
      const [limiter, key] = isPublic ? [pushes, addressOf(ctx)] : [pushesByAk, client.clientId];
      const wait = limiter(key);
      undo.set(ctx, () => limiter.giveBack(key));
      if (wait !== undefined) throw tooMany(ctx, wait, 'too many authorization requests were pushed');
    },

    /**
     * Counts a new session without an account where it leaves a row: at a logout, and where a browser still sends the cookie of an ended
     * session.
     */
    sessionOfNobody(ctx: KoaContextWithOIDC, { isFirst }: { isFirst: boolean }): void {
      if (isFirst && !isOf(ctx, 'end_session')) return; // the library does not save it
      const wait = nobody(addressOf(ctx));
      if (wait !== undefined) throw tooMany(ctx, wait, 'too many sessions of nobody from this address');
    },

    /** Counts a request for tokens, once, after client authentication: no client uses up the limit of another. */
    token(clientId: string, authMethod?: string): void {
      const ctx = Provider.ctx;
      if (ctx === undefined || !isOf(ctx, 'token') || counted.has(ctx)) return;
      counted.add(ctx);
      const key = keyFor(clientId, authMethod, addressOf(ctx));
      const wait = tokens(key);
      undo.set(ctx, () => byAk.giveBack(key));
      if (wait !== undefined) throw tooMany(ctx, wait, 'more than 6000 requests for tokens in a minute');
    },

    /** Counts a request no more, as its answer is an outage. */
    giveBack(ctx: object): void {
      undo.get(ctx)?.();
      undo.delete(ctx);
    },

    /** The same for a fast endpoint: a request over the limit is left to the library, which refuses it. */
    mayHaveToken: (clientId: string, authMethod: string, address: string): boolean =>
      tokens(keyFor(clientId, authMethod, address)) === undefined,
    /** Undoes a count that the library will make itself. */
    giveTokenBack: (clientId: string, authMethod: string, address: string): void =>
      byAk.giveBack(keyFor(clientId, authMethod, address)),
  };
}

export type Limits = ReturnType<typeof createLimits>;

/** Shown to the citizen by a page of ours: sent back to the partner, the browser would only come again. */
function tooMany(ctx: KoaContextWithOIDC, wait: number, why: string) {
  ctx.set('Retry-After', String(wait));
  const error = new errors.CustomOIDCProviderError('rate_limited', `${why}; try again in ${wait} seconds`);
  return Object.assign(error, { status: 429, statusCode: 429, allow_redirect: false });
}
