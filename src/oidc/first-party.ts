import { createHash } from 'node:crypto';
import type { Applications } from '../applications/service.ts';
import { accountCentre } from './rules.ts';

const clientId = accountCentre;

/** The account centre is a first-party application of our own provider: people come to it through the same login. */
export function createAccountCentre({ applications, publicUrl }: { applications: Applications; publicUrl: URL }) {
  const callback = `${publicUrl.origin}/account/callback`;

  return {
    ensure: () =>
      applications.ensureOwn({
        clientId,
        name: '我的账号',
        scope: 'openid',
        redirectUris: [callback],
        homeUrl: `${publicUrl.origin}/account`,
      }),

    /**
     * An authorization request that ends back at `path`; `again` asks for a login even with a session. The account centre reads the session
     * itself, so the code is left unused.
     */
    signIn: (path: string, { again = false } = {}): string =>
      `/oidc/auth?${new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: callback,
        state: path,
        code_challenge: createHash('sha256').update(path).digest('base64url'),
        code_challenge_method: 'S256',
        ...(again && { prompt: 'login' }),
      })}`,
  };
}
