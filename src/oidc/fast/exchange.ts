import { hash } from 'node:crypto';
import type { Client } from 'oidc-provider';
import type { Limits } from '../limits.ts';
import { isRegistered, rotatesRefreshTokens } from '../rules.ts';
import { type RefreshId, readRefreshId } from '../tokens/families.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Successors } from '../tokens/successors.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { Issue } from './issue.ts';
import type { ClientMetadata } from './known.ts';
import type { TokenGrant } from './token-endpoint.ts';

type Needs = {
  clients: ClientAuthentication;
  issue: Issue;
  successors: Pick<Successors, 'first' | 'successorOf'>;
  limits: Pick<Limits, 'mayHaveToken' | 'giveTokenBack'>;
};
type Request = Parameters<TokenGrant>[0];
type Presented = RefreshId & { metadata: ClientMetadata; client: Client };

const opaque = /^[\w-]{43}$/;
const verifierForm = /^[\w.~-]{43,128}$/;

/** The grants authorization_code and refresh_token. Whether what is presented is valid is asked by the statement that redeems it. */
export function createExchanges({ clients, issue, successors, limits }: Needs) {
  /** The client that asks, with the key of what it presents. */
  async function read(id: RefreshId | undefined, { authorization, form }: Request): Promise<Presented | undefined> {
    if (id === undefined) return undefined;
    const metadata = (await clients.bySecret(authorization, form)) ?? (await clients.byId(authorization, form));
    const client = metadata && (await clients.model(metadata));
    if (metadata === undefined || client === undefined || !metadata.grant_types.includes(form.grant_type ?? ''))
      return undefined;
    return { ...id, metadata, client };
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
    const key = value !== undefined && opaque.test(value) ? keyOf(value) : undefined;
    const asked = await read(key && { key, current: undefined }, request);
    if (asked === undefined || !isRegistered(asked.client, redirectUri)) return undefined;
    const { client, metadata } = asked;
    // RFC 7636 4.6, by S256.
    const codeChallenge = hash('sha256', verifier, 'base64url');
    const must = { redirectUri, codeChallenge, codeChallengeMethod: 'S256' };
    const refresh = metadata.grant_types.includes('refresh_token') ? successors.first() : undefined;
    return counted(asked, request, () =>
      issue({ kind: 'AuthorizationCode', key: asked.key, clientId: metadata.client_id, client, must, refresh }),
    );
  };

  const refresh: TokenGrant = async (request) => {
    const { refresh_token: value = '' } = request.form;
    const asked = await read(readRefreshId(value), request);
    if (asked === undefined || !rotatesRefreshTokens(asked.metadata)) return undefined;
    const { key, current, client, metadata } = asked;
    const successor = successors.successorOf(value);
    return counted(asked, request, () =>
      issue({ kind: 'RefreshToken', key, current, clientId: metadata.client_id, client, must: {}, refresh: successor }),
    );
  };

  return { authorization_code: code, refresh_token: refresh };
}
