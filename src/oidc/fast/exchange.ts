import { hash } from 'node:crypto';
import type { Client as Model } from 'oidc-provider';
import type { Accounts } from '../../accounts/service.ts';
import { epoch, systemClock } from '../../clock.ts';
import { equal, newToken } from '../../crypto/secrets.ts';
import type { Limits } from '../limits.ts';
import { keyOf } from '../packing.ts';
import type { Successors } from '../successors.ts';
import type { Callers, Client } from './callers.ts';
import type { Issue } from './issue.ts';
import type { FindSource, Source } from './shown.ts';
import type { TokenGrant } from './token.ts';

type Needs = {
  callers: Callers;
  find: FindSource;
  issue: Issue;
  accounts: Pick<Accounts, 'find' | 'isLive'>;
  successors: Pick<Successors, 'successorOf'>;
  limits: Pick<Limits, 'mayHaveToken'>;
};
type Asked = Parameters<TokenGrant['issue']>[0];
type Found = { kind: 'AuthorizationCode' | 'RefreshToken'; key: Buffer; source: Source; client: Client; model: Model };

const opaque = /^[\w-]{43}$/;
const verifierForm = /^[\w.~-]{43,128}$/;

/** authorization_code and refresh_token: what a citizen's login is exchanged for. */
export function createExchanges({ callers, find, issue, accounts, successors, limits }: Needs) {
  /** Who asks, and a code or refresh token of its own that stands. */
  async function open(kind: Found['kind'], value: string | undefined, asked: Asked): Promise<Found | undefined> {
    const { authorization, form } = asked;
    const key = value !== undefined && opaque.test(value) ? keyOf(value) : undefined;
    if (key === undefined) return undefined;
    const client = (await callers.bySk(authorization, form)) ?? (await callers.byName(authorization, form));
    const model = client && (await callers.model(client));
    if (client === undefined || model === undefined || !client.grant_types.includes(form.grant_type ?? ''))
      return undefined;
    const source = await find(kind, key);
    if (source?.clientId !== client.client_id) return undefined;
    const account = await accounts.find(source.accountId);
    if (account === undefined || !accounts.isLive(account)) return undefined;
    return { kind, key, source, client, model };
  }

  const mayHave = ({ client }: Found, { address }: Asked) =>
    limits.mayHaveToken(client.client_id, client.token_endpoint_auth_method === 'none' ? address : undefined);

  const code: TokenGrant = {
    parameters: ['code', 'redirect_uri', 'code_verifier'],
    async issue(asked) {
      const { code: value, redirect_uri: uri, code_verifier: verifier } = asked.form;
      if (uri === undefined || verifier === undefined) return undefined;
      const found = await open('AuthorizationCode', value, asked);
      const token = found?.source.token;
      if (token?.redirectUri !== uri || !found?.model.redirectUriAllowed(uri)) return undefined;
      if (token.codeChallengeMethod !== 'S256' || !proves(verifier, token.codeChallenge)) return undefined;
      if (!mayHave(found, asked)) return undefined;
      const scopes = String(token.scope).split(' ');
      const isKept = scopes.includes('offline_access') && found.client.grant_types.includes('refresh_token');
      const refresh = isKept ? { value: newToken(), iiat: epoch(systemClock.now()), rotations: 0 } : undefined;
      return issue({ ...found, gty: 'authorization_code', refresh });
    },
  };

  const refresh: TokenGrant = {
    parameters: ['refresh_token'],
    async issue(asked) {
      const { refresh_token: value = '' } = asked.form;
      const found = await open('RefreshToken', value, asked);
      if (found === undefined) return undefined;
      const { gty, iiat, rotations } = found.source.token;
      if (typeof gty !== 'string' || typeof iiat !== 'number' || typeof rotations !== 'number') return undefined;
      if (!mayHave(found, asked)) return undefined;
      return issue({
        ...found,
        gty: gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`,
        refresh: { value: successors.successorOf(value), iiat, rotations: rotations + 1 },
      });
    },
  };

  return { authorization_code: code, refresh_token: refresh };
}

/** RFC 7636 4.6, by S256. */
const proves = (verifier: string, challenge: unknown): boolean =>
  typeof challenge === 'string' &&
  verifierForm.test(verifier) &&
  equal(Buffer.from(hash('sha256', verifier, 'base64url')), Buffer.from(challenge));
