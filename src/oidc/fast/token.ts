import { plainForm } from './body.ts';
import type { Reply, Way } from './way.ts';

/** One `grant_type` of the token endpoint. */
export type TokenGrant = {
  /** What its form may hold, beside who asks. */
  parameters: readonly string[];
  /** `undefined`: this request is for the library. */
  issue: (asked: {
    authorization: string | undefined;
    address: string;
    form: Record<string, string>;
  }) => Promise<Reply | undefined>;
};

const always = ['grant_type', 'client_id', 'client_secret'];

/** The token endpoint, by `grant_type`. */
export function createTokenWay(grants: Readonly<Record<string, TokenGrant>>): Way {
  const known = new Set([...always, ...Object.values(grants).flatMap(({ parameters }) => parameters)]);
  const byType = new Map(
    Object.entries(grants).map(([type, { parameters, issue }]) => [
      type,
      { allowed: new Set([...always, ...parameters]), issue },
    ]),
  );

  return {
    endpoint: 'token',
    exposed: 'DPoP-Nonce,WWW-Authenticate',
    takes: 'form',
    async answer({ authorization, address, body }) {
      const form = body && plainForm(body, known);
      const grant = byType.get(form?.grant_type ?? '');
      if (form === undefined || grant === undefined) return undefined;
      for (const name in form) if (!grant.allowed.has(name)) return undefined;
      return grant.issue({ authorization, address, form });
    },
  };
}
