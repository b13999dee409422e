import type { ProviderAccounts } from '../account.ts';
import { isOwnToken } from '../rules.ts';
import { tokenForm } from '../tokens/self-contained.ts';
import { whenThere } from './at-once.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint, Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import { answered } from './support.ts';
import type { Token, TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'read'>;
  providerAccounts: Pick<ProviderAccounts, 'subjectFor'>;
  issuer: string;
};

const allowed = new Set(answered('introspection'));
const ofTokens = new RegExp(`^${tokenForm}$`);

/** A client's own token that is active (RFC 7662). Of inactive ones, and of refresh tokens, the library speaks. */
export function createIntrospectionEndpoint({ clients, tokens, providerAccounts, issuer }: Needs): FastEndpoint {
  function tell(client: ClientMetadata, token: Token | undefined): Reply | undefined {
    if (token === undefined || !isOwnToken(client.client_id, token)) return undefined;
    const { clientId, exp, iat, aud, scope, citizen } = token;
    const answer = {
      active: true,
      sub: citizen && providerAccounts.subjectFor(client, citizen.accountId),
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
  }

  return {
    endpoint: 'introspection',
    exposed: 'WWW-Authenticate',
    takes: 'form',
    answer({ authorization, body }) {
      const form = body && plainForm(body, allowed);
      if (form?.token === undefined || !ofTokens.test(form.token)) return undefined;
      if ((form.token_type_hint ?? 'access_token') !== 'access_token') return undefined;
      const { token: id } = form;
      return whenThere(
        clients.bySecret(authorization, form),
        (client) => client && whenThere(tokens.read(id), (token) => tell(client, token)),
      );
    },
  };
}
