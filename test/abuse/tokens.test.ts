import { expect } from 'chai';
import { UnsecuredJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  html,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';

describe('tokens', () => {
  let at: TestApp;
  let partner: Client;
  let stranger: Client;
  let browser: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename);
    const owner = await createClient(at);
    partner = owner;
    // The neighbour of one institution is a stranger too.
    stranger = await createClient(at, {}, { institutionId: owner.institutionId });
    await createCitizen(at);
    browser = createBrowser(at.origin);
  });
  after(() => at.close());

  const flowOf = () => authorization(partner.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
  async function tokens(): Promise<Record<string, string>> {
    const flow = flowOf();
    const callback = await signIn(browser, flow, 'citizen', ['profile', 'offline_access']);
    const { body } = await redeem(at.origin, partner, callback, flow);
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
  }
  const userinfo = async (init: RequestInit, query = '') => fetch(`${at.origin}/oidc/userinfo${query}`, init);
  const opens = async (token = '') =>
    (await userinfo({ headers: { authorization: `Bearer ${token}` } })).status === 200;

  it('are not given for the code of another application, which goes on working for its own', async () => {
    const flow = flowOf();
    const callback = await signIn(browser, flow, 'citizen', ['profile', 'offline_access']);
    const stolen = await redeem(at.origin, stranger, callback, flow);
    expect([stolen.status, stolen.body.error]).to.eql([400, 'invalid_grant']);
    expect((await redeem(at.origin, partner, callback, flow)).status).to.equal(200);
  });

  it('are not refreshed by another application', async () => {
    const { refresh_token: token = '' } = await tokens();
    const fields = { grant_type: 'refresh_token', refresh_token: token };
    const stolen = await post(at.origin, '/oidc/token', stranger, fields);
    expect([stolen.status, stolen.body.error]).to.eql([400, 'invalid_grant']);
    expect((await post(at.origin, '/oidc/token', partner, fields)).status).to.equal(200);
  });

  it('are seen and revoked by their own application only', async () => {
    const { access_token: access = '', refresh_token: refresh = '' } = await tokens();
    for (const token of [access, refresh]) {
      expect((await post(at.origin, '/oidc/introspection', stranger, { token })).body).to.eql({ active: false });
      expect((await post(at.origin, '/oidc/introspection', partner, { token })).body.active).to.equal(true);
      expect((await post(at.origin, '/oidc/revocation', stranger, { token })).status).to.equal(200);
    }
    expect(await opens(access)).to.equal(true);
    await post(at.origin, '/oidc/revocation', partner, { token: refresh });
    expect(await opens(access)).to.equal(false);
  });

  it('need the SK: another one, an older name of it, none, or one in the wrong place is refused', async () => {
    const fields = { grant_type: 'client_credentials' };
    for (const client of [
      { ...partner, secret: stranger.secret },
      { ...partner, secret: `${partner.secret}x` },
      { ...partner, secret: partner.secret.toUpperCase() },
      { ...partner, secret: 'compared-by-hash-never-by-this-value' },
      { clientId: 'ncc_unknown', secret: partner.secret },
    ]) {
      const { status, body } = await post(at.origin, '/oidc/token', client, fields);
      expect([status, body.error]).to.eql([401, 'invalid_client']);
    }
    expect((await post(at.origin, '/oidc/token', { ...partner, secret: '' }, fields)).status).to.equal(400);
    const inForm = { client_id: partner.clientId, client_secret: partner.secret };
    const named = await post(at.origin, '/oidc/token', undefined, { ...fields, client_id: partner.clientId });
    expect(named.status, 'without any SK').to.equal(401);
    const query = new URLSearchParams({ ...fields, ...inForm });
    const inQuery = await post(at.origin, `/oidc/token?${query}`, undefined, {});
    expect(inQuery.status, 'in the query').to.be.oneOf([400, 401]);
  });

  it('of the API open no userinfo, those of a citizen no API', async () => {
    const { access_token: access = '' } = await tokens();
    const { body } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    expect(await opens(String(body.access_token))).to.equal(false);
    const me = await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${access}` } });
    expect(me.status).to.equal(401);
    expect(me.headers.get('www-authenticate')).to.contain('error="invalid_token"');
  });

  it('are not given for another audience or for scopes that were not approved', async () => {
    const fields = { grant_type: 'client_credentials' };
    for (const resource of ['https://evil.example.com/', `${at.origin}/`, `${at.origin}/api/v2`, 'x']) {
      const { status, body } = await post(at.origin, '/oidc/token', partner, { ...fields, resource });
      expect([status, body.error], resource).to.eql([400, 'invalid_target']);
    }
    for (const scope of ['resource:write', 'openid', 'resource:read stats:write', 'resource:read openid']) {
      const { status, body } = await post(at.origin, '/oidc/token', partner, { ...fields, scope });
      expect([status, body.error], scope).to.eql([400, 'invalid_scope']);
    }
    const answer = await browser.walk(authorization(partner.clientId, { resource: `${at.origin}/api/v1` }).url);
    expect(answer.url.searchParams.get('error')).to.equal('invalid_target');
  });

  it('are not taken from the query, nor from two places at once', async () => {
    const { access_token: access = '' } = await tokens();
    expect((await userinfo({}, `?access_token=${access}`)).status).to.be.oneOf([400, 401]);
    expect((await fetch(`${at.origin}/api/v1/me?access_token=${access}`)).status).to.equal(401);
    const headers = { authorization: `Bearer ${access}` };
    const both = await userinfo({ method: 'POST', headers, body: new URLSearchParams({ access_token: access }) });
    expect(both.status).to.equal(400);
  });

  it('without a signature are no hint of an account, at login or logout', async () => {
    const { id_token: signed = '' } = await tokens();
    const [head = '', body = '', signature = ''] = signed.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(body, 'base64url').toString());
    const none = new UnsecuredJWT(claims).encode();
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody' })).toString('base64url');
    for (const hint of [
      none,
      `${none}${signature}`,
      `${head}.${other}.${signature}`,
      `${head}.${body}.`,
      'a.b.c',
      'x',
    ]) {
      const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none', id_token_hint: hint }).url);
      expect([silent.url.searchParams.get('error'), silent.url.searchParams.get('code')], hint).to.eql([
        'invalid_request',
        null,
      ]);
      const query = new URLSearchParams({
        id_token_hint: hint,
        post_logout_redirect_uri: 'http://localhost:9/callback',
      });
      const logout = await fetch(`${at.origin}/oidc/logout?${query}`, { headers: html, redirect: 'manual' });
      expect(logout.status, hint).to.equal(400);
      expect(logout.headers.get('location')).to.equal(null);
    }
  });

  it('that hold no claims are a bad request at logout, whatever they hold instead', async () => {
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const payload of [
      null,
      [],
      'x',
      7,
      true,
      {},
      { aud: null },
      { aud: [] },
      { aud: {} },
      { aud: 7 },
      { aud: ['x'] },
    ]) {
      const hint = `${text({ alg: 'RS256' })}.${text(payload)}.x`;
      const response = await fetch(`${at.origin}/oidc/logout?id_token_hint=${hint}`, { headers: html });
      expect(response.status, JSON.stringify(payload)).to.equal(400);
    }
  });
});
