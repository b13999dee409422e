import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { acr, reaches } from '../../accounts/levels.ts';
import type { Own } from '../../applications/service.ts';
import type { Seal } from '../../crypto/seal.ts';
import { idleLife } from '../sessions/session.ts';
import type { InnerDoor } from './inner-door.ts';

const clientId = 'console';
const sealedAs = 'console sign-in';

type Needs = { publicUrl: URL; seal: Seal; door: Pick<InnerDoor, 'fetch'> };

const started = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string().optional(),
  raise: z.boolean().optional(),
});
export type Started = z.infer<typeof started>;
/** `again`: even with a session; `raise`: by the phone or a passkey, beside the password. */
type Wanted = { again: boolean; raise: boolean };
/** `provesMore`: the password alone would not have been enough. */
type Proved = { subject: string; authTime: Date; provesMore: boolean };

/** The back office as an application of our own provider (authorization code, PKCE, state, nonce, signature of the id_token verified). */
export function createRelyingParty({ publicUrl, seal, door }: Needs) {
  const callback = `${publicUrl.origin}/console/callback`;
  const home = `${publicUrl.origin}/`;
  const own: Own = {
    clientId,
    name: '机构与运营后台',
    scope: 'openid',
    redirectUris: [callback],
    postLogoutRedirectUris: [home],
    homeUrl: `${publicUrl.origin}/console`,
  };

  const library = () => import('openid-client'); // with the first sign-in
  let discovered: Promise<Configuration> | undefined;
  const configuration = async () => {
    const client = await library();
    discovered ??= client
      .discovery(publicUrl, clientId, { id_token_signed_response_alg: 'ES256' }, client.None(), {
        [client.customFetch]: (url, options) => door.fetch(url, { ...options, body: asBody(options.body) }),
        execute: [
          client.enableNonRepudiationChecks,
          ...(publicUrl.protocol === 'https:' ? [] : [client.allowInsecureRequests]),
        ],
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  };

  return {
    own,

    /**
     * The sign-in address, and the sealed state until the callback. A login at the Cloud that is as old as a session may idle is asked for
     * again.
     */
    async start(to: string | undefined, { again, raise }: Wanted): Promise<{ url: string; remembered: string }> {
      const client = await library();
      const start: Started = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        ...(to !== undefined && { to }),
        ...(raise && { raise }),
      };
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid',
        state: start.state,
        nonce: start.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(start.verifier),
        code_challenge_method: 'S256',
        max_age: String(idleLife),
        ...(again && { prompt: 'login' }),
        ...(raise && { acr_values: acr.two }),
      });
      return { url: url.href, remembered: seal.seal(JSON.stringify(start), sealedAs).toString('base64url') };
    },

    /** The state that `start` gave to this browser; undefined for anything else. */
    remembered(text: string): Started | undefined {
      try {
        return started.parse(JSON.parse(seal.unseal(Buffer.from(text, 'base64url'), sealedAs)));
      } catch {
        return undefined;
      }
    },

    /** Redeems the code in the callback address. Throws the Cloud's error. */
    async finish(query: string, { state, nonce, verifier }: Started): Promise<Proved> {
      const client = await library();
      const tokens = await client.authorizationCodeGrant(await configuration(), new URL(`${callback}?${query}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims?.auth_time === undefined) throw new Error('an id_token for the back office without auth_time');
      const level = typeof claims.acr === 'string' ? claims.acr : undefined;
      return { subject: claims.sub, authTime: new Date(claims.auth_time * 1000), provesMore: reaches(level, acr.sms) };
    },

    /**
     * Leaving the Cloud as well. By client_id, which RP-Initiated Logout allows as well as a hint: no id_token has to be kept, nor shows
     * up in an address.
     */
    signOut: `/oidc/logout?${new URLSearchParams({ client_id: clientId, post_logout_redirect_uri: home })}`,
  };
}

export type RelyingParty = ReturnType<typeof createRelyingParty>;

/** The library sends forms only. */
const asBody = (body: unknown) => (body instanceof URLSearchParams ? body : null);
