import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, password, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

describe('RFC 9700, best current practice for OAuth 2.0 security', () => {
  let at: TestApp;
  let partner: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const errorOf = async (params: walk.Params) => {
    const { url } = await createBrowser(at.origin).walk(authorization(partner.clientId, params).url);
    return parameter(url, 'error') ?? new URLSearchParams(url.hash.slice(1)).get('error');
  };

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    await createCitizen(at);
  });
  beforeEach(async () => {
    ahead = 0;
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  describe('2.1.1 PKCE', () => {
    it('is required of every application, before the citizen sees a page', async () => {
      const open = await walk.createPartner(at, { authMethod: 'none', scope: 'openid' });
      for (const { clientId } of [partner, open]) {
        const flow = authorization(clientId, { ...walk.withoutPkce, scope: 'openid' });
        const { url } = await createBrowser(at.origin).walk(flow.url);
        expect(parameter(url, 'error')).to.equal('invalid_request');
        expect(parameter(url, 'error_description')).to.match(/PKCE|code_challenge/i);
      }
    });

    it('is S256 and not plain', async () => {
      expect(await errorOf({ code_challenge_method: 'plain' })).to.equal('invalid_request');
      expect(await errorOf({ code_challenge_method: undefined }), 'whose default is plain').to.equal('invalid_request');
    });

    it('takes no challenge that cannot be a SHA-256', async () => {
      expect(await errorOf({ code_challenge: 'short' })).to.equal('invalid_request');
    });

    it('takes no code without its verifier, nor with another one', async () => {
      for (const verifier of [undefined, 'y'.repeat(43)]) {
        const { callback } = await walk.authorize(at, partner);
        const { status, body } = await walk.redeemCode(at, partner, walk.codeOf(callback), verifier);
        expect(status).to.equal(400);
        expect(body.error).to.equal('invalid_grant');
      }
    });

    it('cannot be brought in afterwards: a verifier for a request without a challenge is refused', async () => {
      await walk.waivePkce(at, partner);
      await settled();
      const { callback, flow } = await walk.authorize(at, partner, walk.withoutPkce);
      const { body } = await walk.redeemCode(at, partner, walk.codeOf(callback), flow.verifier);
      expect(body.error).to.equal('invalid_grant');
    });

    it('is waived for one application and until a date', async () => {
      await walk.waivePkce(at, partner, 60);
      await settled();
      expect((await walk.authorize(at, partner, walk.withoutPkce)).callback.searchParams.get('code')).to.be.a('string');
      ahead = 61;
      expect(await errorOf(walk.withoutPkce)).to.equal('invalid_request');
    });
  });

  describe('2.1, 4.1 redirect URIs', () => {
    it('match exactly', async () => {
      const near = ['/callback/', '/Callback', '/callback?x=1', '/callback#x', '/callback/../callback', '/%63allback'];
      for (const path of near) {
        const flow = authorization(partner.clientId, { redirect_uri: `http://localhost:9${path}` });
        const page = await createBrowser(at.origin).walk(flow.url);
        expect(page.status, path).to.equal(400);
        expect(page.url.origin, path).to.equal(at.origin);
      }
    });

    it('must be named even where only one is registered', async () => {
      const page = await createBrowser(at.origin).walk(
        authorization(partner.clientId, { redirect_uri: undefined }).url,
      );
      expect(page.status).to.equal(400);
      expect(page.url.origin).to.equal(at.origin);
    });

    it('are the same at the token endpoint', async () => {
      const { callback, flow } = await walk.authorize(at, partner);
      const headers = walk.authenticated(partner);
      const elsewhere = 'http://localhost:9/other';
      const { body } = await walk.redeemInForm(at, {}, walk.codeOf(callback), flow.verifier, headers, elsewhere);
      expect(body.error).to.equal('invalid_grant');
    });
  });

  it('2.1.2 there is no implicit and no hybrid flow, and no token in an address', async () => {
    for (const response_type of ['token', 'id_token', 'id_token token', 'code token', 'code id_token', 'none'])
      expect(await errorOf({ response_type }), response_type).to.be.oneOf([
        'unsupported_response_type',
        'unauthorized_client',
      ]);
    const { callback } = await walk.authorize(at, partner);
    expect([...callback.searchParams.keys()]).to.have.members(['code', 'state', 'iss']);
    expect(callback.hash).to.equal('');
  });

  it('2.4 the password grant does not exist', async () => {
    const fields = { grant_type: 'password', username: 'citizen', password };
    const response = await fetch(`${at.origin}/oidc/token`, {
      method: 'POST',
      headers: walk.authenticated(partner),
      body: new URLSearchParams(fields),
    });
    expect((await walk.json(response)).error).to.equal('unsupported_grant_type');
  });

  it('4.3 tokens are not taken from an address', async () => {
    const { accessToken } = await walk.obtain(at, partner);
    const response = await fetch(`${at.origin}/oidc/userinfo?access_token=${accessToken}`);
    expect(response.status).to.be.oneOf([400, 401]);
    const { body } = await walk.apiToken(at, partner);
    expect((await fetch(`${at.origin}/api/v1/me?access_token=${body.access_token}`)).status).to.equal(401);
  });

  it('4.2.4 pages with a request in their address send no referrer elsewhere', async () => {
    const login = await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    expect(login.headers.get('referrer-policy')).to.equal('same-origin');
    const wrong = await createBrowser(at.origin).walk(
      authorization(partner.clientId, { redirect_uri: 'https://x.example/' }).url,
    );
    expect(wrong.headers.get('referrer-policy')).to.equal('same-origin');
  });

  it('4.12 after a password the browser is sent on with 303', async () => {
    const browser = createBrowser(at.origin);
    const page = await browser.walk(authorization(partner.clientId).url);
    const { action, fields } = formOf(page.text);
    const body = new URLSearchParams({ ...fields, username: 'citizen', password, agree: '1' });
    const response = await browser.request(action, { method: 'POST', body });
    expect(response.status).to.equal(303);
  });

  it('4.16 login pages cannot be framed', async () => {
    const { headers } = await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    expect(headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).to.equal('DENY');
  });

  it('4.11 nothing sends a browser to an invented address', async () => {
    const made = 'https://elsewhere.example/';
    const addresses = [
      '/account?returnTo=',
      '/account/callback?state=',
      '/oidc/logout/success?client_id=',
      '/interaction/x?returnTo=',
    ];
    for (const address of addresses) {
      const page = await createBrowser(at.origin).walk(address + encodeURIComponent(made));
      expect(page.url.origin, address).to.equal(at.origin);
    }
  });

  describe('4.14 refresh tokens', () => {
    const offline = { scope: 'openid offline_access', prompt: 'consent' };

    it('change at every use', async () => {
      const { refreshToken } = await walk.obtain(at, partner, offline);
      const { body } = await walk.refresh(at, partner, refreshToken);
      expect(body.refresh_token).to.be.a('string').and.to.not.equal(refreshToken);
    });

    it('end the whole family when an old one comes again after the grace', async () => {
      const { refreshToken, accessToken } = await walk.obtain(at, partner, offline);
      const second = await walk.refresh(at, partner, refreshToken);
      ahead = 11;
      expect((await walk.refresh(at, partner, refreshToken)).body.error).to.equal('invalid_grant');
      expect((await walk.refresh(at, partner, text(second.body.refresh_token))).body.error).to.equal('invalid_grant');
      expect(await walk.isAlive(at, text(second.body.access_token))).to.equal(false);
      expect(await walk.isAlive(at, accessToken)).to.equal(false);
    });

    it('belong to the application that they were given to, and give no more than was consented to', async () => {
      const { refreshToken } = await walk.obtain(at, partner, offline);
      const stranger = await walk.createPartner(at);
      expect((await walk.refresh(at, stranger, refreshToken)).body.error).to.equal('invalid_grant');
      const more = await walk.refresh(at, partner, refreshToken, { scope: 'openid offline_access phone' });
      expect(more.body.error).to.equal('invalid_scope');
      expect((await walk.refresh(at, partner, refreshToken)).status).to.equal(200);
    });
  });

  it('4.5 a code works once, for its own application, for a minute; its second use ends the refresh token as well', async () => {
    const offline = { scope: 'openid offline_access', prompt: 'consent' };
    const { callback, flow, refreshToken } = await walk.obtain(at, partner, offline);
    expect((await walk.redeemCode(at, partner, walk.codeOf(callback), flow.verifier)).body.error).to.equal(
      'invalid_grant',
    );
    expect((await walk.refresh(at, partner, refreshToken)).body.error).to.equal('invalid_grant');

    const other = await walk.createPartner(at);
    const second = await walk.authorize(at, partner);
    const stolen = await walk.redeemCode(at, other, walk.codeOf(second.callback), second.flow.verifier);
    expect(stolen.body.error).to.equal('invalid_grant');
    const third = await walk.authorize(at, partner);
    ahead = 121;
    const late = await walk.redeemCode(at, partner, walk.codeOf(third.callback), third.flow.verifier);
    expect(late.body.error).to.equal('invalid_grant');
  });
});
