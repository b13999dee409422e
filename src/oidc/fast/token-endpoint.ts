import type { Soon } from './at-once.ts';
import { plainForm } from './body.ts';
import type { FastEndpoint, Reply } from './fast-endpoint.ts';
import { answered } from './support.ts';

/** One `grant_type`. `undefined`: this request falls back to the library. */
export type TokenGrant = (request: {
  authorization: string | undefined;
  address: string;
  form: Record<string, string>;
}) => Soon<Reply | undefined>;

type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials';

/** The token endpoint, by `grant_type`. */
export function createTokenEndpoint(grants: Readonly<Record<GrantType, TokenGrant>>): FastEndpoint {
  const byType = new Map(
    (['authorization_code', 'refresh_token', 'client_credentials'] as const).map((type) => [
      String(type),
      { issue: grants[type], allowed: new Set([...answered('token'), ...answered(type)]) },
    ]),
  );
  const allowedByAny = new Set([...byType.values()].flatMap(({ allowed }) => [...allowed]));

  return {
    endpoint: 'token',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'form',
    answer({ authorization, address, body }) {
      const form = body && plainForm(body, allowedByAny);
      const grant = byType.get(form?.grant_type ?? '');
      if (form === undefined || grant === undefined) return undefined;
      for (const name in form) if (!grant.allowed.has(name)) return undefined;
      return grant.issue({ authorization, address, form });
    },
  };
}
