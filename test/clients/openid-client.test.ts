import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as client from 'openid-client';
import { callbackUri, everyScope, startProvider } from '../conformance/walk.ts';
import { createCitizen, createClient, type TestApp } from '../support/app.ts';
import { createBrowser, signIn, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';

type Params = Record<string, string>;

describe('openid-client drives the product as a partner does', () => {
  let at: TestApp;
  let config: client.Configuration;
  const post_logout_redirect_uri = 'http://localhost:9/goodbye';

  const discover = (clientId: string, metadata: Partial<client.ClientMetadata> | string, auth?: client.ClientAuth) =>
    client.discovery(new URL(at.origin), clientId, metadata, auth, { execute: [client.allowInsecureRequests] });

  /** The partner's session while the citizen is away. */
  async function start(more: Params = {}) {
    const pkceCodeVerifier = remember(client.randomPKCECodeVerifier());
    const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    const parameters = {
      redirect_uri: callbackUri,
      scope: 'openid profile',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...more,
    };
    return { checks, parameters };
  }

  const visit = (url: URL, scope: string, browser: TestBrowser = createBrowser(at.origin)) =>
    signIn(browser, { url: url.href, state: '', nonce: '', verifier: '' }, 'citizen', scope.split(' '));

  function keep(tokens: client.TokenEndpointResponse) {
    for (const value of [tokens.access_token, tokens.id_token, tokens.refresh_token]) remember(value);
    return tokens.access_token;
  }

  async function signedIn(
    more: Params = {},
    options: Parameters<typeof client.authorizationCodeGrant>[4] = {},
    browser?: TestBrowser,
  ) {
    const { checks, parameters } = await start(more);
    const url = client.buildAuthorizationUrl(config, parameters);
    const callback = await visit(url, parameters.scope, browser);
    const tokens = await client.authorizationCodeGrant(
      config,
      callback,
      { ...checks, idTokenExpected: true },
      undefined,
      options,
    );
    keep(tokens);
    return tokens;
  }

  before(async () => {
    at = await startProvider(import.meta.filename);
    await createCitizen(at);
    const scope = `${everyScope} resource:read`;
    const { clientId, secret } = await createClient(at, { scope, postLogoutRedirectUris: [post_logout_redirect_uri] });
    config = await discover(clientId, secret, client.ClientSecretBasic(secret));
  });
  after(() => at.close());

  it('discovers it', () => {
    const server = config.serverMetadata();
    expect(server.issuer).to.equal(at.origin);
    expect(server.supportsPKCE()).to.equal(true);
    expect(server.authorization_response_iss_parameter_supported).to.equal(true);
  });

  it('R55 signs a citizen in by code and PKCE, and asks who it is', async () => {
    const tokens = await signedIn();
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('no id_token');
    expect(await client.fetchUserInfo(config, tokens.access_token, claims.sub)).to.include({ nickname: '溪边人家' });
  });

  it('asks for max_age and gets an auth_time that it believes', async () => {
    const { checks, parameters } = await start({ max_age: '3600' });
    const callback = await visit(client.buildAuthorizationUrl(config, parameters), parameters.scope);
    const tokens = await client.authorizationCodeGrant(config, callback, {
      ...checks,
      maxAge: 3600,
      idTokenExpected: true,
    });
    keep(tokens);
    expect(tokens.claims()?.auth_time).to.be.a('number');
  });

  it('pushes the request (PAR)', async () => {
    const { checks, parameters } = await start();
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters);
    expect([...url.searchParams.keys()]).to.have.members(['client_id', 'request_uri']);
    const callback = await visit(url, parameters.scope);
    const tokens = await client.authorizationCodeGrant(config, callback, { ...checks, idTokenExpected: true });
    expect(keep(tokens)).to.be.a('string');
  });

  it('binds tokens to a key of its own (DPoP), also at userinfo and through a refresh', async () => {
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const tokens = await signedIn({ scope: 'openid profile offline_access', prompt: 'consent' }, { DPoP });
    expect(tokens.token_type).to.equal('dpop');
    const sub = tokens.claims()?.sub ?? '';
    expect((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).sub).to.equal(sub);
    const plain = await client.fetchUserInfo(config, tokens.access_token, sub).catch((error: unknown) => error);
    expect(plain).to.be.an('error');
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
    keep(fresh);
    expect(fresh.token_type).to.equal('dpop');
  });

  it('refreshes, and the new id_token is about the same person', async () => {
    const tokens = await signedIn({ scope: 'openid profile offline_access', prompt: 'consent' });
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    keep(fresh);
    expect(fresh.claims()?.sub).to.equal(tokens.claims()?.sub);
    expect(fresh.refresh_token).to.not.equal(tokens.refresh_token);
  });

  it('introspects and revokes its tokens', async () => {
    const tokens = await signedIn();
    const before = await client.tokenIntrospection(config, tokens.access_token);
    expect(before).to.include({ active: true, sub: tokens.claims()?.sub });
    await client.tokenRevocation(config, tokens.access_token);
    expect(await client.tokenIntrospection(config, tokens.access_token)).to.deep.equal({ active: false });
  });

  it('R61 gets a token for its AK and SK, and the API answers', async () => {
    const tokens = await client.clientCredentialsGrant(config);
    keep(tokens);
    expect(tokens.scope).to.equal('resource:read');
    const me = await client.fetchProtectedResource(
      config,
      tokens.access_token,
      new URL('/api/v1/me', at.origin),
      'GET',
    );
    expect(await me.json()).to.deep.include({ scopes: ['resource:read'] });
  });

  it('signs the citizen out', async () => {
    const browser = createBrowser(at.origin);
    const tokens = await signedIn({}, {}, browser);
    const state = client.randomState();
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri,
      state,
    });
    const { url: end } = await browser.submit(await browser.walk(url.href), { logout: 'yes' });
    expect(end.href).to.equal(`${post_logout_redirect_uri}?state=${state}`);
  });

  it('gets the reason of an error', async () => {
    const wrong = await discover(
      config.clientMetadata().client_id,
      'wrong-secret',
      client.ClientSecretBasic('wrong-secret'),
    );
    const refused = await client.clientCredentialsGrant(wrong).catch((error: unknown) => error);
    if (!(refused instanceof client.WWWAuthenticateChallengeError) && !(refused instanceof client.ResponseBodyError))
      throw refused;
    expect(refused.status).to.equal(401);

    const { checks, parameters } = await start({ prompt: 'none' });
    const { url } = await createBrowser(at.origin).walk(client.buildAuthorizationUrl(config, parameters).href);
    const sentBack = await client.authorizationCodeGrant(config, url, checks).catch((error: unknown) => error);
    if (!(sentBack instanceof client.AuthorizationResponseError)) throw sentBack;
    expect(sentBack.error).to.equal('login_required');
  });

  for (const authMethod of ['client_secret_post', 'none']) {
    it(`works with ${authMethod}`, async () => {
      const { clientId, secret } = await createClient(at, { authMethod, scope: 'openid profile' });
      const auth = authMethod === 'none' ? client.None() : client.ClientSecretPost(secret);
      const own = await discover(clientId, secret, auth);
      const { checks, parameters } = await start();
      const callback = await visit(client.buildAuthorizationUrl(own, parameters), parameters.scope);
      keep(await client.authorizationCodeGrant(own, callback, { ...checks, idTokenExpected: true }));
    });
  }

  it('works with private_key_jwt', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const jwks = {
      keys: [{ ...(await crypto.subtle.exportKey('jwk', publicKey)), alg: 'ES256', use: 'sig', kid: 'k' }],
    };
    const { clientId } = await createClient(at, {
      authMethod: 'private_key_jwt',
      jwks,
      scope: 'openid profile resource:read',
    });
    const own = await discover(clientId, {}, client.PrivateKeyJwt({ key: privateKey, kid: 'k' }));
    const { checks, parameters } = await start();
    const callback = await visit(await client.buildAuthorizationUrlWithPAR(own, parameters), parameters.scope);
    keep(await client.authorizationCodeGrant(own, callback, { ...checks, idTokenExpected: true }));
    keep(await client.clientCredentialsGrant(own));
  });
});
