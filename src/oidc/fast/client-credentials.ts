import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import { apiTokenLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { apiScope } from '../rules.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { TokenGrant } from './token-endpoint.ts';

type Needs = {
  clients: ClientAuthentication;
  packing: Packing;
  rows: Pick<Rows, 'saveNew'>;
  clock: Clock;
  partnerApi: string;
  limits: Pick<Limits, 'mayHaveToken'>;
};

/** client_credentials for the partner API. */
export function createClientCredentials({ clients, packing, rows, clock, partnerApi, limits }: Needs): TokenGrant {
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
    const key = keyOf(value);
    if (key === undefined) throw new TypeError('a new value has an unexpected form');
    const payload = { iat, exp: iat + apiTokenLifetime, clientId, aud: partnerApi, scope };
    const artefact = packing.artefact('ClientCredentials', value, payload, clock.now(), apiTokenLifetime);
    await rows.saveNew('ClientCredentials', key, artefact);
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
