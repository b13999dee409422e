import { epoch, systemClock } from '../../clock.ts';
import { apiTokenLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { apiScope } from '../rules.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import { type Soon, whenThere } from './at-once.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import type { TokenGrant } from './token-endpoint.ts';

type Needs = {
  clients: ClientAuthentication;
  apiTokens: ApiTokens;
  partnerApi: string;
  limits: Pick<Limits, 'mayHaveToken'>;
};

/** client_credentials for the partner API. */
export function createClientCredentials({ clients, apiTokens, partnerApi, limits }: Needs): TokenGrant {
  function give(
    client: ClientMetadata | undefined,
    { address, form }: Parameters<TokenGrant>[0],
  ): Soon<Reply | undefined> {
    if (client === undefined || !client.grant_types.includes('client_credentials')) return undefined;
    const { client_id: clientId, token_endpoint_auth_method: authMethod, api_scope: approved } = client;
    const agreed = apiScope(approved, form.scope);
    if (approved === '' || 'foreign' in agreed || hasTwice(form.scope)) return undefined;
    if (!limits.mayHaveToken(clientId, authMethod, address)) return undefined;

    const iat = epoch(systemClock.now()); // the library counts in real time
    const { scope } = agreed;
    const given = apiTokens.give({ iat, exp: iat + apiTokenLifetime, clientId, aud: partnerApi, scope });
    return whenThere(given, (value) => ({
      clientId,
      body: JSON.stringify({ access_token: value, expires_in: apiTokenLifetime, scope, token_type: 'Bearer' }),
    }));
  }

  return (request) => {
    const { authorization, form } = request;
    if ((form.resource ?? partnerApi) !== partnerApi) return undefined;
    return whenThere(clients.bySecret(authorization, form), (client) => give(client, request));
  };
}

/** The library names a scope once, however often it was asked for. */
const hasTwice = (scope = ''): boolean => {
  const names = scope.split(' ');
  return names.some((name, index) => names.indexOf(name) < index);
};
