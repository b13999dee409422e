import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, type TestApp } from '../support/app.ts';
import * as walk from './walk.ts';

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

// oidcc-config-certification-test-plan has one module, oidcc-discovery-endpoint-verification: each check of it is named here.
describe('OpenID Connect Config OP (oidcc-discovery-endpoint-verification)', () => {
  let at: TestApp;
  let document: Record<string, unknown>;
  let keys: Record<string, unknown>[];

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    document = await walk.discover(at);
    ({ keys } = JSON.parse(await (await fetch(String(document.jwks_uri))).text()));
  });
  after(() => at.close());

  it('is JSON that every origin may read', async () => {
    const response = await fetch(`${at.origin}/.well-known/openid-configuration`, {
      headers: { origin: 'https://spa.example.cn' },
    });
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.match(/^application\/json/);
    expect(response.headers.get('access-control-allow-origin')).to.be.oneOf(['*', 'https://spa.example.cn']);
  });

  it('names its issuer exactly as the address that it was asked at', () => {
    expect(document.issuer).to.equal(at.origin);
  });

  it('has every member that the standard requires', () => {
    for (const member of [
      'authorization_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
      'jwks_uri',
      'end_session_endpoint',
    ])
      expect(URL.parse(String(document[member]))?.origin, member).to.equal(at.origin);
    expect(document.response_types_supported).to.deep.equal(['code']);
    expect(document.subject_types_supported).to.deep.equal(['pairwise']);
    expect(document.id_token_signing_alg_values_supported).to.have.members(['RS256', 'ES256', 'EdDSA']);
  });

  it('names as scopes those that every AK may ask for: a client that asks for all of them is not refused', async () => {
    expect(document.scopes_supported).to.deep.equal(['openid']);
    const partner = await createClient(at, { scope: 'openid' });
    const query = new URLSearchParams({
      ...{
        client_id: partner.clientId,
        response_type: 'code',
        redirect_uri: 'http://localhost:9/callback',
        state: 's',
      },
      scope: [document.scopes_supported].flat().join(' '),
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    });
    const answer = await fetch(`${document.authorization_endpoint}?${query}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')?.includes('/interaction/')]).to.deep.equal([303, true]);
  });

  it('says which claims and ways of authentication there are', () => {
    expect(document.claims_supported).to.include.members([
      'sub',
      'iss',
      'auth_time',
      'acr',
      'nickname',
      'phone_number',
      'email',
    ]);
    const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];
    expect(document.token_endpoint_auth_methods_supported).to.have.members(methods);
    expect(document.token_endpoint_auth_signing_alg_values_supported).to.include('RS256').and.to.not.include('none');
    expect(document.grant_types_supported).to.have.members([
      'authorization_code',
      'refresh_token',
      'client_credentials',
    ]);
  });

  it('announces the features that are on', () => {
    expect(document).to.include({
      claims_parameter_supported: false,
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
    expect(document.request_parameter_supported).to.equal(true);
    expect(document.request_object_signing_alg_values_supported).to.have.members(['RS256', 'PS256', 'ES256', 'EdDSA']);
    expect(document.prompt_values_supported).to.have.members(['none', 'login', 'consent', 'select_account', 'create']);
    expect(document.code_challenge_methods_supported).to.deep.equal(['S256']);
    expect(document.response_modes_supported).to.include.members(['query', 'form_post']);
    expect(document.dpop_signing_alg_values_supported).to.have.members(['ES256', 'EdDSA']);
    for (const endpoint of ['pushed_authorization_request', 'introspection', 'revocation'])
      expect(document).to.have.property(`${endpoint}_endpoint`);
    expect(document).to.not.have.any.keys(
      'registration_endpoint',
      'check_session_iframe',
      'device_authorization_endpoint',
    );
  });

  it('is the same document for plain OAuth (RFC 8414)', async () => {
    const other = await walk.json(fetch(`${at.origin}/.well-known/oauth-authorization-server`));
    expect(other).to.deep.equal(document);
  });

  it('publishes a key for every algorithm, under ids that differ, and no private part', () => {
    const ids = keys.map(({ kid }) => kid);
    expect(ids.every((id) => typeof id === 'string' && id !== '')).to.equal(true);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(keys.map(({ alg }) => alg)).to.include.members(['RS256', 'ES256', 'EdDSA']);
    for (const key of keys) {
      expect(key).to.not.have.any.keys(...privateMembers);
      expect(key.use).to.equal('sig');
    }
  });

  it('publishes RSA keys of at least 2048 bits with a usual exponent', () => {
    const rsa = keys.filter(({ kty }) => kty === 'RSA');
    expect(rsa).to.not.be.empty;
    for (const { n, e } of rsa) {
      expect(Buffer.from(String(n), 'base64url').length * 8).to.be.at.least(2048);
      expect(e).to.equal('AQAB');
    }
  });

  for (const alg of ['RS256', 'ES256', 'EdDSA']) {
    it(`signs the id_token of an application with ${alg} when that was chosen`, async () => {
      const partner = await createClient(at, { idTokenAlg: alg });
      const { idToken } = await walk.obtain(at, partner);
      const { protectedHeader } = await walk.verifyIdToken(at, idToken, partner);
      expect(protectedHeader.alg).to.equal(alg);
    });
  }
});
