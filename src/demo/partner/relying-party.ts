import * as client from 'openid-client';

type Needs = { issuer: string; clientId: string; secret: string; site: string };
/** `target`: the page of this site that was asked for when the login began. */
export type Start = { state: string; nonce: string; verifier: string; target: string };
export type Person = { sub: string; nickname: string; idToken: string; claims: Record<string, unknown> };

/** The partner's side of the login: openid-client against our public endpoints, the way partners use it. */
export function createRelyingParty({ issuer, clientId, secret, site }: Needs) {
  let discovered: Promise<client.Configuration> | undefined;
  const configuration = () => {
    discovered ??= client
      .discovery(new URL(issuer), clientId, secret, client.ClientSecretBasic(secret), {
        // Without the second the library trusts the connection in place of the signature.
        execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      })
      .catch((error: unknown) => {
        discovered = undefined; // the Cloud may not be up yet: ask again next time
        throw error;
      });
    return discovered;
  };

  return {
    async start(target = '/'): Promise<{ url: string; start: Start }> {
      const start = {
        target,
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${site}/callback`,
        scope: 'openid profile phone age_range',
        state: start.state,
        nonce: start.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(start.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, start };
    },

    /** Redeems the code of `url` and asks for userinfo. Throws the Cloud's error. */
    async finish(url: URL, { state, nonce, verifier }: Start): Promise<Person> {
      const config = await configuration();
      const tokens = await client.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const sub = tokens.claims()?.sub ?? '';
      const claims = await client.fetchUserInfo(config, tokens.access_token, sub);
      return { sub, nickname: String(claims.nickname ?? '文化用户'), idToken: tokens.id_token ?? '', claims };
    },

    async logoutUrl(idToken: string): Promise<string> {
      return client.buildEndSessionUrl(await configuration(), {
        id_token_hint: idToken,
        post_logout_redirect_uri: `${site}/`,
      }).href;
    },

    jwksUri: async () => (await configuration()).serverMetadata().jwks_uri ?? '',
  };
}

export type RelyingParty = ReturnType<typeof createRelyingParty>;
