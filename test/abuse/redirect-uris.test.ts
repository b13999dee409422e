import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { bad } from '../fields/redirect-uri-vectors.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, html, post } from '../support/citizen.ts';
import { targetsOf } from './page.ts';

const registered = 'https://m.qx.example.cn/callback';

/** Well-formed, but another's or not quite the registered one. */
const near = [
  'https://evil.example.com/callback',
  'https://m.qx.example.cn.evil.example.com/callback',
  'https://evil.m.qx.example.cn/callback',
  'https://qx.example.cn/callback',
  'https://m-qx.example.cn/callback',
  'https://m.qx.example.cn/callback/',
  'https://m.qx.example.cn//callback',
  'https://m.qx.example.cn/callback//',
  'https://m.qx.example.cn/Callback',
  'https://m.qx.example.cn/callback2',
  'https://m.qx.example.cn/callback/more',
  'https://m.qx.example.cn/callback?',
  'https://m.qx.example.cn/callback?next=https://evil.example.com',
  'https://m.qx.example.cn/callback&a=1',
  'https://m.qx.example.cn/%63allback',
  'https://m.qx.example.cn/call%2Dback',
  'https://m.qx.example.cn:8443/callback',
  'https://m.qx.example.cn',
  'https://m.qx.example.cn/',
  'http://m.qx.example.cn/callback',
  'http://localhost:9/callback',
  'http://127.0.0.1/callback',
  'https://m.qx.example.cn/callback https://evil.example.com/',
  'https://m.qx.example.cn/callback,https://evil.example.com/',
  'urn:ietf:wg:oauth:2.0:oob',
  'about:blank',
  'https://m.qx.example.cn\u2044callback',
  'https://m.qx.example.cn/callback\ufeff',
];
const variants = [...new Set([...bad.map(([uri]) => uri), ...near])];
const isRegistered = (uri: string) => uri === registered;

describe('redirect URIs', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const terms = { redirectUris: [registered], postLogoutRedirectUris: [registered] };
    partner = await createClient(at, terms);
  });
  after(() => at.close());

  /** A page with the error, whose links lead only to ourselves and the partner's registered home. */
  async function expectPage(response: Response, target: string): Promise<void> {
    const text = await response.text();
    expect(response.status, target).to.equal(400);
    expect(response.headers.get('location'), target).to.equal(null);
    expect(response.headers.get('refresh'), target).to.equal(null);
    const ours = [at.origin, new URL(registered).origin];
    const foreign = targetsOf(text).filter((found) => /^[a-z][\w+.-]*:|^\/\//i.test(found));
    expect(
      foreign.filter((found) => !/^(tel|mailto):/.test(found) && !ours.includes(URL.parse(found)?.origin ?? '')),
      target,
    ).to.eql([]);
    if (target.length < 12 || target === new URL(registered).origin) return; // that is where the button leads
    expect(targetsOf(text).filter((found) => found.includes(target))).to.eql([]);
  }

  const get = (redirectUri: string | undefined, more = {}) =>
    fetch(at.origin + authorization(partner.clientId, { redirect_uri: redirectUri, ...more }).url, {
      headers: html,
      redirect: 'manual',
    });

  it('R22 is followed when it is the registered one, letter by letter', async () => {
    const response = await get(registered);
    expect(response.status).to.equal(303);
    expect(response.headers.get('location')).to.match(/^\/interaction\//);
  });

  it(`R22 shows a page with status 400 for ${variants.length} other ones, and never redirects or links to them`, async () => {
    expect(variants).to.have.lengthOf.above(100);
    expect(variants.filter(isRegistered)).to.eql([]);
    for (const uri of variants) await expectPage(await get(uri), uri);
  });

  it('does so whatever else is wrong or asked for in the request', async () => {
    const evil = 'https://evil.example.com/callback';
    for (const more of [
      { prompt: 'none' },
      { scope: undefined },
      { response_type: 'token' },
      { response_type: undefined },
      { response_mode: 'form_post' },
      { response_mode: 'fragment' },
      { code_challenge: undefined },
      { client_id: 'ncc_unknown' },
      { client_id: undefined },
      { request: 'a.b.c' },
      { request_uri: 'https://evil.example.com/request' },
      { prompt: 'none login' },
      { claims: '{' },
    ]) {
      await expectPage(await get(evil, more), evil);
    }
    await expectPage(await get(undefined), '');
  });

  it('are one: two of them in a request are refused', async () => {
    const { url } = authorization(partner.clientId, { redirect_uri: registered });
    for (const second of [registered, 'https://evil.example.com/callback']) {
      const both = `${at.origin}${url}&redirect_uri=${encodeURIComponent(second)}`;
      await expectPage(await fetch(both, { headers: html, redirect: 'manual' }), second);
    }
  });

  it('are refused when they are pushed', async () => {
    for (const uri of variants) {
      const fields = Object.fromEntries(
        new URL(authorization(partner.clientId, { redirect_uri: uri }).url, at.origin).searchParams,
      );
      const { status, body } = await post(at.origin, '/oidc/par', partner, fields);
      expect([status, body.error], uri).to.eql([400, 'invalid_request']);
    }
  });

  it('after logging out are the registered ones only', async () => {
    for (const uri of variants) {
      const query = new URLSearchParams({ client_id: partner.clientId, post_logout_redirect_uri: uri });
      const response = await fetch(`${at.origin}/oidc/logout?${query}`, { headers: html, redirect: 'manual' });
      if (uri !== '') await expectPage(response, uri);
      else expect(response.status).to.equal(200); // as if there were none
    }
  });

  it('R22 cannot be registered when two programs could read them differently', async () => {
    const { institutionId } = await createClient(at);
    const refused = async (input: object) =>
      at.app.applications
        .create(
          { kind: 'operator', name: 'test' },
          { name: '青溪文化云', redirectUris: [registered], ...input },
          { institutionId },
        )
        .then(
          () => 'created',
          ({ code, fields }) => `${code} ${Object.keys(fields ?? {})}`,
        );
    for (const [uri] of bad) {
      expect(await refused({ redirectUris: [uri] }), uri).to.equal('validation_failed redirectUris');
      expect(await refused({ postLogoutRedirectUris: [uri] }), uri).to.equal(
        'validation_failed postLogoutRedirectUris',
      );
      if (uri === '') continue; // no address at all: no notices
      expect(await refused({ backchannelLogoutUri: uri }), uri).to.equal('validation_failed backchannelLogoutUri');
    }
  });
});
