import { hash } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { isToken, newId, newToken } from '../../crypto/secrets.ts';
import { accessTokenLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { isRegistered, rotatesRefreshTokens } from '../rules.ts';
import { type RefreshId, readRefreshId } from '../tokens/families.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Redeemed, Redemption } from '../tokens/redeem-store.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SelfContained } from '../tokens/self-contained.ts';
import type { Successors } from '../tokens/successors.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import { steps } from './steps.ts';
import type { TokenGrant, TokenRequest } from './token-endpoint.ts';

type Needs = {
  provider: Provider;
  clients: ClientAuthentication;
  rows: Pick<Rows, 'redeem'>;
  selfContained: Pick<SelfContained, 'isGiven' | 'write'>;
  successors: Pick<Successors, 'first' | 'successorOf'>;
  limits: Pick<Limits, 'mayHaveToken' | 'giveTokenBack'>;
  clock: Clock;
};

/** The presented token, and for a code the required fields of its payload. */
type Presented = { kind: Redemption['kind']; id: RefreshId; must: Redemption['must']; request: TokenRequest };
type Authenticated = Presented & { client: Client; metadata: ClientMetadata };
type Exchanged = Authenticated & { access: string; refresh: string | undefined; redeemed: Redeemed };

const verifierForm = /^[\w.~-]{43,128}$/;

/** The grants authorization_code and refresh_token. The redeeming statement checks that the code or token is valid. */
export function createExchanges({ provider, clients, rows, selfContained, successors, limits, clock }: Needs) {
  /** The code, with the address it was sent to and the challenge that the verifier answers. */
  function presentedCode(request: TokenRequest): Presented | undefined {
    const { code = '', redirect_uri: redirectUri, code_verifier: verifier = '' } = request.form;
    const key = isToken(code) ? keyOf(code) : undefined;
    if (key === undefined || redirectUri === undefined || !verifierForm.test(verifier)) return undefined;
    const codeChallenge = hash('sha256', verifier, 'base64url'); // RFC 7636 4.6, by S256
    const must = { redirectUri, codeChallenge, codeChallengeMethod: 'S256' };
    return { kind: 'AuthorizationCode', id: { key, current: undefined }, must, request };
  }

  /** The refresh token: which login it belongs to, and which of its tokens it is. */
  function presentedRefresh(request: TokenRequest): Presented | undefined {
    const id = readRefreshId(request.form.refresh_token ?? '');
    return id && { kind: 'RefreshToken', id, must: {}, request };
  }

  /** The client, by its SK or as a public one: in force, and registered for this grant. */
  async function authenticate(presented: Presented): Promise<Authenticated | undefined> {
    const { authorization, form } = presented.request;
    const metadata = (await clients.bySecret(authorization, form)) ?? (await clients.byId(authorization, form));
    const client = metadata && (await clients.model(metadata));
    if (metadata === undefined || client === undefined || !metadata.grant_types.includes(form.grant_type ?? ''))
      return undefined;
    return { ...presented, metadata, client };
  }

  /** A code only for an address that is registered still. */
  const atItsAddress = (asked: Authenticated): Authenticated | undefined =>
    isRegistered(asked.client, asked.request.form.redirect_uri ?? '') ? asked : undefined;

  /** A refresh token only of a client whose tokens are replaced with each use. */
  const rotating = (asked: Authenticated): Authenticated | undefined =>
    rotatesRefreshTokens(asked.metadata) ? asked : undefined;

  /** Consumes the presented token and writes its successors, in one statement. */
  async function redeem(asked: Authenticated): Promise<Exchanged | undefined> {
    const { kind, id, must, client, metadata, request } = asked;
    const refresh = refreshFor(asked);
    const { key: refreshKey, current: refreshCurrent } = readRefreshId(refresh) ?? {};
    const redemption = { kind, ...id, clientId: metadata.client_id, must, refreshKey, refreshCurrent };
    const given = await (selfContained.isGiven ? redeemForSealed(redemption) : redeemForRow(redemption));
    return given && { kind, id, must, client, metadata, request, refresh, ...given };
  }

  /** The value of the refresh token that is given where there is to be one: of a repeat the same as the first time. */
  const refreshFor = ({ kind, metadata, request }: Authenticated): string | undefined => {
    if (kind === 'RefreshToken') return successors.successorOf(request.form.refresh_token ?? '');
    return metadata.grant_types.includes('refresh_token') ? successors.first() : undefined;
  };

  type Source = Omit<Redemption, 'accessKey' | 'exchange'>;
  type Given = Promise<{ access: string; redeemed: Redeemed } | undefined>;

  async function redeemForSealed(asked: Source): Given {
    // Before the judging statement: a revocation of all earlier tokens must come after this time.
    const [issuedAt, iat] = [clock.now(), epoch(systemClock.now())]; // the library counts in real time
    const redeemed = await rows.redeem({ ...asked, exchange: newId() });
    if (redeemed === undefined) return undefined;
    return { access: selfContained.write('AccessToken', accessPayload(asked.kind, redeemed, iat), issuedAt), redeemed };
  }

  async function redeemForRow(asked: Source): Given {
    const access = newToken();
    const accessKey = keyOf(access);
    if (accessKey === undefined) throw new TypeError('a new value has an unexpected form');
    const redeemed = await rows.redeem({ ...asked, accessKey });
    return redeemed && { access, redeemed };
  }

  /** By the library's own class, so that its claims and its keys are the library's. */
  function signIdToken({ accountId, acr, amr, authTime, nonce, sid }: Record<string, unknown>, client: Client) {
    const token = new provider.IdToken({ sub: accountId, acr, amr, auth_time: authTime }, { client });
    Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
    token.set('nonce', nonce);
    token.set('sid', sid);
    return token.issue({ use: 'idtoken' });
  }

  /** The tokens, with an id token where it is a login. */
  async function answer({ kind, client, metadata, access, refresh, redeemed }: Exchanged): Promise<Reply> {
    const { token, scope, hasRefresh } = redeemed;
    const isForLogin = String(token.scope ?? '')
      .split(' ')
      .includes('openid');
    const tokens = {
      access_token: access,
      expires_in: accessTokenLifetime,
      id_token: isForLogin ? await signIdToken(token, client) : undefined,
      refresh_token: hasRefresh ? refresh : undefined,
      scope,
      token_type: 'Bearer',
    };
    const clientId = metadata.client_id;
    const ended = kind === 'AuthorizationCode' ? { clientId, sandbox: client.sandbox === true } : undefined;
    return { clientId, body: JSON.stringify(tokens), ended };
  }

  const exchange = steps(redeem, answer);

  /** Among the tokens that the client may have in this minute; the library counts its own. */
  async function counted(asked: Authenticated): Promise<Reply | undefined> {
    const { client_id: clientId, token_endpoint_auth_method: authMethod } = asked.metadata;
    const who = [clientId, authMethod, asked.request.address] as const;
    if (!limits.mayHaveToken(...who)) return undefined;
    let reply: Reply | undefined;
    try {
      reply = await exchange(asked);
    } finally {
      if (reply === undefined) limits.giveTokenBack(...who);
    }
    return reply;
  }

  return {
    authorization_code: steps(presentedCode, authenticate, atItsAddress, counted),
    refresh_token: steps(presentedRefresh, authenticate, rotating, counted),
  } satisfies Record<string, TokenGrant>;
}

/** The fields that an access token copies from its code or refresh token; the statement does the same for its row (redeem-store.ts). */
function accessPayload(kind: Redemption['kind'], { token, scope }: Redeemed, iat: number): Record<string, unknown> {
  const { clientId, accountId, sid, grantId, sessionUid, expiresWithSession } = token;
  const gty = kind === 'AuthorizationCode' ? 'authorization_code' : refreshed(String(token.gty));
  const exp = iat + accessTokenLifetime;
  return { iat, exp, clientId, accountId, scope, gty, sid, grantId, sessionUid, expiresWithSession };
}
const refreshed = (gty: string): string => (gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`);
