import { hash } from 'node:crypto';
import type { Client } from 'oidc-provider';
import { epoch, systemClock } from '../../clock.ts';
import { equal, newToken } from '../../crypto/secrets.ts';
import type { ProviderAccounts } from '../account.ts';
import type { Limits } from '../limits.ts';
import { givesRefreshToken, isRegistered, mayAnswerFast, rotatesRefreshTokens } from '../rules.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Successors } from '../tokens/successors.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { Issue } from './issue.ts';
import type { ClientMetadata } from './known.ts';
import type { TokenGrant } from './token-endpoint.ts';
import type { GrantSource, TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'readGrantSource'>;
  issue: Issue;
  providerAccounts: Pick<ProviderAccounts, 'findOpen'>;
  successors: Pick<Successors, 'successorOf'>;
  limits: Pick<Limits, 'mayHaveToken'>;
};
type Request = Parameters<TokenGrant>[0];
type Kind = 'AuthorizationCode' | 'RefreshToken';
type Found = { kind: Kind; key: Buffer; source: GrantSource; metadata: ClientMetadata; client: Client };

const opaque = /^[\w-]{43}$/;
const verifierForm = /^[\w.~-]{43,128}$/;

/** The grants authorization_code and refresh_token. */
export function createExchanges({ clients, tokens, issue, providerAccounts, successors, limits }: Needs) {
  /** The client that asks, and a valid code or refresh token of its own. */
  async function find(kind: Kind, value: string | undefined, request: Request): Promise<Found | undefined> {
    const { authorization, form } = request;
    const key = value !== undefined && opaque.test(value) ? keyOf(value) : undefined;
    if (key === undefined) return undefined;
    const metadata = (await clients.bySecret(authorization, form)) ?? (await clients.byId(authorization, form));
    const client = metadata && (await clients.model(metadata));
    if (metadata === undefined || client === undefined || !metadata.grant_types.includes(form.grant_type ?? ''))
      return undefined;
    const source = await tokens.readGrantSource(kind, key);
    if (source?.clientId !== metadata.client_id) return undefined;
    const account = await providerAccounts.findOpen(source.accountId);
    return account && mayAnswerFast(account) ? { kind, key, source, metadata, client } : undefined;
  }

  const mayHaveToken = ({ metadata }: Found, { address }: Request) =>
    limits.mayHaveToken(metadata.client_id, metadata.token_endpoint_auth_method, address);

  const code: TokenGrant = async (request) => {
    const { code: value, redirect_uri: uri, code_verifier: verifier } = request.form;
    if (uri === undefined || verifier === undefined) return undefined;
    const found = await find('AuthorizationCode', value, request);
    if (found === undefined) return undefined;
    const { token } = found.source;
    if (token.redirectUri !== uri || !isRegistered(found.client, uri)) return undefined;
    if (token.codeChallengeMethod !== 'S256' || !proves(verifier, token.codeChallenge)) return undefined;
    if (!mayHaveToken(found, request)) return undefined;
    const mayRefresh = found.metadata.grant_types.includes('refresh_token');
    const refresh = givesRefreshToken(mayRefresh, String(token.scope))
      ? { value: newToken(), iiat: epoch(systemClock.now()), rotations: 0 }
      : undefined;
    return issue({ ...found, gty: 'authorization_code', refresh });
  };

  const refresh: TokenGrant = async (request) => {
    const { refresh_token: value = '' } = request.form;
    const found = await find('RefreshToken', value, request);
    if (found === undefined || !rotatesRefreshTokens(found.metadata)) return undefined;
    const { gty, iiat, rotations } = found.source.token;
    if (typeof gty !== 'string' || typeof iiat !== 'number' || typeof rotations !== 'number') return undefined;
    if (!mayHaveToken(found, request)) return undefined;
    return issue({
      ...found,
      gty: gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`,
      refresh: { value: successors.successorOf(value), iiat, rotations: rotations + 1 },
    });
  };

  return { authorization_code: code, refresh_token: refresh };
}

/** RFC 7636 4.6, by S256. */
const proves = (verifier: string, challenge: unknown): boolean =>
  typeof challenge === 'string' &&
  verifierForm.test(verifier) &&
  equal(Buffer.from(hash('sha256', verifier, 'base64url')), Buffer.from(challenge));
