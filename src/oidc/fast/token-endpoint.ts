import { epoch, systemClock } from '../../clock.ts';
import { apiTokenLifetime } from '../lifetimes.ts';
import type { Limits } from '../limits.ts';
import { apiScope } from '../rules.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint, FastRequest, Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import { type MaybePromise, steps, whenThere } from './steps.ts';
import { answered } from './support.ts';

export type TokenRequest = Pick<FastRequest, 'authorization' | 'address'> & { form: Record<string, string> };
/** One `grant_type`. `undefined`: this request falls back to the library. */
export type TokenGrant = (request: TokenRequest) => MaybePromise<Reply | undefined>;

type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials';

/** The token endpoint: the form, and the steps of its grant (`createClientCredentials`, exchange.ts). */
export function createTokenEndpoint(grants: Readonly<Record<GrantType, TokenGrant>>): FastEndpoint {
  const byType = new Map(
    (['authorization_code', 'refresh_token', 'client_credentials'] as const).map((type) => [
      String(type),
      { answer: grants[type], allowed: new Set([...answered('token'), ...answered(type)]) },
    ]),
  );
  const allowedByAny = new Set([...byType.values()].flatMap(({ allowed }) => [...allowed]));

  /** The fields of the form: each known, once, and not empty. */
  function readForm({ authorization, address, body }: FastRequest): TokenRequest | undefined {
    const form = body && plainForm(body, allowedByAny);
    return form && { authorization, address, form };
  }

  /** On to the steps of its `grant_type`, with no field but those of that one. */
  function byGrant(request: TokenRequest): MaybePromise<Reply | undefined> {
    const grant = byType.get(request.form.grant_type ?? '');
    if (grant === undefined) return undefined;
    for (const name in request.form) if (!grant.allowed.has(name)) return undefined;
    return grant.answer(request);
  }

  return {
    endpoint: 'token',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'form',
    answer: steps(readForm, byGrant),
  };
}

type Needs = {
  clients: ClientAuthentication;
  apiTokens: ApiTokens;
  partnerApi: string;
  limits: Pick<Limits, 'mayHaveToken'>;
};
type Authenticated = { client: ClientMetadata; request: TokenRequest };
type Agreed = Authenticated & { scope: string };

/** client_credentials, for the partner API. */
export function createClientCredentials({ clients, apiTokens, partnerApi, limits }: Needs): TokenGrant {
  /** For the partner API, which is the one resource. */
  const forPartnerApi = (request: TokenRequest) =>
    (request.form.resource ?? partnerApi) === partnerApi ? request : undefined;

  /** The client, by AK and SK: in force, and registered for this grant. */
  const authenticate = (request: TokenRequest): MaybePromise<Authenticated | undefined> =>
    whenThere(clients.bySecret(request.authorization, request.form), (client) =>
      client?.grant_types.includes('client_credentials') === true ? { client, request } : undefined,
    );

  /** The requested ones of the approved scopes; all of them if none was named. */
  function agreeOnScope({ client, request }: Authenticated): Agreed | undefined {
    const agreed = apiScope(client.api_scope, request.form.scope);
    if (client.api_scope === '' || 'foreign' in agreed || hasTwice(request.form.scope)) return undefined;
    return { client, request, scope: agreed.scope };
  }

  /** Among the tokens that the client may have in this minute. */
  function count(agreed: Agreed): Agreed | undefined {
    const { client_id: clientId, token_endpoint_auth_method: authMethod } = agreed.client;
    return limits.mayHaveToken(clientId, authMethod, agreed.request.address) ? agreed : undefined;
  }

  /** A token that says all of itself, or a row. */
  function give({ client: { client_id: clientId }, scope }: Agreed): MaybePromise<Reply> {
    const iat = epoch(systemClock.now()); // the library counts in real time
    const given = apiTokens.give({ iat, exp: iat + apiTokenLifetime, clientId, aud: partnerApi, scope });
    return whenThere(given, (value) => ({
      clientId,
      body: JSON.stringify({ access_token: value, expires_in: apiTokenLifetime, scope, token_type: 'Bearer' }),
    }));
  }

  return steps(forPartnerApi, authenticate, agreeOnScope, count, give);
}

/** The library names a scope once, however often it was asked for. */
const hasTwice = (scope = ''): boolean => {
  const names = scope.split(' ');
  return names.some((name, index) => names.indexOf(name) < index);
};
