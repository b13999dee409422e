import type { ProviderAccounts } from '../account.ts';
import { claims } from '../configuration.ts';
import { mayAnswerFast } from '../rules.ts';
import { tokenForm } from '../tokens/self-contained.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint, FastRequest, Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import { steps, whenThere } from './steps.ts';
import type { Token, TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'readForPerson'>;
  providerAccounts: Pick<ProviderAccounts, 'subjectFor' | 'claimsAt'>;
};

const bearer = new RegExp(`^Bearer (${tokenForm})$`, 'i');
const claimsOf: Readonly<Record<string, unknown>> = claims;

/** The claims that a citizen's access token opens (OpenID Connect Core 5.3), for a token in the header, in JSON. */
export function createUserinfoEndpoint({ clients, tokens, providerAccounts }: Needs): FastEndpoint {
  /** The token of the header: in no other way, and without a proof of a key. */
  const bearerToken = ({ authorization = '' }: FastRequest) => bearer.exec(authorization)?.[1];

  /** Its content, while grant, session and account are valid; of a citizen, and for no API. */
  const tokenOfCitizen = (id: string) =>
    whenThere(tokens.readForPerson(id), (token) =>
      token?.citizen === undefined || token.aud !== undefined ? undefined : token,
    );

  /** With its client, whose AK is in force. */
  const withClient = (token: Token) =>
    whenThere(clients.findInForce(token.clientId), (client) => client && { token, client });

  /** The claims of the scopes that were asked for and granted. */
  function claimsFor({ token, client }: { token: Token; client: ClientMetadata }): Reply | undefined {
    const requested = token.scope?.split(' ') ?? [];
    const account = token.citizen?.account;
    if (token.citizen === undefined || account === undefined) return undefined;
    if (!requested.includes('openid') || 'userinfo_signed_response_alg' in client || !mayAnswerFast(account))
      return undefined;

    const scopes = token.citizen.granted.filter((scope) => requested.includes(scope));
    const known: Record<string, unknown> = providerAccounts.claimsAt(client, account, scopes);
    const answer: Record<string, unknown> = {};
    for (const scope of scopes) {
      const names = claimsOf[scope];
      if (!Array.isArray(names)) continue;
      for (const name of names) if (known[name] !== undefined) answer[name] = known[name];
      if (scope === 'openid') answer.sub = providerAccounts.subjectFor(client, account.id);
    }
    return { clientId: token.clientId, body: JSON.stringify(answer) };
  }

  return {
    endpoint: 'userinfo',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'bearer',
    answer: steps(bearerToken, tokenOfCitizen, withClient, claimsFor),
  };
}
