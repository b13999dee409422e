import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf, post, redeem, signIn } from '../support/citizen.ts';

describe('replay', () => {
  let at: TestApp;
  let partner: Client;

  const openid = { scope: 'openid' }; // which asks nothing of a citizen who has been here

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  const userinfo = async (token: unknown) =>
    (await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
  async function signedIn() {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
    const callback = await signIn(browser, flow, 'citizen', ['offline_access']);
    return { browser, flow, callback, code: callback.searchParams.get('code') ?? '' };
  }

  it('of a code is refused, and ends the tokens that it gave', async () => {
    const { callback, flow } = await signedIn();
    const { body } = await redeem(at.origin, partner, callback, flow);
    expect(await userinfo(body.access_token)).to.equal(200);
    const again = await redeem(at.origin, partner, callback, flow);
    expect([again.status, again.body.error]).to.eql([400, 'invalid_grant']);
    expect(await userinfo(body.access_token)).to.equal(401);
    const fields = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    expect((await post(at.origin, '/oidc/token', partner, fields)).body.error).to.equal('invalid_grant');
  });

  it('of a code revokes the tokens of this login only', async () => {
    const [first, second] = [await signedIn(), await signedIn()];
    const kept = await redeem(at.origin, partner, second.callback, second.flow);
    await redeem(at.origin, partner, first.callback, first.flow);
    await redeem(at.origin, partner, first.callback, first.flow);
    expect(await userinfo(kept.body.access_token)).to.equal(200);
  });

  it('of a code as another kind of secret opens nothing', async () => {
    const { code } = await signedIn();
    expect(await userinfo(code)).to.equal(401);
    const refreshed = await post(at.origin, '/oidc/token', partner, {
      grant_type: 'refresh_token',
      refresh_token: code,
    });
    expect(refreshed.body.error).to.equal('invalid_grant');
    const { body } = await post(at.origin, '/oidc/introspection', partner, { token: code });
    expect(body).to.eql({ active: false });
    const home = await fetch(`${at.origin}/account`, {
      headers: { cookie: `ncc_session=${code}` },
      redirect: 'manual',
    });
    expect(home.status).to.equal(303);
  });

  it('of any token as another kind opens nothing', async () => {
    const { callback, flow } = await signedIn();
    const { body } = await redeem(at.origin, partner, callback, flow);
    const me = (token: unknown) => fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await userinfo(body.refresh_token)).to.equal(401);
    expect(await userinfo(body.id_token)).to.equal(401);
    for (const token of [body.access_token, body.refresh_token, body.id_token])
      expect((await me(token)).status).to.equal(401);
    for (const token of [body.access_token, body.id_token]) {
      const fields = { grant_type: 'refresh_token', refresh_token: String(token) };
      expect((await post(at.origin, '/oidc/token', partner, fields)).body.error).to.equal('invalid_grant');
    }
  });

  it('of a pushed request starts no second login', async () => {
    const { browser } = await signedIn();
    const fields = Object.fromEntries(new URL(authorization(partner.clientId, openid).url, at.origin).searchParams);
    const { body } = await post(at.origin, '/oidc/par', partner, fields);
    const query = new URLSearchParams({ client_id: partner.clientId, request_uri: String(body.request_uri) });
    const first = await browser.walk(`/oidc/auth?${query}`);
    expect(first.url.searchParams.get('code')).to.be.a('string');
    const second = await browser.walk(`/oidc/auth?${query}`);
    expect(second.status).to.equal(400);
    expect(second.url.origin).to.equal(at.origin);
  });

  it('of a pushed request by another application is refused', async () => {
    const fields = Object.fromEntries(new URL(authorization(partner.clientId).url, at.origin).searchParams);
    const { body } = await post(at.origin, '/oidc/par', partner, fields);
    const stranger = await createClient(at);
    const query = new URLSearchParams({ client_id: stranger.clientId, request_uri: String(body.request_uri) });
    const page = await createBrowser(at.origin).walk(`/oidc/auth?${query}`);
    expect(page.status).to.equal(400);
    expect(page.url.origin).to.equal(at.origin);
  });

  it('of the login form, after its redirect, gives no session', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, openid).url);
    const cookies = new Map(browser.cookies);
    const done = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(done.url.searchParams.get('code')).to.be.a('string');
    // A thief at the same computer, with the page and the cookies from before.
    const thief = createBrowser(at.origin);
    for (const [key, cookie] of cookies) thief.cookies.set(key, cookie);
    const again = await thief.submit(login, { username: 'citizen', password, agree: '1' });
    expect(again.status).to.equal(400);
    expect(again.text).to.contain('这次登录已经完成');
  });

  it('of the consent form, after it led on, consents to nothing', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, { prompt: 'login consent' }).url);
    const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    expect(formOf(consent.text).action).to.match(/consent$/);
    await browser.submit(consent, { scope_profile: '1' });
    const again = await browser.submit(consent, { scope_profile: '1' });
    expect(again.status).to.equal(400);
  });

  it('of the address that leads back from a login gives no second code', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, openid).url);
    const uid = login.url.pathname.split('/').at(-1);
    await browser.submit(login, { username: 'citizen', password, agree: '1' });
    for (const agent of [browser, createBrowser(at.origin)]) {
      const again = await agent.walk(`/oidc/auth/${uid}`);
      expect(again.status).to.equal(400);
      expect(again.url.origin).to.equal(at.origin);
    }
  });
});
