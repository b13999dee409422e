import type { ProviderAccounts } from '../account.ts';
import { isOwnToken } from '../rules.ts';
import { keyOf } from '../tokens/packing.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint } from './fast-endpoint.ts';
import { answered } from './support.ts';
import type { TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'read'>;
  providerAccounts: Pick<ProviderAccounts, 'subjectFor'>;
  issuer: string;
};

const allowed = new Set(answered('introspection'));
const opaque = /^[\w-]{43}$/;

/** A client's own token that is active (RFC 7662). Of inactive ones, and of refresh tokens, the library speaks. */
export function createIntrospectionEndpoint({ clients, tokens, providerAccounts, issuer }: Needs): FastEndpoint {
  return {
    endpoint: 'introspection',
    exposed: 'WWW-Authenticate',
    takes: 'form',
    async answer({ authorization, body }) {
      const form = body && plainForm(body, allowed);
      if (form?.token === undefined || !opaque.test(form.token)) return undefined;
      if ((form.token_type_hint ?? 'access_token') !== 'access_token') return undefined;
      const client = await clients.bySecret(authorization, form);
      const key = client && keyOf(form.token);
      if (client === undefined || key === undefined) return undefined;

      const token = await tokens.read(key);
      if (token === undefined || !isOwnToken(client.client_id, token)) return undefined;
      const { clientId, exp, iat, aud, scope, citizen } = token;
      const answer = {
        active: true,
        ...(citizen && { sub: providerAccounts.subjectFor(client, citizen.accountId) }),
        client_id: clientId,
        exp,
        iat,
        sid: citizen?.sid,
        iss: issuer,
        aud,
        scope: scope || undefined,
        token_type: 'Bearer',
      };
      return { clientId, body: JSON.stringify(answer) };
    },
  };
}
