import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import { newToken } from '../../crypto/secrets.ts';
import { accessTokenLifetime } from '../lifetimes.ts';
import { readRefreshId } from '../tokens/families.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Redemption } from '../tokens/redeem-store.ts';
import type { Rows } from '../tokens/rows.ts';
import type { Reply } from './fast-endpoint.ts';

type Needs = { provider: Provider; rows: Pick<Rows, 'redeem'> };

/** `refresh`: the value of the refresh token that is given where there is to be one. */
type Exchange = Pick<Redemption, 'kind' | 'key' | 'current' | 'clientId' | 'must'> & {
  client: Client;
  refresh: string | undefined;
};

/** Consumes a code or a refresh token and writes the tokens for it in one statement, and signs the id token as the library does. */
export function createIssue({ provider, rows }: Needs) {
  /** By the library's own class, so that its claims and its keys are the library's. */
  function signIdToken({ accountId, acr, amr, authTime, nonce, sid }: Record<string, unknown>, client: Client) {
    const token = new provider.IdToken({ sub: accountId, acr, amr, auth_time: authTime }, { client });
    Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
    token.set('nonce', nonce);
    token.set('sid', sid);
    return token.issue({ use: 'idtoken' });
  }

  return async ({ client, refresh, ...source }: Exchange): Promise<Reply | undefined> => {
    const access = newToken();
    const accessKey = keyOf(access);
    const { key: refreshKey, current: refreshCurrent } = readRefreshId(refresh) ?? {};
    if (accessKey === undefined) throw new TypeError('a new value has an unexpected form');
    const redeemed = await rows.redeem({ ...source, accessKey, refreshKey, refreshCurrent });
    if (redeemed === undefined) return undefined;
    const { token, scope, hasRefresh } = redeemed;
    const isForLogin = String(token.scope ?? '')
      .split(' ')
      .includes('openid');
    const answer = {
      access_token: access,
      expires_in: accessTokenLifetime,
      id_token: isForLogin ? await signIdToken(token, client) : undefined,
      refresh_token: hasRefresh ? refresh : undefined,
      scope,
      token_type: 'Bearer',
    };
    const { clientId, kind } = source;
    const ended = kind === 'AuthorizationCode' ? { clientId, sandbox: client.sandbox === true } : undefined;
    return { clientId, body: JSON.stringify(answer), ended };
  };
}

export type Issue = ReturnType<typeof createIssue>;
