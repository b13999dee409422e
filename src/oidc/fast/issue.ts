import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import { accessTokenLifetime, refreshTokenLifetimeSince } from '../lifetimes.ts';
import type { Kind } from '../tokens/kinds.ts';
import { keyOf, type Packing } from '../tokens/packing.ts';
import type { Rows } from '../tokens/rows.ts';
import type { Write } from '../tokens/store.ts';
import type { Reply } from './fast-endpoint.ts';
import type { GrantSource } from './token-reader.ts';

type Needs = { provider: Provider; packing: Packing; rows: Pick<Rows, 'exchange'>; clock: Clock };

type Exchange = {
  kind: 'AuthorizationCode' | 'RefreshToken';
  key: Buffer;
  source: GrantSource;
  client: Client;
  /** The grant types that led to these tokens, as the library writes them. */
  gty: string;
  /** The refresh token to give, if any: its value, when the first of its family was issued and how often it was rotated. */
  refresh: { value: string; iiat: number; rotations: number } | undefined;
};

/** Consumes a code or a refresh token, writes the tokens for it in the same commit, and signs the id token as the library does. */
export function createIssue({ provider, packing, rows, clock }: Needs) {
  const write = (kind: Kind, value: string, payload: object, lifetime: number): Write => {
    const key = keyOf(value);
    if (key === undefined) throw new TypeError('a new value has an unexpected form');
    return { kind, key, artefact: packing.artefact(kind, value, payload, clock.now(), lifetime) };
  };

  /** By the library's own class, so that its claims and its keys are the library's. */
  function signIdToken({ acr, amr, authTime, nonce, sid }: Record<string, unknown>, accountId: string, client: Client) {
    const token = new provider.IdToken({ sub: accountId, acr, amr, auth_time: authTime }, { client });
    Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
    token.set('nonce', nonce);
    token.set('sid', sid);
    return token.issue({ use: 'idtoken' });
  }

  return async ({ kind, key, source, client, gty, refresh }: Exchange): Promise<Reply | undefined> => {
    const { token, clientId, accountId, granted } = source;
    const requested = String(token.scope ?? '').split(' ');
    const scope = granted.filter((name) => requested.includes(name)).join(' ');
    if (scope === '') return undefined;
    const { acr, amr, authTime, nonce, expiresWithSession, grantId, sessionUid, sid } = token;
    const bound = { accountId, clientId, expiresWithSession, grantId, gty, sessionUid, sid };
    const iat = epoch(systemClock.now()); // the library counts in real time

    const access = newToken();
    const writes = [
      write('AccessToken', access, { iat, exp: iat + accessTokenLifetime, ...bound, scope }, accessTokenLifetime),
    ];
    if (refresh !== undefined) {
      const { value, iiat, rotations } = refresh;
      const lifetime = refreshTokenLifetimeSince(iiat);
      const payload = {
        iat,
        exp: iat + lifetime,
        ...bound,
        acr,
        amr,
        authTime,
        nonce,
        scope: token.scope,
        iiat,
        rotations,
      };
      writes.push(write('RefreshToken', value, payload, lifetime));
    }
    const [isConsumed, idToken] = await Promise.all([
      rows.exchange({ kind, key, writes }),
      requested.includes('openid') ? signIdToken(token, accountId, client) : undefined,
    ]);
    if (!isConsumed) return undefined;
    const answer = {
      access_token: access,
      expires_in: accessTokenLifetime,
      id_token: idToken,
      refresh_token: refresh?.value,
      scope,
      token_type: 'Bearer',
    };
    return { clientId, body: JSON.stringify(answer) };
  };
}

export type Issue = ReturnType<typeof createIssue>;
