import { epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { createAdapter } from '../adapter.ts';
import type { Limits } from '../limits.ts';
import { tokenLife } from '../resource-servers.ts';
import type { Callers } from './callers.ts';
import type { TokenGrant } from './token.ts';

type Needs = {
  callers: Callers;
  adapter: ReturnType<typeof createAdapter>;
  partnerApi: string;
  limits: Pick<Limits, 'mayHaveToken'>;
};

/** client_credentials for the partner API. */
export function createClientCredentials({ callers, adapter, partnerApi, limits }: Needs): TokenGrant {
  const tokens = adapter('ClientCredentials');

  const issue: TokenGrant['issue'] = async ({ authorization, form }) => {
    if ((form.resource ?? partnerApi) !== partnerApi) return undefined;
    const client = await callers.bySk(authorization, form);
    if (client === undefined || !client.grant_types.includes('client_credentials')) return undefined;
    const scope = agreed(form.scope, client.api_scope);
    if (scope === undefined || !limits.mayHaveToken(client.client_id)) return undefined;

    const value = newToken();
    const iat = epoch(systemClock.now()); // the library counts in real time
    const { client_id: clientId } = client;
    await tokens.upsert(
      value,
      { iat, exp: iat + tokenLife, clientId, kind: 'ClientCredentials', jti: value, aud: partnerApi, scope },
      tokenLife,
    );
    return {
      clientId,
      body: JSON.stringify({ access_token: value, expires_in: tokenLife, scope, token_type: 'Bearer' }),
    };
  };
  return { parameters: ['scope', 'resource'], issue };
}

/** What was asked for, or everything that was approved; undefined where more is asked for. */
function agreed(asked: string | undefined, approved: string): string | undefined {
  if (approved === '' || asked === undefined || asked === approved) return approved || undefined;
  const all = approved.split(' ');
  const scopes = asked.split(' ');
  return scopes.every((scope, place) => all.includes(scope) && scopes.indexOf(scope) === place) ? asked : undefined;
}
