import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newId, newToken } from '../../crypto/secrets.ts';
import { accessTokenLifetime } from '../lifetimes.ts';
import { readRefreshId } from '../tokens/families.ts';
import { keyOf } from '../tokens/packing.ts';
import type { Redeemed, Redemption } from '../tokens/redeem-store.ts';
import type { Rows } from '../tokens/rows.ts';
import type { SelfContained } from '../tokens/self-contained.ts';
import type { Reply } from './fast-endpoint.ts';

type Needs = {
  provider: Provider;
  rows: Pick<Rows, 'redeem'>;
  selfContained: Pick<SelfContained, 'isGiven' | 'write'>;
  clock: Clock;
};

/** `refresh`: the value of the refresh token that is given where there is to be one. */
type Exchange = Pick<Redemption, 'kind' | 'key' | 'current' | 'clientId' | 'must'> & {
  client: Client;
  refresh: string | undefined;
};

/** Consumes a code or a refresh token and writes the tokens for it in one statement, and signs the id token as the library does. */
export function createIssue({ provider, rows, selfContained, clock }: Needs) {
  /** By the library's own class, so that its claims and its keys are the library's. */
  function signIdToken({ accountId, acr, amr, authTime, nonce, sid }: Record<string, unknown>, client: Client) {
    const token = new provider.IdToken({ sub: accountId, acr, amr, auth_time: authTime }, { client });
    Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
    token.set('nonce', nonce);
    token.set('sid', sid);
    return token.issue({ use: 'idtoken' });
  }

  type Source = Omit<Redemption, 'accessKey' | 'exchange'>;
  type Given = Promise<{ access: string; redeemed: Redeemed } | undefined>;

  async function redeem(asked: Source): Given {
    // Before the statement that judges: what ends all tokens of until now comes after one that is given by it.
    const [issuedAt, iat] = [clock.now(), epoch(systemClock.now())]; // the library counts in real time
    const redeemed = await rows.redeem({ ...asked, exchange: newId() });
    if (redeemed === undefined) return undefined;
    return { access: selfContained.write('AccessToken', accessPayload(asked.kind, redeemed, iat), issuedAt), redeemed };
  }

  async function redeemWithRow(asked: Source): Given {
    const access = newToken();
    const accessKey = keyOf(access);
    if (accessKey === undefined) throw new TypeError('a new value has an unexpected form');
    const redeemed = await rows.redeem({ ...asked, accessKey });
    return redeemed && { access, redeemed };
  }

  return async ({ client, refresh, ...source }: Exchange): Promise<Reply | undefined> => {
    const { key: refreshKey, current: refreshCurrent } = readRefreshId(refresh) ?? {};
    const redemption = { ...source, refreshKey, refreshCurrent };
    const found = await (selfContained.isGiven ? redeem(redemption) : redeemWithRow(redemption));
    if (found === undefined) return undefined;
    const { access, redeemed } = found;
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

/** What an access token says of the code or the refresh token that it is given for; of its row the statement says the same (redeem-store.ts). */
function accessPayload(kind: Redemption['kind'], { token, scope }: Redeemed, iat: number): Record<string, unknown> {
  const { clientId, accountId, sid, grantId, sessionUid, expiresWithSession } = token;
  const gty = kind === 'AuthorizationCode' ? 'authorization_code' : refreshed(String(token.gty));
  const exp = iat + accessTokenLifetime;
  return { iat, exp, clientId, accountId, scope, gty, sid, grantId, sessionUid, expiresWithSession };
}
const refreshed = (gty: string): string => (gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`);

export type Issue = ReturnType<typeof createIssue>;
