import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, html, post, redeem, signIn } from '../support/citizen.ts';
import { targetsOf } from './page.ts';

const evil = [
  'https://evil.example.com/',
  '//evil.example.com/',
  '///evil.example.com/',
  '/\\evil.example.com/',
  '\\\\evil.example.com\\',
  '/\t/evil.example.com/',
  '\t//evil.example.com',
  '/\n/evil.example.com',
  ' //evil.example.com',
  'https:evil.example.com',
  'https:/evil.example.com',
  'http://localhost@evil.example.com/',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '/account/../../evil',
  '/account//evil.example.com',
  '/account/..//evil.example.com',
  '/account/%2f%2fevil.example.com',
  '/account/callback',
  '/account?next=//evil.example.com',
  '/account#//evil.example.com',
  '@evil.example.com',
  '.evil.example.com',
  ':80@evil.example.com',
];

describe('a redirect', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(at.origin + path, { headers: { ...html, ...headers }, redirect: 'manual' });
  /** Where a browser would go from here. */
  const destination = (response: Response, path: string) => {
    const location = response.headers.get('location');
    return location === null ? undefined : new URL(location, at.origin + path);
  };

  it('after signing in to the account centre goes to one of its own pages', async () => {
    for (const state of evil) {
      const path = `/account/callback?${new URLSearchParams({ state, code: 'x' })}`;
      const target = destination(await get(path), path);
      expect(target?.origin, state).to.equal(at.origin);
      expect(target?.pathname, state).to.equal('/account');
      expect(target?.search).to.equal('');
    }
    const several = '/account/callback?state=/account/logins&state=//evil.example.com';
    expect(destination(await get(several), several)?.pathname).to.equal('/account');
    const fair = '/account/callback?state=/account/logins';
    expect(destination(await get(fair), fair)?.pathname).to.equal('/account/logins');
  });

  it('to the login keeps the requested page, and nothing after it', async () => {
    for (const path of [
      '/account/logins?next=//evil.example.com',
      '/account/grants/x/withdraw?state=//evil.example.com',
    ]) {
      const target = destination(await get(path), path);
      expect(target?.origin).to.equal(at.origin);
      expect(target?.searchParams.get('state')).to.equal(path.split('?')[0]);
      expect(target?.searchParams.get('redirect_uri')).to.equal(`${at.origin}/account/callback`);
    }
  });

  it('never comes of changing the display, and the link to change it stays on the page', async () => {
    for (const parameter of ['elder', 'theme']) {
      for (const value of ['1', 'dark', ...evil]) {
        const response = await get(`/terms?${new URLSearchParams({ [parameter]: value, next: value })}`);
        expect(response.status).to.equal(200);
        expect(response.headers.get('location')).to.equal(null);
        const away = targetsOf(await response.text()).filter(
          (target) => URL.parse(target, at.origin)?.host === 'evil.example.com',
        );
        expect(away, value).to.eql([]);
      }
    }
    for (const path of [
      '//evil.example.com/%2e%2e',
      '/%5Cevil.example.com',
      '//evil.example.com//',
      '/;/evil.example.com',
    ]) {
      const response = await get(path);
      expect(response.headers.get('location'), path).to.equal(null);
      const away = targetsOf(await response.text()).filter(
        (target) => URL.parse(target, at.origin)?.host === 'evil.example.com',
      );
      expect(away, path).to.eql([]);
    }
  });

  it('is not offered by an error page to where its reader came from, unless that is ours', async () => {
    for (const referer of [
      'https://evil.example.com/',
      `${at.origin}.evil.example.com/`,
      `http://x@evil.example.com/`,
    ]) {
      const text = await (await get('/nowhere', { referer })).text();
      expect(text).not.to.contain('evil.example.com');
    }
  });

  it('of a posted authorization or logout request stays here, whatever the form holds', async () => {
    for (const path of ['/oidc/auth', '/oidc/logout']) {
      for (const value of evil) {
        const body = new URLSearchParams({
          redirect_uri: value,
          post_logout_redirect_uri: value,
          state: value,
          [value]: value,
        });
        const response = await fetch(at.origin + path, { method: 'POST', body, redirect: 'manual' });
        expect(response.status).to.equal(303);
        expect(destination(response, path)?.origin, value).to.equal(at.origin);
        expect(destination(response, path)?.pathname).to.equal(path);
      }
    }
  });

  it('after logging out is to a registered address, and only with who asked for it named', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    const callback = await signIn(browser, flow);
    const { body } = await redeem(at.origin, partner, callback, flow);
    for (const uri of evil) {
      for (const named of [{ id_token_hint: String(body.id_token) }, { client_id: partner.clientId }]) {
        const query = new URLSearchParams({ ...named, post_logout_redirect_uri: uri });
        const page = await browser.walk(`/oidc/logout?${query}`);
        expect([page.status, page.url.origin], uri).to.eql([400, at.origin]);
      }
      const page = await browser.walk(`/oidc/logout?${new URLSearchParams({ post_logout_redirect_uri: uri })}`);
      const left = await browser.submit(page);
      expect(left.url.origin, uri).to.equal(at.origin);
      await signIn(browser, authorization(partner.clientId));
    }
  });

  it('carries no parameter of an attacker to the partner but the state that was sent', async () => {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    const state = 'a&code=stolen#x\r\nSet-Cookie: a=b';
    const { url } = await browser.walk(authorization(partner.clientId, { state }).url);
    expect(url.origin + url.pathname).to.equal('http://localhost:9/callback');
    expect(url.searchParams.get('state')).to.equal(state);
    expect(url.searchParams.getAll('code')).to.have.lengthOf(1);
    expect(url.hash).to.equal('');
    expect((await post(at.origin, '/oidc/token', partner, { grant_type: 'x' })).status).to.equal(400);
  });
});
