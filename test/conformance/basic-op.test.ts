import { expect } from 'chai';
import { UnsecuredJWT } from 'jose';
import { after, before, beforeEach, describe, it } from 'mocha';
import { epoch, systemClock } from '../../src/clock.ts';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

// The suite of the OpenID Foundation sends no PKCE (but in one module), so its client has a waiver, and so has this one.
describe('OpenID Connect Basic OP: requests, answers, tokens', () => {
  let at: TestApp;
  let partner: Client;
  const obtain = (params: walk.Params = {}) => walk.obtain(at, partner, { ...walk.withoutPkce, ...params });
  const request = (params: walk.Params = {}) => authorization(partner.clientId, { ...walk.withoutPkce, ...params });

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
  });
  beforeEach(async () => {
    partner = await walk.createPartner(at);
    await walk.waivePkce(at, partner);
  });
  after(() => at.close());

  it('oidcc-server: the code flow with client_secret_basic gives tokens as the standard wants them', async () => {
    const before = epoch(systemClock.now());
    const { body, headers, flow, callback, claims } = await obtain();
    expect(text(parameter(callback, 'code')).length, 'at least 128 bits of code').to.be.at.least(22);
    expect(parameter(callback, 'state')).to.equal(flow.state);
    expect(body.token_type).to.equal('Bearer');
    expect(body.expires_in).to.equal(600);
    expect(headers.get('content-type')).to.match(/^application\/json/);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(claims.nonce).to.equal(flow.nonce);
    expect(claims.aud).to.equal(partner.clientId);
    expect(text(claims.sub).length).to.be.within(1, 255);
    expect(claims.iat).to.be.within(before, epoch(systemClock.now()));
    expect(Number(claims.exp) - Number(claims.iat)).to.equal(600);
    expect(claims).to.not.have.property('azp');
  });

  it('oidcc-response-type-missing: is sent back with an error', async () => {
    const { url } = await createBrowser(at.origin).walk(request({ response_type: undefined }).url);
    expect(url.origin + url.pathname).to.equal(walk.callbackUri);
    expect(parameter(url, 'error')).to.be.oneOf(['invalid_request', 'unsupported_response_type']);
    expect(parameter(url, 'code')).to.equal(null);
  });

  it('oidcc-idtoken-signature: the id_token names a published RS256 key', async () => {
    const { idToken } = await obtain();
    const { protectedHeader } = await walk.verifyIdToken(at, idToken, partner);
    expect(protectedHeader).to.include({ alg: 'RS256' });
    expect(protectedHeader.kid).to.be.a('string');
  });

  it('oidcc-idtoken-unsigned: no unsigned id_token is on offer, nor can an application be registered for it', async () => {
    const discovery = await walk.discover(at);
    expect(discovery.id_token_signing_alg_values_supported).to.include('RS256').and.to.not.include('none');
    const refused = await walk.createPartner(at, { idTokenAlg: 'none' }).catch((error: unknown) => error);
    expect(refused).to.be.an('error').with.property('code', 'validation_failed');
  });

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow: the id_token then has none', async () => {
    const { claims } = await obtain({ nonce: undefined });
    expect(claims).to.not.have.property('nonce');
  });

  for (const display of ['page', 'popup']) {
    it(`oidcc-display-${display}: display=${display} leads to the login page and to a code`, async () => {
      const browser = createBrowser(at.origin);
      const flow = request({ display });
      const page = await browser.walk(flow.url);
      expect(page.text).to.contain('name="password"');
      expect((await obtain({ display })).claims.sub).to.be.a('string');
    });
  }

  it('oidcc-ensure-request-with-unknown-parameter-succeeds', async () => {
    const { callback } = await obtain({ extra: 'foobar' });
    expect(parameter(callback, 'extra')).to.equal(null);
  });

  it('oidcc-ui-locales: a language that the Cloud does not speak is no error', async () => {
    expect((await obtain({ ui_locales: 'se' })).status).to.equal(200);
  });

  it('oidcc-claims-locales: a language that the Cloud does not speak is no error', async () => {
    expect((await obtain({ claims_locales: 'se' })).status).to.equal(200);
  });

  it('oidcc-ensure-request-with-acr-values-succeeds: the id_token says which of them it was', async () => {
    const discovery = await walk.discover(at);
    const { claims } = await obtain({ acr_values: walk.list(discovery.acr_values_supported).join(' ') });
    expect(claims.acr).to.be.oneOf(walk.list(discovery.acr_values_supported));
    expect((await obtain({ acr_values: 'urn:somebody:else' })).status).to.equal(200);
  });

  it('oidcc-ensure-registered-redirect-uri: another address gets a page, never a redirect', async () => {
    for (const redirect_uri of [`${walk.callbackUri}/other`, 'https://elsewhere.example/callback']) {
      const page = await createBrowser(at.origin).walk(request({ redirect_uri }).url);
      expect(page.status).to.equal(400);
      expect(page.url.origin).to.equal(at.origin);
      expect(page.text).to.contain('回调地址');
      expect(page.text, 'no way there').to.not.contain(`href="${redirect_uri}`);
    }
  });

  it('oidcc-ensure-post-request-succeeds: POST to the authorization endpoint leads to the same login', async () => {
    const browser = createBrowser(at.origin);
    const flow = request();
    const body = new URL(flow.url, at.origin).searchParams;
    const posted = await browser.request('/oidc/auth', { method: 'POST', body });
    expect(posted.status).to.equal(303);
    const login = await browser.walk('/oidc/auth', posted);
    const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    const { url } = await browser.submit(consent);
    expect(parameter(url, 'state')).to.equal(flow.state);
    expect((await walk.exchange(at, partner, url, { verifier: undefined })).claims.nonce).to.equal(flow.nonce);
  });

  it('oidcc-server-client-secret-post: an application registered for it sends its SK in the form', async () => {
    const posting = await walk.createPartner(at, { authMethod: 'client_secret_post' });
    const { flow, callback } = await walk.authorize(at, posting);
    const fields = { client_id: posting.clientId, client_secret: posting.secret };
    const { status, body } = await walk.redeemInForm(at, fields, walk.codeOf(callback), flow.verifier);
    expect(status).to.equal(200);
    expect((await walk.verifyIdToken(at, text(body.id_token), posting)).payload.nonce).to.equal(flow.nonce);
  });

  it('oidcc-server-client-secret-post: a wrong SK, or one in two places at once, is refused', async () => {
    const { callback } = await walk.authorize(at, partner, walk.withoutPkce);
    const wrong = { client_id: partner.clientId, client_secret: `${partner.secret}x` };
    const refused = await walk.redeemInForm(at, wrong, walk.codeOf(callback));
    expect(refused.status).to.equal(401);
    expect(refused.body.error).to.equal('invalid_client');
    const right = { ...wrong, client_secret: partner.secret };
    const twice = await walk.redeemInForm(at, right, walk.codeOf(callback), undefined, {
      authorization: basic(partner),
    });
    expect(twice.status).to.be.oneOf([400, 401]);
    expect(twice.body).to.not.have.property('access_token');
  });

  it('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: refused as such', async () => {
    const flow = request({ state: undefined });
    const inside = { ...Object.fromEntries(new URL(flow.url, at.origin).searchParams), state: 'inside' };
    const page = await createBrowser(at.origin).walk(`${flow.url}&request=${new UnsecuredJWT(inside).encode()}`);
    expect(parameter(page.url, 'error')).to.equal('invalid_request_object');
    expect(parameter(page.url, 'code')).to.equal(null);
  });

  it('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported: refused as such', async () => {
    const page = await createBrowser(at.origin).walk(
      request({ request_uri: 'https://partner.example/request.jwt' }).url,
    );
    expect(parameter(page.url, 'error')).to.equal('request_uri_not_supported');
  });

  it('oidcc-ensure-request-object-with-redirect-uri: an address that only a request object names leads nowhere', async () => {
    const inside = new UnsecuredJWT({ redirect_uri: walk.callbackUri }).encode();
    const flow = request({ redirect_uri: 'https://elsewhere.example/callback' });
    const page = await createBrowser(at.origin).walk(`${flow.url}&request=${inside}`);
    expect(page.status).to.equal(400);
    expect(page.url.origin).to.equal(at.origin);
  });

  it('oidcc-claims-essential: the claims parameter is announced as unsupported and changes nothing', async () => {
    const discovery = await walk.discover(at);
    expect(discovery.claims_parameter_supported).to.equal(false);
    const asked = JSON.stringify({ userinfo: { email: { essential: true } }, id_token: { phone_number: null } });
    const { claims, accessToken } = await obtain({ claims: asked });
    expect(claims).to.not.have.property('phone_number');
    expect(await walk.userClaims(at, accessToken)).to.not.have.property('email');
  });

  it('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
    expect((await walk.obtain(at, partner)).status).to.equal(200);
    const { callback } = await walk.authorize(at, partner);
    const { status, body } = await walk.redeemCode(at, partner, walk.codeOf(callback), 'x'.repeat(43));
    expect(status).to.equal(400);
    expect(body.error).to.equal('invalid_grant');
  });
});
