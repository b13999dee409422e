import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, operator, password, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import * as walk from './walk.ts';

const { parameter } = walk;
const phone = remember('13900001234');

describe('OpenID Connect Basic OP: sessions, claims, codes used twice', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const obtain = (params: walk.Params = {}, options: Parameters<typeof walk.obtain>[3] = {}) =>
    walk.obtain(at, partner, { ...walk.withoutPkce, ...params }, options);
  const request = (params: walk.Params = {}) => authorization(partner.clientId, { ...walk.withoutPkce, ...params });
  const claimsFor = async (scope: string, params: walk.Params = {}) => {
    const { accessToken, body, claims } = await obtain({ scope, ...params });
    return { body, claims, told: await walk.userClaims(at, accessToken) };
  };

  /** Signs in again in a browser with a session, where the login page comes again. */
  async function signInAgain(browser: TestBrowser, params: walk.Params) {
    const page = await browser.walk(request(params).url);
    expect(page.text, 'the login page').to.contain('name="password"');
    const { url } = await browser.submit(page, { username: 'citizen', password, agree: '1' });
    return walk.exchange(at, partner, url, { verifier: undefined });
  }

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    const person = {
      username: 'citizen',
      password,
      name: '溪边人家',
      phone,
      email: 'reader@example.cn',
      region: '330802',
    };
    await at.app.accounts.create(operator, person);
    await createCitizen(at, 'other');
  });
  beforeEach(async () => {
    ahead = 0;
    partner = await walk.createPartner(at);
    await walk.waivePkce(at, partner);
  });
  after(() => at.close());

  it('oidcc-userinfo-get: answers JSON with the same sub as the id_token', async () => {
    const { accessToken, claims } = await obtain();
    const response = await walk.userinfo(at, accessToken);
    expect(response.headers.get('content-type')).to.match(/^application\/json/);
    expect((await walk.json(response)).sub).to.equal(claims.sub);
  });

  it('oidcc-userinfo-post-header: takes the token in the header of a POST', async () => {
    const { accessToken, claims } = await obtain();
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${at.origin}/oidc/userinfo`, { method: 'POST', headers });
    expect((await walk.json(response)).sub).to.equal(claims.sub);
  });

  it('oidcc-userinfo-post-body: takes the token in the form of a POST', async () => {
    const { accessToken, claims } = await obtain();
    const body = new URLSearchParams({ access_token: accessToken });
    const response = await fetch(`${at.origin}/oidc/userinfo`, { method: 'POST', body });
    expect((await walk.json(response)).sub).to.equal(claims.sub);
  });

  it('oidcc-scope-profile: tells nickname and locale, at userinfo and not in the id_token', async () => {
    const { told, claims, body } = await claimsFor('openid profile');
    expect(told).to.include({ nickname: '溪边人家', name: '溪边人家', locale: 'zh-CN', zoneinfo: 'Asia/Shanghai' });
    expect(told.updated_at).to.be.a('number');
    expect(told).to.not.include.keys('email', 'phone_number');
    expect(claims).to.not.include.any.keys('name', 'nickname', 'locale');
    expect(body.scope).to.equal('openid profile');
  });

  it('oidcc-scope-email: tells the address and whether it was proved', async () => {
    const { told } = await claimsFor('openid email');
    expect(told).to.include({ email: 'reader@example.cn' });
    expect(told.email_verified).to.be.a('boolean');
    expect(told).to.not.have.property('nickname');
  });

  it('oidcc-scope-address: tells the region, as an address and as a code', async () => {
    const { told } = await claimsFor('openid address');
    expect(told.region_code).to.equal('330802');
    expect(told.address).to.be.an('object').with.property('formatted').that.is.a('string');
  });

  it('oidcc-scope-phone: tells the number in E.164 and that it was proved', async () => {
    const { told } = await claimsFor('openid phone');
    expect(told).to.include({ phone_number: `+86${phone}`, phone_number_verified: true });
  });

  it('oidcc-scope-all: tells all of them at once', async () => {
    const { told } = await claimsFor('openid profile email address phone');
    expect(told).to.include.keys('sub', 'nickname', 'email', 'region_code', 'phone_number');
  });

  it('oidcc-alternate-happy-flow (oidcc-ensure-other-scope-order-succeeds): order does not matter', async () => {
    const { told, claims } = await claimsFor('email openid');
    expect(told).to.have.property('email');
    expect(claims).to.not.have.property('email');
    const reversed = new URLSearchParams([...new URL(request().url, at.origin).searchParams].reverse());
    const { url } = await createBrowser(at.origin).walk(`/oidc/auth?${reversed}`);
    expect(url.pathname).to.match(/^\/interaction\//);
  });

  it('oidcc-prompt-login: shows the login page again, and auth_time is later', async () => {
    const first = await obtain({ max_age: '10000' });
    await sleep(1100);
    const again = await signInAgain(first.browser, { prompt: 'login', max_age: '10000' });
    expect(again.claims.sub).to.equal(first.claims.sub);
    expect(Number(again.claims.auth_time)).to.be.greaterThan(Number(first.claims.auth_time));
  });

  it('oidcc-prompt-none-not-logged-in: is sent back with login_required', async () => {
    const flow = request({ prompt: 'none' });
    const { url, text } = await createBrowser(at.origin).walk(flow.url);
    expect(text).to.equal('');
    expect(parameter(url, 'error')).to.equal('login_required');
    expect(parameter(url, 'state')).to.equal(flow.state);
  });

  it('oidcc-prompt-none-logged-in: gives the same login without a page', async () => {
    const first = await obtain({ max_age: '10000' });
    const { url } = await first.browser.walk(request({ prompt: 'none', max_age: '10000' }).url);
    const { claims } = await walk.exchange(at, partner, url, { verifier: undefined });
    expect(claims).to.include({ sub: first.claims.sub, auth_time: first.claims.auth_time });
  });

  it('oidcc-max-age-1: asks again once the login is older', async () => {
    const first = await obtain({ max_age: '10000' });
    await sleep(2100);
    const again = await signInAgain(first.browser, { max_age: '1' });
    expect(again.claims.sub).to.equal(first.claims.sub);
    expect(Number(again.claims.auth_time)).to.be.greaterThan(Number(first.claims.auth_time));
  });

  it('oidcc-max-age-10000: asks nothing, and auth_time stays', async () => {
    const first = await obtain();
    const { url } = await first.browser.walk(request({ max_age: '10000' }).url);
    const { claims } = await walk.exchange(at, partner, url, { verifier: undefined });
    const third = await walk.exchange(at, partner, (await first.browser.walk(request({ max_age: '15000' }).url)).url, {
      verifier: undefined,
    });
    expect(claims.auth_time).to.be.a('number');
    expect(third.claims.auth_time).to.equal(claims.auth_time);
  });

  it('oidcc-id-token-hint: prompt=none with the hint of the session’s account gives a code, with another’s login_required', async () => {
    const [mine, other] = [await obtain(), await obtain({}, { username: 'other' })];
    const hinted = (hint: string) => mine.browser.walk(request({ prompt: 'none', id_token_hint: hint }).url);
    const { claims } = await walk.exchange(at, partner, (await hinted(mine.idToken)).url, { verifier: undefined });
    expect(claims.sub).to.equal(mine.claims.sub);
    expect(parameter((await hinted(other.idToken)).url, 'error')).to.equal('login_required');
  });

  it('oidcc-login-hint: is filled in on the login page', async () => {
    const page = await createBrowser(at.origin).walk(request({ login_hint: 'bob@example.com' }).url);
    expect(formOf(page.text).fields.username).to.equal('bob@example.com');
  });

  it('oidcc-codereuse: the second use is refused and revokes the tokens of the first', async () => {
    const { callback, accessToken } = await obtain();
    const { status, body } = await walk.redeemCode(at, partner, walk.codeOf(callback));
    expect(status).to.equal(400);
    expect(body.error).to.equal('invalid_grant');
    expect(await walk.isAlive(at, accessToken), 'the first token').to.equal(false);
  });

  it('oidcc-codereuse-30seconds: so it is half a minute later', async () => {
    const { callback, accessToken } = await obtain();
    ahead = 31;
    expect(await walk.isAlive(at, accessToken), 'before').to.equal(true);
    const { body } = await walk.redeemCode(at, partner, walk.codeOf(callback));
    expect(body.error).to.equal('invalid_grant');
    expect(await walk.isAlive(at, accessToken), 'after').to.equal(false);
  });

  it('oidcc-refresh-token: gives new tokens for the same login, to the same application only', async () => {
    const first = await obtain({ scope: 'openid profile offline_access', prompt: 'consent', max_age: '10000' });
    const stranger = await walk.createPartner(at);
    const stolen = await walk.refresh(at, stranger, first.refreshToken);
    expect(stolen.body.error).to.equal('invalid_grant');

    const { status, body } = await walk.refresh(at, partner, first.refreshToken);
    expect(status).to.equal(200);
    expect(body.access_token).to.be.a('string').and.to.not.equal(first.accessToken);
    const { payload } = await walk.verifyIdToken(at, walk.text(body.id_token), partner);
    const { iss, sub, aud, auth_time } = first.claims;
    expect(payload).to.include({ iss, sub, aud });
    expect(payload.auth_time).to.be.a('number').and.to.equal(auth_time);
    expect(await walk.isAlive(at, walk.text(body.access_token))).to.equal(true);
  });
});
