import { hash } from 'node:crypto';
import type { Client } from 'oidc-provider';
import { newToken } from '../../crypto/secrets.ts';
import type { Limits } from '../limits.ts';
import { isRegistered, rotatesRefreshTokens } from '../rules.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Successors } from '../tokens/successors.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { Issue } from './issue.ts';
import type { ClientMetadata } from './known.ts';
import type { TokenGrant } from './token-endpoint.ts';

type Needs = {
  clients: ClientAuthentication;
  issue: Issue;
  successors: Pick<Successors, 'successorOf'>;
  limits: Pick<Limits, 'mayHaveToken' | 'giveTokenBack'>;
};
type Request = Parameters<TokenGrant>[0];
type Presented = { key: Buffer; metadata: ClientMetadata; client: Client };

const opaque = /^[\w-]{43}$/;
const verifierForm = /^[\w.~-]{43,128}$/;

/** The grants authorization_code and refresh_token. Whether what is presented is valid is asked by the statement that redeems it. */
export function createExchanges({ clients, issue, successors, limits }: Needs) {
  /** The client that asks, and the key of what it presents. */
  async function read(value: string | undefined, { authorization, form }: Request): Promise<Presented | undefined> {
    const key = value !== undefined && opaque.test(value) ? keyOf(value) : undefined;
    if (key === undefined) return undefined;
    const metadata = (await clients.bySecret(authorization, form)) ?? (await clients.byId(authorization, form));
    const client = metadata && (await clients.model(metadata));
    if (metadata === undefined || client === undefined || !metadata.grant_types.includes(form.grant_type ?? ''))
      return undefined;
    return { key, metadata, client };
  }

  /** Counts the request, unless it is left to the library, which counts it. */
  async function counted(
    { metadata }: Presented,
    { address }: Request,
    run: () => ReturnType<Issue>,
  ): ReturnType<Issue> {
    const who = [metadata.client_id, metadata.token_endpoint_auth_method, address] as const;
    if (!limits.mayHaveToken(...who)) return undefined;
    let reply: Awaited<ReturnType<Issue>>;
    try {
      reply = await run();
    } finally {
      if (reply === undefined) limits.giveTokenBack(...who);
    }
    return reply;
  }

  const code: TokenGrant = async (request) => {
    const { code: value, redirect_uri: redirectUri, code_verifier: verifier } = request.form;
    if (redirectUri === undefined || verifier === undefined || !verifierForm.test(verifier)) return undefined;
    const asked = await read(value, request);
    if (asked === undefined || !isRegistered(asked.client, redirectUri)) return undefined;
    const { key, client, metadata } = asked;
    // RFC 7636 4.6, by S256.
    const codeChallenge = hash('sha256', verifier, 'base64url');
    const must = { redirectUri, codeChallenge, codeChallengeMethod: 'S256' };
    const refresh = metadata.grant_types.includes('refresh_token') ? newToken() : undefined;
    return counted(asked, request, () =>
      issue({ kind: 'AuthorizationCode', key, clientId: metadata.client_id, client, must, refresh }),
    );
  };

  const refresh: TokenGrant = async (request) => {
    const { refresh_token: value = '' } = request.form;
    const asked = await read(value, request);
    if (asked === undefined || !rotatesRefreshTokens(asked.metadata)) return undefined;
    const { key, client, metadata } = asked;
    const successor = successors.successorOf(value);
    return counted(asked, request, () =>
      issue({ kind: 'RefreshToken', key, clientId: metadata.client_id, client, must: {}, refresh: successor }),
    );
  };

  return { authorization_code: code, refresh_token: refresh };
}
