import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, minutes, systemClock } from '../../../src/clock.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  html,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { explains, isKeyed } from '../../support/words.ts';

const ascii = /^AK expired on \d{4}-\d\d-\d\d; renew it in the institution console$/;

/** An AK that is over a minute from now, with tokens that would live for ten. */
describe('R29 an AK that is over', () => {
  let clock: TestClock;
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;
  let tokens: { access: string; refresh: string; api: string; id: string };
  let pushed: string;
  let code: { callback: URL; flow: ReturnType<typeof authorization> };

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    await createCitizen(at);
  });
  after(() => at.close());

  beforeEach(async () => {
    clock.set(systemClock.now().toISOString());
    const terms = { expiresAt: later(clock.now(), minutes(1)) };
    const urls = { postLogoutRedirectUris: ['http://localhost:9/bye'] };
    partner = await createClient(at, urls, terms);
    browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
    const callback = await signIn(browser, flow, 'citizen', ['profile', 'offline_access']);
    const { body } = await redeem(at.origin, partner, callback, flow);
    const api = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    const par = await post(at.origin, '/oidc/par', partner, fieldsOf());
    tokens = {
      access: String(body.access_token),
      refresh: String(body.refresh_token),
      id: String(body.id_token),
      api: String(api.body.access_token),
    };
    pushed = String(par.body.request_uri);
    const waiting = authorization(partner.clientId);
    code = { callback: (await browser.walk(waiting.url)).url, flow: waiting };
    clock.advance(minutes(1) + 2);
  });

  const fieldsOf = (more = {}) =>
    Object.fromEntries(new URL(authorization(partner.clientId, more).url, at.origin).searchParams);
  const ask = (path: string, fields: Record<string, string>) => post(at.origin, path, partner, fields);
  const get = (path: string, token: string) =>
    fetch(at.origin + path, { headers: { authorization: `Bearer ${token}` } });
  const renew = () => at.app.applications.renew(operator, partner.clientId);

  /** The first answer to the browser: back to the partner, no page in between. */
  async function expectSentBack(url: string, agent: TestBrowser): Promise<void> {
    const response = await agent.request(url);
    const location = new URL(response.headers.get('location') ?? '', at.origin);
    expect(location.origin + location.pathname, url).to.equal('http://localhost:9/callback');
    expect(location.searchParams.get('error')).to.equal('unauthorized_client');
    expect(location.searchParams.get('error_description')).to.match(ascii);
    expect(location.searchParams.get('iss')).to.equal(at.origin);
    expect(location.searchParams.get('state')).to.be.a('string');
    expect(location.searchParams.has('code')).to.equal(false);
  }

  it('sends the browser back before any page: plain, prompt=none, and pushed', async () => {
    for (const agent of [browser, createBrowser(at.origin)]) {
      for (const prompt of [undefined, 'none', 'login', 'consent']) {
        await expectSentBack(authorization(partner.clientId, { prompt }).url, agent);
      }
      const query = new URLSearchParams({ client_id: partner.clientId, request_uri: pushed });
      await expectSentBack(`/oidc/auth?${query}`, agent);
    }
  });

  it('sends the browser back in the middle of a login as well, after the right password too', async () => {
    await renew();
    const agent = createBrowser(at.origin);
    const login = await agent.walk(authorization(partner.clientId).url);
    clock.advance(minutes(60 * 24 * 31));
    const done = await agent.submit(login, { username: 'citizen', password: 'correct-horse-5', agree: '1' });
    expect(done.url.searchParams.get('code')).to.equal(null);
    if (done.text === '') expect(done.url.searchParams.get('error')).to.equal('unauthorized_client');
    else expect(done.status).to.equal(400); // by then the page itself is over
  });

  it('gets no token by any grant, and the reason in plain ASCII', async () => {
    for (const fields of [
      { grant_type: 'client_credentials' },
      { grant_type: 'refresh_token', refresh_token: tokens.refresh },
      { grant_type: 'authorization_code', code: 'x', redirect_uri: 'http://localhost:9/callback' },
    ]) {
      const { status, body } = await ask('/oidc/token', fields);
      expect([status, body.error], fields.grant_type).to.eql([401, 'invalid_client']);
      expect(body.error_description).to.match(ascii);
      expect(body.error_uri).to.equal(`${at.origin}/docs/errors#invalid_client`);
    }
    expect((await redeem(at.origin, partner, code.callback, code.flow)).body.error).to.equal('invalid_client');
  });

  it('pushes no request, introspects and revokes nothing, and gets the reason', async () => {
    for (const [path, fields] of [
      ['/oidc/par', fieldsOf()],
      ['/oidc/introspection', { token: tokens.access }],
      ['/oidc/revocation', { token: tokens.access }],
    ] as const) {
      const { status, body } = await ask(path, fields);
      expect([status, body.error], path).to.eql([401, 'invalid_client']);
      expect(body.error_description).to.match(ascii);
    }
  });

  it('opens neither userinfo nor the API with tokens that would live on, and both say why', async () => {
    const userinfo = await get('/oidc/userinfo', tokens.access);
    expect(userinfo.status).to.equal(401);
    expect(await userinfo.json())
      .to.include({ error: 'invalid_token' })
      .and.property('error_description')
      .match(ascii);
    expect(userinfo.headers.get('www-authenticate')).to.contain('AK expired on');

    const me = await get('/api/v1/me', tokens.api);
    expect(me.status).to.equal(401);
    expect(me.headers.get('www-authenticate')).to.match(
      /error_description="AK expired on [\d-]+; renew it in the institution console"/,
    );
    const problem: Record<string, unknown> = JSON.parse(await me.text());
    expect(problem).to.include({ status: 401, code: 'invalid_client_expired' });
    expect(problem.detail).to.match(isKeyed ? /^applications\.ak_expired / : /到期，请在机构后台点击【延长有效期】/);
  });

  it('R30 works again with the same tokens and code in the moment in which it is renewed', async () => {
    await renew();
    expect((await get('/oidc/userinfo', tokens.access)).status).to.equal(200);
    expect((await get('/api/v1/me', tokens.api)).status).to.equal(200);
    expect((await ask('/oidc/introspection', { token: tokens.access })).body.active).to.equal(true);
    expect((await ask('/oidc/token', { grant_type: 'client_credentials' })).status).to.equal(200);
    expect((await ask('/oidc/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh })).status).to.equal(
      200,
    );
    expect((await ask('/oidc/par', fieldsOf())).status).to.equal(201);
    const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(silent.url.searchParams.get('code')).to.be.a('string');
  });

  it('R30 shows on a page of ours the way to its renewal, for those who work for its institution', async () => {
    const asked = authorization(partner.clientId, { redirect_uri: 'http://localhost:9/other' });
    const link = `/console/applications/${partner.clientId}/renew`;
    const page = await browser.walk(asked.url);
    expect(page.text).to.include('机构工作人员').and.include(`href="${link}"`);
    await renew();
    expect((await browser.walk(asked.url)).text).not.to.include(link);
  });

  it('R31 that was disabled shows a page of ours instead, since the partner itself may be the problem', async () => {
    await renew();
    await at.app.applications.disable(operator, partner.clientId, '投诉核实中');
    for (const prompt of [undefined, 'none']) {
      const response = await fetch(at.origin + authorization(partner.clientId, { prompt }).url, {
        headers: html,
        redirect: 'manual',
      });
      expect(response.status).to.equal(400);
      expect(response.headers.get('location')).to.equal(null);
      const page = await response.text();
      expect(explains(page, 'oidc.platform_over', { platform: '青溪文化云' })).to.equal(true);
      expect(page).not.to.contain('投诉核实中');
    }
    const { status, body } = await ask('/oidc/token', { grant_type: 'client_credentials' });
    expect([status, body.error]).to.eql([401, 'invalid_client']);
    expect(body.error_description).to.match(/^AK disabled by the platform; [\x20-\x7e]+$/);
  });

  it('still lets a citizen log out, and back to where the partner asked', async () => {
    const query = new URLSearchParams({ id_token_hint: tokens.id, post_logout_redirect_uri: 'http://localhost:9/bye' });
    const question = await browser.walk(`/oidc/logout?${query}`);
    expect(question.status).to.equal(200);
    const left = await browser.submit(question, { logout: 'yes' });
    expect(left.url.href).to.equal('http://localhost:9/bye');
  });

  it('is in force to its last second', async () => {
    const other = await createClient(at, {}, { expiresAt: new Date(Math.floor(clock.now().getTime() / 1000) * 1000) });
    const token = () => post(at.origin, '/oidc/token', other, { grant_type: 'client_credentials' });
    expect((await token()).status).to.equal(200);
    clock.advance(1);
    expect((await token()).status).to.equal(401);
  });
});
