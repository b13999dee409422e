import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { type Clock, epoch } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { Problem } from '../errors.ts';
import type { Limits } from './limits.ts';
import { browserField, type LoginBrowser } from './login/login-browser.ts';
import { findSk } from './sk.ts';
import { isTokenKind } from './tokens/kinds.ts';
import type { LogoutNotices } from './tokens/logout-notices.ts';
import type { SelfContained } from './tokens/self-contained.ts';
import type { Successors } from './tokens/successors.ts';

/** `new`: the browser had no cookie of another. */
type FoundSession = { iat?: number | undefined; accountId?: string | undefined; new?: boolean };

type Needs = {
  db: Database;
  clock: Clock;
  limits: Limits;
  successors: Successors;
  selfContained: Pick<SelfContained, 'isGiven' | 'write'>;
  notices: LogoutNotices;
  loginBrowser: LoginBrowser;
  secretUsed: (id: string) => void;
};

/** Overrides of the library's models. Returns the library's own delivery of a logout token, for the outbox. */
export function adjustModels(provider: Provider, needs: Needs) {
  const { db, clock, limits, successors, notices, secretUsed } = needs;
  bindLogins(provider, needs);
  if (needs.selfContained.isGiven) giveSelfContained(provider, needs);
  provider.Client.prototype.compareClientSecret = function compareClientSecret(
    this: { secrets?: unknown },
    actual: string,
  ) {
    const id = findSk(this.secrets, actual, epoch(clock.now()));
    if (id !== undefined) secretUsed(id);
    return id !== undefined;
  };

  // The first thing that the token endpoint asks once it knows who asks.
  const { grantTypeAllowed } = provider.Client.prototype;
  provider.Client.prototype.grantTypeAllowed = function allowed(type: string) {
    limits.token(this.clientId, this.clientAuthMethod);
    return grantTypeAllowed.call(this, type);
  };

  giveProfile(provider);

  // A repeated refresh derives the same successor.
  const refreshTokens: { generateTokenId?: () => string } = provider.RefreshToken.prototype as object;
  refreshTokens.generateTokenId = function derive(this: object) {
    const rotated = Provider.ctx?.oidc?.entities.RotatedRefreshToken;
    return rotated === undefined ? successors.first() : successors.successorOf(rotated.jti);
  };

  // Seen once in the cluster, not once in this process.
  const { unique } = provider.ReplayDetection;
  provider.ReplayDetection.unique = async function once(this: object, ...args: Parameters<typeof unique>) {
    limits.token(args[0]); // a signed assertion, which is looked up before anything else
    limits.pushed();
    try {
      return await unique.apply(this, args);
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return false;
      throw error;
    }
  };

  const { save } = provider.PushedAuthorizationRequest.prototype;
  provider.PushedAuthorizationRequest.prototype.save = function count(ttl) {
    limits.pushed();
    return save.call(this, ttl);
  };

  const sessions: { get: (ctx: KoaContextWithOIDC) => Promise<FoundSession> } = provider.Session;
  const { get } = sessions;
  sessions.get = async function count(this: object, ctx) {
    const session = await get.call(this, ctx);
    const isKept = session.iat !== undefined || session.accountId !== undefined;
    if (!isKept && ctx.oidc !== undefined) limits.sessionOfNobody(ctx, { isFirst: session.new === true });
    return session;
  };

  // Logging out writes notices; jobs deliver them.
  const clients = provider.Client.prototype as unknown as {
    backchannelLogout: (accountId: string, sid?: string) => Promise<void>;
    clientId: string;
  };
  const { backchannelLogout } = clients;
  clients.backchannelLogout = async function enqueue(accountId, sid) {
    await notices.enqueue(db, { clientId: this.clientId, accountId, sid });
  };
  return (client: object, accountId: string, sid: string | undefined): Promise<void> =>
    backchannelLogout.call(client as typeof clients, accountId, sid);
}

/** The value of an access token is its sealed content, not a random id of a row. */
function giveSelfContained(provider: Provider, { selfContained, clock }: Pick<Needs, 'selfContained' | 'clock'>): void {
  for (const { name, prototype } of [provider.AccessToken, provider.ClientCredentials]) {
    const tokens = prototype as unknown as Model;
    const { getValueAndPayload } = tokens;
    tokens.getValueAndPayload = async function seal(this: Model) {
      const made = await getValueAndPayload.call(this);
      if (!isTokenKind(name) || made.payload === undefined) return made;
      this.jti = selfContained.write(name, made.payload, clock.now());
      return { value: this.jti, payload: made.payload };
    };
  }
}
type Model = {
  jti: string;
  getValueAndPayload: (this: Model) => Promise<{ value: string; payload?: Record<string, unknown> }>;
};

/** A login belongs to the browser that began it: for any other the library finds none. Our pages check it in interaction.ts. */
function bindLogins({ Interaction: Logins }: Provider, { loginBrowser }: Pick<Needs, 'loginBrowser'>): void {
  const fields = Reflect.get(Logins, 'IN_PAYLOAD');
  if (!Array.isArray(fields)) throw new Error('oidc-provider keeps the fields of an interaction elsewhere');
  Object.defineProperty(Logins, 'IN_PAYLOAD', { value: [...fields, browserField] });

  const { save } = Logins.prototype;
  Logins.prototype.save = function mark(ttl) {
    const ctx = Provider.ctx;
    if (ctx !== undefined && Reflect.get(this, browserField) === undefined)
      Reflect.set(this, browserField, loginBrowser.mark(ctx));
    return save.call(this, ttl);
  };

  const find = Logins.find.bind(Logins);
  Object.defineProperty(Logins, 'find', {
    value: async (id: string) => {
      const found = await find(id);
      const ctx = Provider.ctx;
      return !(found instanceof Logins) || ctx === undefined || loginBrowser.began(ctx, found) ? found : undefined;
    },
  });
}

/** The scopes whose claims an AK may have in its id_token; number, name and region stay at userinfo. */
const profileScopes = new Set(['openid', 'profile', 'email']);

/**
 * `conformIdTokenClaims` keeps all claims for userinfo. An AK whose program reads none has these in the id_token too: of those that the citizen
 * agreed to, and of no logout token (docs/adr/0180).
 */
function giveProfile(provider: Provider): void {
  const tokens: {
    payload: (this: {
      scope?: string;
      client?: { profile_in_id_token?: unknown };
      ctx?: KoaContextWithOIDC;
    }) => Promise<object>;
  } = provider.IdToken.prototype as never;
  const { payload } = tokens;
  tokens.payload = function withProfile() {
    const grant = this.ctx?.oidc.entities.Grant;
    if (this.client?.profile_in_id_token === true && this.scope === 'openid' && grant !== undefined)
      this.scope = grant.getOIDCScopeFiltered(profileScopes);
    return payload.call(this);
  };
}
