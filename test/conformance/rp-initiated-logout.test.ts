import { expect } from 'chai';
import { importJWK, SignJWT } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, password, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization, type Client, createBrowser, type TestBrowser } from '../support/citizen.ts';
import { type Listener, openListener } from './listener.ts';
import * as walk from './walk.ts';

const { parameter } = walk;

describe('OpenID Connect RP-Initiated Logout', () => {
  let at: TestApp;
  let listener: Listener;
  let partner: Client;
  let post_logout_redirect_uri: string;
  const logout = (parameters: Record<string, string>) => `/oidc/logout?${new URLSearchParams(parameters)}`;
  /** Leaves by the button 退出登录. */
  const leave = async (browser: TestBrowser, parameters: Record<string, string>) =>
    browser.submit(await browser.walk(logout(parameters)), { logout: 'yes' });
  const isSignedIn = async (browser: TestBrowser) => {
    const { url } = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    return parameter(url, 'error') === null;
  };

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    listener = await openListener();
    post_logout_redirect_uri = `${listener.origin}/goodbye`;
    const postLogoutRedirectUris = [post_logout_redirect_uri, `${listener.origin}/with?kept=1`];
    const redirectUris = [walk.callbackUri, `${listener.origin}/callback`];
    partner = await walk.createPartner(at, { redirectUris, postLogoutRedirectUris });
  });
  after(async () => {
    await listener.close();
    await at.close();
  });

  it('oidcc-rp-initiated-logout-discovery-endpoint-verification: the endpoint is announced', async () => {
    const document = await walk.discover(at);
    expect(document.end_session_endpoint).to.equal(`${at.origin}/oidc/logout`);
  });

  it('oidcc-rp-initiated-logout: asks, ends the session and goes back with the state', async () => {
    const { browser, idToken, accessToken } = await walk.obtain(at, partner);
    const page = await browser.walk(logout({ id_token_hint: idToken, post_logout_redirect_uri, state: 'kept' }));
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('退出登录');
    expect(await isSignedIn(browser), 'before the answer').to.equal(true);
    const { url, status } = await browser.submit(page, { logout: 'yes' });
    expect(status).to.equal(303);
    expect(url.href).to.equal(`${post_logout_redirect_uri}?state=kept`);
    expect(await isSignedIn(browser), 'after it').to.equal(false);
    expect(await walk.isAlive(at, accessToken), 'the token of the session').to.equal(false);
  });

  it('lets the forms of the logout page end at the partner, or browsers would stop there', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const page = await browser.walk(logout({ id_token_hint: idToken, post_logout_redirect_uri }));
    expect(page.headers.get('content-security-policy')).to.contain(`form-action 'self' ${listener.origin};`);
    const plain = await browser.walk(logout({ id_token_hint: idToken }));
    expect(plain.headers.get('content-security-policy')).to.contain("form-action 'self';");
  });

  it('is taken by POST as well', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const body = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri, state: 'posted' });
    const posted = await browser.request('/oidc/logout', { method: 'POST', body });
    expect(posted.status).to.equal(303);
    const { url } = await browser.submit(await browser.walk('/oidc/logout', posted), { logout: 'yes' });
    expect(url.href).to.equal(`${post_logout_redirect_uri}?state=posted`);
  });

  it('keeps the session after 不退出, and returns all the same', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const page = await browser.walk(logout({ id_token_hint: idToken, post_logout_redirect_uri }));
    const { url } = await browser.submit(page);
    expect(url.href).to.equal(post_logout_redirect_uri);
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('oidcc-rp-initiated-logout-no-state: goes back without one', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const { url } = await leave(browser, { id_token_hint: idToken, post_logout_redirect_uri });
    expect(url.href).to.equal(post_logout_redirect_uri);
  });

  it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri: ends at a page of ours', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const { url, text } = await leave(browser, { id_token_hint: idToken });
    expect(url.origin).to.equal(at.origin);
    expect(text).to.contain('已退出');
  });

  it('oidcc-rp-initiated-logout-no-params, -only-state: ends at a page of ours', async () => {
    for (const parameters of [{}, { state: 'alone' }]) {
      const { browser } = await walk.obtain(at, partner);
      const { url, text } = await leave(browser, parameters);
      expect(url.origin + url.pathname).to.equal(`${at.origin}/oidc/logout/success`);
      expect(text).to.contain('已退出');
      expect(await isSignedIn(browser)).to.equal(false);
    }
  });

  it('oidcc-rp-initiated-logout-no-id-token-hint: without a hint or client_id there is no redirect', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await leave(browser, { post_logout_redirect_uri, state: 'x' });
    expect(url.origin).to.equal(at.origin);
  });

  it('goes back by client_id where there is no id_token any more', async () => {
    const { browser } = await walk.obtain(at, partner);
    const { url } = await leave(browser, { client_id: partner.clientId, post_logout_redirect_uri, state: 'y' });
    expect(url.href).to.equal(`${post_logout_redirect_uri}?state=y`);
  });

  it('keeps the query of a registered address', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    const registered = `${listener.origin}/with?kept=1`;
    const { url } = await leave(browser, { id_token_hint: idToken, post_logout_redirect_uri: registered, state: 'z' });
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({ kept: '1', state: 'z' });
  });

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri, -query-added-to-post-logout-redirect-uri: an address that is not registered gets a page', async () => {
    const { browser, idToken } = await walk.obtain(at, partner);
    for (const bad of [
      'https://elsewhere.example/',
      `${post_logout_redirect_uri}?added=1`,
      `${post_logout_redirect_uri}/`,
    ]) {
      const page = await browser.walk(logout({ id_token_hint: idToken, post_logout_redirect_uri: bad }));
      expect(page.status).to.equal(400);
      expect(page.url.origin).to.equal(at.origin);
      expect(page.text).to.not.contain(`href="${bad}`).and.to.not.contain('op.logoutForm');
      expect(page.headers.get('content-security-policy')).to.contain("form-action 'self';");
    }
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('oidcc-rp-initiated-logout-bad-id-token-hint, -modified-id-token-hint: a hint that we did not sign gets a page', async () => {
    const { browser, idToken, claims } = await walk.obtain(at, partner);
    const [head, , signature] = idToken.split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody' })).toString('base64url');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
    for (const hint of ['nonsense', `${head}.${other}.${signature}`, forged]) {
      const page = await browser.walk(logout({ id_token_hint: hint, post_logout_redirect_uri }));
      expect(page.status).to.equal(400);
      expect(page.url.origin).to.equal(at.origin);
    }
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('says of a logout that cannot go on that it is one, whose, and how to leave all the same', async () => {
    const { browser, idToken, claims } = await walk.obtain(at, partner);
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
    const bad = 'https://elsewhere.example/';
    const wrong: Readonly<Record<string, [Record<string, string>, RegExp, named: boolean]>> = {
      'an address that is not registered': [
        { id_token_hint: idToken, post_logout_redirect_uri: bad },
        /退出设置有误.*没有在国家公共文化云登记.*没有跳转/s,
        true,
      ],
      'the same by client_id': [
        { client_id: partner.clientId, post_logout_redirect_uri: bad },
        /退出设置有误.*没有在国家公共文化云登记/s,
        true,
      ],
      'a hint of another key': [{ id_token_hint: forged }, /发来的退出请求有误/, true],
      'a hint that is none': [{ id_token_hint: 'nonsense' }, /发来的退出请求有误/, false],
      'a hint that is none, with an AK': [
        { id_token_hint: 'nonsense', client_id: partner.clientId },
        /发来的退出请求有误/,
        true,
      ],
      'an AK that does not exist': [{ client_id: 'ncc_aaaaaaaaaaaaaaaaaaaa' }, /发来的退出请求有误/, false],
    };
    for (const [name, [parameters, words, isNamed]] of Object.entries(wrong)) {
      const page = await browser.walk(logout(parameters));
      expect(page.status, name).to.equal(400);
      expect(page.text, name)
        .to.match(words)
        .and.not.match(/登录请求|登录已停止|登录设置/);
      expect(page.text.includes('青溪文化云'), `${name}: names the platform`).to.equal(isNamed);
      expect(page.text, name).to.contain('您还没有退出国家公共文化云');
      const [, href = ''] = /<a class="btn go" href="([^"]+)">退出登录<\/a>/.exec(page.text) ?? [];
      const asked = await browser.walk(href.replaceAll('&amp;', '&'));
      expect(asked.text, name).to.contain('op.logoutForm');
    }
    const { url } = await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    expect(url.pathname).to.equal('/oidc/logout/success');
    expect(await isSignedIn(browser)).to.equal(false);
  });

  it('says of a page of leaving that is too old that it is, and offers a new one', async () => {
    const { browser } = await walk.obtain(at, partner);
    const page = await browser.walk('/oidc/logout');
    const old = await browser.submit(page, { logout: 'yes', xsrf: 'x' });
    expect([old.status, old.text.includes('退出页面已过期')]).to.deep.equal([400, true]);
    expect(old.text).to.match(/<a class="btn go" href="\/oidc\/logout">退出登录<\/a>/);
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('takes a hint that has expired, as it has at a logout after ten minutes', async () => {
    const { browser, claims } = await walk.obtain(at, partner);
    const [jwk] = at.app.keys.jwks().keys;
    const expired = await new SignJWT({ ...claims, iat: Number(claims.iat) - 7200, exp: Number(claims.exp) - 7200 })
      .setProtectedHeader({ alg: 'RS256', kid: String(jwk?.kid) })
      .sign(await importJWK({ ...jwk }, 'RS256'));
    const { url } = await leave(browser, { id_token_hint: expired, post_logout_redirect_uri });
    expect(url.href).to.equal(post_logout_redirect_uri);
  });

  it('returns at once without a session', async () => {
    const { idToken } = await walk.obtain(at, partner);
    const browser = createBrowser(at.origin);
    const page = await browser.walk(logout({ id_token_hint: idToken, post_logout_redirect_uri, state: 's' }));
    expect((await browser.submit(page)).url.href).to.equal(`${post_logout_redirect_uri}?state=s`);
  });

  it('leaves the tokens of a phone, which are another login, alone', async () => {
    const phone = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
    const { browser, idToken } = await walk.obtain(at, partner, { scope: 'openid' });
    await leave(browser, { id_token_hint: idToken });
    expect((await walk.refresh(at, partner, phone.refreshToken)).status).to.equal(200);
  });

  it('ends at the partner in a real browser, and again where the session is over', async () => {
    const { idToken } = await walk.obtain(at, partner);
    const browser = await openPage({ origin: at.origin });
    const redirect_uri = `${listener.origin}/callback`;
    await browser.goto(authorization(partner.clientId, { redirect_uri }).url);
    await browser.fill('[name="username"]', 'citizen');
    await browser.fill('[name="password"]', password);
    await browser.check('[name="agree"]');
    await browser.press('[name="password"]', 'Enter');
    await browser.waitForURL(`${redirect_uri}?*`, { timeout: 5000 });
    for (const state of ['first', 'second']) {
      await browser.goto(logout({ id_token_hint: idToken, post_logout_redirect_uri, state }));
      if (state === 'first') await browser.getByRole('button', { name: '退出登录', exact: true }).click();
      await browser.waitForURL(`${post_logout_redirect_uri}?state=${state}`, { timeout: 5000 });
    }
    await browser.context().close();
  });
});
