import type Provider from 'oidc-provider';
import type { Client as Model } from 'oidc-provider';
import { type Clock, epoch, systemClock } from '../../clock.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Kind } from '../kinds.ts';
import { accessTokenLife, refreshTokenLifeSince } from '../lives.ts';
import { keyOf, type Packing } from '../packing.ts';
import type { Rows } from '../rows.ts';
import type { Write } from '../store.ts';
import type { Source } from './shown.ts';
import type { Reply } from './way.ts';

type Needs = { provider: Provider; packing: Packing; rows: Pick<Rows, 'exchange'>; clock: Clock };

type Exchanged = {
  kind: 'AuthorizationCode' | 'RefreshToken';
  key: Buffer;
  source: Source;
  model: Model;
  /** By which grants it came to this. */
  gty: string;
  /** The refresh token that is given, if any: its value, when the first of its family was issued and how often it was renewed. */
  refresh: { value: string; iiat: number; rotations: number } | undefined;
};

/** Consumes a code or a refresh token, writes what is given for it in the same commit, and signs the id token as the library does. */
export function createIssue({ provider, packing, rows, clock }: Needs) {
  const write = (kind: Kind, value: string, payload: object, life: number): Write => {
    const key = keyOf(value);
    if (key === undefined) throw new TypeError('a new value has an unexpected form');
    return { kind, key, artefact: packing.artefact(kind, value, payload, clock.now(), life) };
  };

  /** With the library's own class: its claims, its keys. */
  function signIdToken({ acr, amr, authTime, nonce, sid }: Record<string, unknown>, accountId: string, client: Model) {
    const token = new provider.IdToken({ sub: accountId, acr, amr, auth_time: authTime }, { client });
    Object.assign(token, { scope: 'openid', mask: {}, rejected: [] });
    token.set('nonce', nonce);
    token.set('sid', sid);
    return token.issue({ use: 'idtoken' });
  }

  return async ({ kind, key, source, model, gty, refresh }: Exchanged): Promise<Reply | undefined> => {
    const { token, clientId, accountId, granted } = source;
    const asked = String(token.scope ?? '').split(' ');
    const scope = granted.filter((name) => asked.includes(name)).join(' ');
    if (scope === '') return undefined;
    const { acr, amr, authTime, nonce, expiresWithSession, grantId, sessionUid, sid } = token;
    const bound = { accountId, clientId, expiresWithSession, grantId, gty, sessionUid, sid };
    const iat = epoch(systemClock.now()); // the library counts in real time

    const access = newToken();
    const writes = [
      write('AccessToken', access, { iat, exp: iat + accessTokenLife, ...bound, scope }, accessTokenLife),
    ];
    if (refresh !== undefined) {
      const { value, iiat, rotations } = refresh;
      const life = refreshTokenLifeSince(iiat);
      const payload = {
        iat,
        exp: iat + life,
        ...bound,
        acr,
        amr,
        authTime,
        nonce,
        scope: token.scope,
        iiat,
        rotations,
      };
      writes.push(write('RefreshToken', value, payload, life));
    }
    const [isOurs, idToken] = await Promise.all([
      rows.exchange({ kind, key, writes }),
      asked.includes('openid') ? signIdToken(token, accountId, model) : undefined,
    ]);
    if (!isOurs) return undefined;
    const answer = {
      access_token: access,
      expires_in: accessTokenLife,
      id_token: idToken,
      refresh_token: refresh?.value,
      scope,
      token_type: 'Bearer',
    };
    return { clientId, body: JSON.stringify(answer) };
  };
}

export type Issue = ReturnType<typeof createIssue>;
