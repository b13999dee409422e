import type { ProviderAccounts } from '../account.ts';
import { isOwnToken } from '../rules.ts';
import { tokenForm } from '../tokens/self-contained.ts';
import { plainForm } from './body.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import type { FastEndpoint, FastRequest, Reply } from './fast-endpoint.ts';
import type { ClientMetadata } from './known.ts';
import { steps, whenThere } from './steps.ts';
import { answered } from './support.ts';
import type { Token, TokenReader } from './token-reader.ts';

type Needs = {
  clients: ClientAuthentication;
  tokens: Pick<TokenReader, 'read'>;
  providerAccounts: Pick<ProviderAccounts, 'subjectFor'>;
  issuer: string;
};

type Authorization = FastRequest['authorization'];
type Form = Record<string, string>;

const allowed = new Set(answered('introspection'));
const ofTokens = new RegExp(`^${tokenForm}$`);

/** A client's own token that is active (RFC 7662). Of inactive ones, and of refresh tokens, the library speaks. */
export function createIntrospectionEndpoint({ clients, tokens, providerAccounts, issuer }: Needs): FastEndpoint {
  /** The form, with a token that is not said to be a refresh token. */
  function readForm({ authorization, body }: FastRequest) {
    const form = body && plainForm(body, allowed);
    const { token = '', token_type_hint: hint = 'access_token' } = form ?? {};
    return form && ofTokens.test(token) && hint === 'access_token' ? { authorization, form, id: token } : undefined;
  }

  /** The client, by AK and SK. */
  const authenticate = ({ authorization, form, id }: { authorization: Authorization; form: Form; id: string }) =>
    whenThere(clients.bySecret(authorization, form), (client) => client && { client, id });

  /** The token's content, if it is valid and of this client. */
  const ownToken = ({ client, id }: { client: ClientMetadata; id: string }) =>
    whenThere(tokens.read(id), (token) =>
      token !== undefined && isOwnToken(client.client_id, token) ? { client, token } : undefined,
    );

  function tell({ client, token }: { client: ClientMetadata; token: Token }): Reply {
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
    answer: steps(readForm, authenticate, ownToken, tell),
  };
}
