import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as oauth from 'oauth4webapi';
import { callbackUri, everyScope, startProvider } from '../conformance/walk.ts';
import { createCitizen, createClient, operator, type TestApp } from '../support/app.ts';
import { createBrowser, signIn } from '../support/citizen.ts';
import { remember } from '../support/record.ts';

const http = { [oauth.allowInsecureRequests]: true };

describe('oauth4webapi, with its strict checks, drives the product as a partner does', () => {
  let at: TestApp;
  let server: oauth.AuthorizationServer;
  let client: oauth.Client;
  let auth: oauth.ClientAuth;
  let keyPair: oauth.CryptoKeyPair;

  async function start(more: Record<string, string> = {}) {
    const verifier = remember(oauth.generateRandomCodeVerifier());
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const parameters = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: callbackUri,
      response_type: 'code',
      scope: 'openid profile',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more,
    });
    return { verifier, state, nonce, parameters };
  }

  const visit = (parameters: URLSearchParams, ticked: readonly string[] = ['profile']) =>
    signIn(
      createBrowser(at.origin),
      { url: `${server.authorization_endpoint}?${parameters}`, state: '', nonce: '', verifier: '' },
      'citizen',
      ticked,
    );

  async function redeem(started: Awaited<ReturnType<typeof start>>, callback: URL, options: object = {}) {
    const { verifier, state, nonce } = started;
    const checked = oauth.validateAuthResponse(server, client, callback, state);
    const all = { ...http, ...options };
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      checked,
      callbackUri,
      verifier,
      all,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, http);
    for (const value of [tokens.access_token, tokens.id_token, tokens.refresh_token]) remember(value);
    return tokens;
  }

  async function signedIn(more: Record<string, string> = {}, options: object = {}) {
    const started = await start(more);
    return redeem(started, await visit(started.parameters, (more.scope ?? 'openid profile').split(' ')), options);
  }

  before(async () => {
    at = await startProvider(import.meta.filename);
    await createCitizen(at);
    const { clientId, secret } = await createClient(at, { scope: `${everyScope} resource:read` });
    client = { client_id: clientId };
    auth = oauth.ClientSecretBasic(secret);
    keyPair = await oauth.generateKeyPair('ES256');
    const issuer = new URL(at.origin);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
  });
  after(() => at.close());

  it('discovers it by OAuth as well (RFC 8414)', async () => {
    const issuer = new URL(at.origin);
    const response = await oauth.discoveryRequest(issuer, { ...http, algorithm: 'oauth2' });
    expect(await oauth.processDiscoveryResponse(issuer, response)).to.deep.equal(server);
  });

  it('R55 signs a citizen in and reads userinfo', async () => {
    const tokens = await signedIn();
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    const response = await oauth.userInfoRequest(server, client, tokens.access_token, http);
    const told = await oauth.processUserInfoResponse(server, client, claims?.sub ?? '', response);
    expect(told).to.include({ nickname: '溪边人家' });
  });

  it('takes no answer of another issuer or with another state', async () => {
    const started = await start();
    const callback = await visit(started.parameters);
    const mixed = new URL(callback);
    mixed.searchParams.set('iss', 'https://elsewhere.example');
    expect(() => oauth.validateAuthResponse(server, client, mixed, started.state)).to.throw(/iss/);
    expect(() => oauth.validateAuthResponse(server, client, callback, 'another')).to.throw(/state/);
    expect((await redeem(started, callback)).access_token).to.be.a('string');
  });

  it('pushes the request (PAR), bound to a key (DPoP)', async () => {
    const DPoP = oauth.DPoP(client, keyPair);
    const started = await start({ scope: 'openid profile offline_access', prompt: 'consent' });
    const pushed = await oauth.pushedAuthorizationRequest(server, client, auth, started.parameters, { ...http, DPoP });
    const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, pushed);
    const callback = await visit(new URLSearchParams({ client_id: client.client_id, request_uri }), [
      'profile',
      'offline_access',
    ]);
    const tokens = await redeem(started, callback, { DPoP });
    expect(tokens.token_type).to.equal('dpop');
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    const response = await oauth.userInfoRequest(server, client, tokens.access_token, { ...http, DPoP });
    expect((await oauth.processUserInfoResponse(server, client, claims?.sub ?? '', response)).sub).to.equal(
      claims?.sub,
    );
    const answer = await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token ?? '', {
      ...http,
      DPoP,
    });
    const fresh = await oauth.processRefreshTokenResponse(server, client, answer);
    remember(fresh.access_token);
    expect(fresh.token_type).to.equal('dpop');
  });

  it('refreshes, introspects, revokes', async () => {
    const tokens = await signedIn({ scope: 'openid profile offline_access', prompt: 'consent' });
    const answer = await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token ?? '', http);
    const fresh = await oauth.processRefreshTokenResponse(server, client, answer);
    for (const value of [fresh.access_token, fresh.refresh_token]) remember(value);
    const introspect = async () =>
      oauth.processIntrospectionResponse(
        server,
        client,
        await oauth.introspectionRequest(server, client, auth, fresh.access_token, http),
      );
    expect(await introspect()).to.include({ active: true, client_id: client.client_id });
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, auth, fresh.access_token, http),
    );
    expect(await introspect()).to.deep.equal({ active: false });
  });

  it('R61 gets a token for its AK and SK', async () => {
    const response = await oauth.clientCredentialsGrantRequest(server, client, auth, new URLSearchParams(), http);
    const tokens = await oauth.processClientCredentialsResponse(server, client, response);
    remember(tokens.access_token);
    const me = await oauth.protectedResourceRequest(
      tokens.access_token,
      'GET',
      new URL('/api/v1/me', at.origin),
      undefined,
      undefined,
      http,
    );
    expect(me.status).to.equal(200);
  });

  it('reads signed userinfo of an application that has it', async () => {
    const { clientId, secret } = await createClient(at, { scope: 'openid profile' });
    const sql = "update applications set userinfo_signed_response_alg = 'ES256' where client_id = $1";
    await at.database.db.run(sql, [clientId]);
    const before = { client, auth };
    client = { client_id: clientId, userinfo_signed_response_alg: 'ES256' };
    auth = oauth.ClientSecretBasic(secret);
    const tokens = await signedIn();
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    const response = await oauth.userInfoRequest(server, client, tokens.access_token, http);
    const told = await oauth.processUserInfoResponse(server, client, claims?.sub ?? '', response);
    await oauth.validateApplicationLevelSignature(server, response, http);
    expect(told.nickname).to.equal('溪边人家');
    ({ client, auth } = before);
  });

  it('R29 understands why an AK does not work any more', async () => {
    const { clientId, secret } = await createClient(at);
    await at.app.applications.disable(operator, clientId, '测试');
    const gone = { client_id: clientId };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      gone,
      oauth.ClientSecretBasic(secret),
      new URLSearchParams(),
      http,
    );
    const error = await oauth
      .processClientCredentialsResponse(server, gone, response)
      .catch((caught: unknown) => caught);
    if (error instanceof oauth.ResponseBodyError) {
      expect(error.error).to.equal('invalid_client');
      expect(error.error_description).to.match(/^AK disabled/);
    } else if (error instanceof oauth.WWWAuthenticateChallengeError) expect(error.status).to.equal(401);
    else throw error;
  });
});
