import { keyOf } from './packing.ts';
import type { Rows } from './rows.ts';

/** The client of an authorization request, and the address that repeats it; no address once it has been answered. */
export type Remains = { clientId: string; href: string | undefined };

/**
 * Repeats the authorization request of a login page that has expired, was opened twice or in another browser, or has lost its cookies. The
 * request is kept with its interaction, until a day after that has ended where it stayed unanswered.
 */
export function createStartAgain({ rows }: { rows: Rows }) {
  return {
    async remains(path: string): Promise<Remains | undefined> {
      const key = keyOf(/^\/(?:oidc\/auth|interaction)\/([^/]+)/.exec(path)?.[1]);
      const stored = key === undefined ? undefined : await rows.find('Interaction', key);
      const params = stored?.payload.params;
      if (stored === undefined || !isRequest(params)) return undefined;
      return { clientId: params.client_id, href: stored.consumedAt === undefined ? requestAgain(params) : undefined };
    },
  };
}

export type StartAgain = ReturnType<typeof createStartAgain>;

const isRequest = (params: unknown): params is { client_id: string } =>
  typeof params === 'object' && params !== null && 'client_id' in params && typeof params.client_id === 'string';

/** `prompt` overrides the one of the request: `login` shows the login page despite a session. */
export function requestAgain(params: object, prompt?: 'login'): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && name !== 'request' && name !== 'request_uri') query.set(name, value);
  }
  if (prompt !== undefined) query.set('prompt', prompt);
  return `/oidc/auth?${query}`;
}
