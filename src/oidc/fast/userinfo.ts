import type { Accounts } from '../../accounts/service.ts';
import { claims } from '../configuration.ts';
import { keyOf } from '../packing.ts';
import type { Callers } from './callers.ts';
import type { FindShown } from './shown.ts';
import type { Way } from './way.ts';

type Needs = {
  callers: Callers;
  find: FindShown;
  accounts: Pick<Accounts, 'find' | 'isLive' | 'claims'>;
  subjectOf: (client: { institution_id: string; sandbox: boolean }, accountId: string) => string;
};

const bearer = /^Bearer ([\w-]{43})$/i;
const claimsOf: Readonly<Record<string, unknown>> = claims;

/** A citizen's access token in the header (OpenID Connect Core 5.3), answered in JSON. */
export function createUserinfoWay({ callers, find, accounts, subjectOf }: Needs): Way {
  return {
    endpoint: 'userinfo',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'bearer',
    async answer({ authorization = '' }) {
      const key = keyOf(bearer.exec(authorization)?.[1]);
      const token = key && (await find('AccessToken', key));
      if (token?.of === undefined || token.aud !== undefined || token.scope === undefined) return undefined;
      const asked = token.scope.split(' ');
      if (!asked.includes('openid')) return undefined;
      const client = await callers.find(token.clientId);
      const account = await accounts.find(token.of.accountId);
      if (client === undefined || 'userinfo_signed_response_alg' in client) return undefined;
      if (account === undefined || !accounts.isLive(account)) return undefined;

      const scopes = token.of.granted.filter((scope) => asked.includes(scope));
      const told: Record<string, unknown> = accounts.claims(account, scopes);
      const answer: Record<string, unknown> = {};
      for (const scope of scopes) {
        const names = claimsOf[scope];
        if (!Array.isArray(names)) continue;
        for (const name of names) if (told[name] !== undefined) answer[name] = told[name];
        if (scope === 'openid') answer.sub = subjectOf(client, account.id);
      }
      return { clientId: token.clientId, body: JSON.stringify(answer) };
    },
  };
}
