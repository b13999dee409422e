import { epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { createAdapter } from '../adapter.ts';
import { apiTokenLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { apiScope } from '../rules.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { TokenGrant } from './token-endpoint.ts';

type Needs = {
  clients: ClientAuthentication;
  adapter: ReturnType<typeof createAdapter>;
  partnerApi: string;
  limits: Pick<Limits, 'mayHaveToken'>;
};

/** client_credentials for the partner API. */
export function createClientCredentials({ clients, adapter, partnerApi, limits }: Needs): TokenGrant {
  const tokens = adapter('ClientCredentials');

  return async ({ authorization, address, form }) => {
    if ((form.resource ?? partnerApi) !== partnerApi) return undefined;
    const client = await clients.bySecret(authorization, form);
    if (client === undefined || !client.grant_types.includes('client_credentials')) return undefined;
    const { client_id: clientId, token_endpoint_auth_method: authMethod, api_scope: approved } = client;
    const agreed = apiScope(approved, form.scope);
    if (approved === '' || 'foreign' in agreed || hasTwice(form.scope)) return undefined;
    if (!limits.mayHaveToken(clientId, authMethod, address)) return undefined;

    const value = newToken();
    const iat = epoch(systemClock.now()); // the library counts in real time
    const { scope } = agreed;
    await tokens.upsert(
      value,
      { iat, exp: iat + apiTokenLifetime, clientId, kind: 'ClientCredentials', jti: value, aud: partnerApi, scope },
      apiTokenLifetime,
    );
    return {
      clientId,
      body: JSON.stringify({ access_token: value, expires_in: apiTokenLifetime, scope, token_type: 'Bearer' }),
    };
  };
}

/** The library names a scope once, however often it was asked for. */
const hasTwice = (scope = ''): boolean => {
  const names = scope.split(' ');
  return names.some((name, index) => names.indexOf(name) < index);
};
