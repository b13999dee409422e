import type { ProviderAccounts } from '../account.ts';
import { claims } from '../configuration.ts';
import { mayAnswerFast } from '../rules.ts';
import { keyOf } from '../tokens/packing.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint } from './fast-endpoint.ts';
import type { TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'readForPerson'>;
  providerAccounts: Pick<ProviderAccounts, 'subjectFor' | 'claimsAt'>;
};

const bearer = /^Bearer ([\w-]{43})$/i;
const claimsOf: Readonly<Record<string, unknown>> = claims;

/** The claims that a citizen's access token opens (OpenID Connect Core 5.3), for a token in the header, in JSON. */
export function createUserinfoEndpoint({ clients, tokens, providerAccounts }: Needs): FastEndpoint {
  return {
    endpoint: 'userinfo',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'bearer',
    async answer({ authorization = '' }) {
      const key = keyOf(bearer.exec(authorization)?.[1]);
      const token = key && (await tokens.readForPerson(key));
      if (token?.citizen === undefined || token.aud !== undefined || token.scope === undefined) return undefined;
      const requested = token.scope.split(' ');
      if (!requested.includes('openid')) return undefined;
      const client = await clients.findInForce(token.clientId);
      const { account } = token.citizen;
      if (client === undefined || account === undefined || 'userinfo_signed_response_alg' in client) return undefined;
      if (!mayAnswerFast(account)) return undefined;

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
    },
  };
}
