import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, html, post, redeem, signIn } from '../support/citizen.ts';

const hsts = /^max-age=\d{8,}; includeSubDomains$/;

describe('the headers of every page', () => {
  let at: TestApp;
  let partner: Client;
  const pages = new Map<string, { text: string; headers: Headers }>();

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at);
    await createCitizen(at);

    const browser = createBrowser(at.origin);
    const keep = async (name: string, path: string) => {
      const page = await browser.walk(path);
      pages.set(name, page);
      return page;
    };
    const login = await keep('login', authorization(partner.clientId, { prompt: 'login consent' }).url);
    const base = login.url.pathname;
    for (const way of ['sms', 'register', 'register?way=username', 'recover']) await keep(way, `${base}/${way}`);
    pages.set(
      'login with problems',
      await browser.submit(login, { username: 'citizen', password: 'wrong-horse-5', agree: '1' }),
    );
    const consent = await browser.submit(login, { username: 'citizen', password, agree: '1' });
    pages.set('consent', consent);
    await browser.submit(consent, { scope_profile: '1' });
    await keep('the login that is over', base);
    for (const path of ['/', '/terms', '/privacy', '/docs/errors', '/nowhere', '/dev/outbox', '/account/recover'])
      await keep(path, path);
    for (const path of [
      '/account',
      '/account/grants',
      `/account/grants/${partner.clientId}/withdraw`,
      '/account/logins',
    ])
      await keep(path, path);
    await keep('an authorization request that is wrong', '/oidc/auth?client_id=x');
    await keep('the answer by a form', authorization(partner.clientId, { response_mode: 'form_post' }).url);
    pages.set('left', await browser.submit(await keep('logout', '/oidc/logout'), { logout: 'yes' }));
    await keep('logout without a session', '/oidc/logout');
  });
  after(() => at.close());

  /** A program of the partner, with a token for the API. */
  async function asProgram(): Promise<Record<string, string>> {
    const { body } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    return { authorization: `Bearer ${String(body.access_token)}` };
  }

  const policyOf = (headers: Headers) =>
    new Map(
      (headers.get('content-security-policy') ?? '').split(';').map((part) => {
        const [name = '', ...values] = part.trim().split(/\s+/);
        return [name, values.join(' ')];
      }),
    );

  it('let no other site frame it, in new browsers and old ones', () => {
    expect(pages.size).to.be.above(20);
    for (const [name, { headers }] of pages) {
      expect(policyOf(headers).get('frame-ancestors'), name).to.equal("'none'");
      expect(headers.get('x-frame-options'), name).to.equal('DENY');
    }
  });

  it('let run no script but ours, and none in the page itself that we did not write', () => {
    for (const [name, { headers, text }] of pages) {
      const policy = policyOf(headers);
      expect(policy.get('default-src'), name).to.equal("'none'");
      expect(policy.get('base-uri'), name).to.equal("'none'");
      const scripts = policy.get('script-src') ?? '';
      expect(scripts, name).to.match(/^'self'( 'sha256-[\w+/]{43}=')?$/);
      expect(policy.get('style-src'), name).to.equal("'self'");
      expect(text, name).not.to.match(/\son\w+\s*=|<style|\sstyle\s*=|javascript:/i);
    }
  });

  it('let its forms end here, or at the partner that the login is for, and nowhere else', () => {
    const partnerPages = [
      'login',
      'sms',
      'register',
      'register?way=username',
      'recover',
      'login with problems',
      'consent',
      'the answer by a form',
    ];
    for (const [name, { headers }] of pages) {
      const wanted = partnerPages.includes(name) ? "'self' http://localhost:9" : "'self'";
      expect(policyOf(headers).get('form-action'), name).to.equal(wanted);
    }
  });

  it('do not name an origin that was only asked for', async () => {
    for (const path of ['/oidc/logout', '/oidc/auth', '/account/recover', '/']) {
      const query = new URLSearchParams({
        post_logout_redirect_uri: 'https://evil.example.com/',
        redirect_uri: 'https://evil.example.com/',
      });
      const response = await fetch(`${at.origin}${path}?${query}`, { headers: html });
      expect(response.headers.get('content-security-policy'), path).to.be.a('string').and.not.contain('evil');
    }
  });

  it('stay as they are: no sniffing, no storing, no referrer to others', () => {
    for (const [name, { headers }] of pages) {
      expect(headers.get('x-content-type-options'), name).to.equal('nosniff');
      expect(headers.get('referrer-policy'), name).to.equal('same-origin');
      // Only public pages may be shared (test/http/shared-pages.test.ts).
      const mayBeShared = ['/', '/terms', '/privacy', '/docs/errors'].includes(name);
      expect(headers.get('cache-control'), name).to.contain(mayBeShared ? 's-maxage=1' : 'no-store');
      expect(headers.get('permissions-policy'), name).to.be.a('string');
      expect(headers.get('content-type'), name).to.match(/^text\/html; ?charset=utf-8$/i);
      expect(headers.get('x-request-id'), name).to.match(/^[\dA-Z]{4}-[\dA-Z]{4}$/);
      for (const boast of ['x-powered-by', 'server', 'x-aspnet-version'])
        expect(headers.get(boast), name).to.equal(null);
    }
  });

  it('isolate the page from its opener, but for the partner that opened a login in a popup', () => {
    const signingIn =
      /^(login|sms|register|recover|consent|an authorization request that is wrong|the answer by a form)|^the login that/;
    for (const [name, { headers }] of pages)
      expect(headers.get('cross-origin-opener-policy'), name).to.equal(
        signingIn.test(name) ? 'unsafe-none' : 'same-origin',
      );
  });

  it('of answers to programs are as strict', async () => {
    const flow = authorization(partner.clientId);
    const { headers: tokens } = await redeem(at.origin, partner, await signIn(createBrowser(at.origin), flow), flow);
    const userinfo = await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: 'Bearer x' } });
    const me = await fetch(`${at.origin}/api/v1/me`);
    for (const headers of [tokens, userinfo.headers, me.headers]) {
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.contain("default-src 'none'");
      expect(headers.get('content-type')).to.match(/^application\/(problem\+)?json/);
    }
    expect(tokens.get('cache-control')).to.contain('no-store');
    for (const { headers } of [me, await fetch(`${at.origin}/api/v1/me`, { headers: await asProgram() })])
      expect(headers.get('cache-control'), 'of what one AK may see').to.equal('no-store');
  });

  it('keep cookies from scripts and from other sites', async () => {
    const login = await fetch(at.origin + authorization(partner.clientId).url, { headers: html, redirect: 'manual' });
    const page = await fetch(`${at.origin}/account/recover?elder=1&theme=dark`, { headers: html });
    const cookies = [...login.headers.getSetCookie(), ...page.headers.getSetCookie()];
    expect(cookies).to.have.lengthOf.above(5);
    for (const cookie of cookies)
      expect(cookie)
        .to.match(/; httponly/i)
        .and.match(/; samesite=lax/i)
        .and.not.match(/; domain=/i);
  });

  it('behind https keep every cookie and every later visit there', async () => {
    const secure = await startApp(import.meta.filename, {
      publicUrl: 'https://sso.example.cn',
      database: at.database,
      keysDir: at.keysDir,
    });
    const client = await createClient(secure);
    const ask = (path: string) =>
      new Promise<Record<string, string | string[] | undefined>>((resolve, reject) => {
        const headers = { host: 'sso.example.cn', ...html };
        const req = request({ port: secure.app.config.PORT, path, headers, agent: false }, (res) => {
          res.resume().on('end', () => resolve(res.headers));
        });
        req.on('error', reject).end();
      });
    try {
      for (const path of [authorization(client.clientId).url, '/account/recover?elder=1', '/terms']) {
        const headers = await ask(path);
        expect(headers['strict-transport-security'], path).to.match(hsts);
        for (const cookie of headers['set-cookie'] ?? []) {
          expect(cookie).to.match(/; secure/i);
          // Two name one login by their path, which a `__Host-` cookie cannot have: they open nothing without `__Host-login`.
          if (/^__Secure-(interaction|resume)(\.sig)?=/.test(cookie)) continue;
          if (/^(theme|elder)=/.test(cookie)) continue;
          expect(cookie).to.match(/^__Host-[^=]+=[^;]*; path=\/(;|$)/);
        }
      }
      // Whatever is answered before any page: made the first time and kept, files, refusals.
      const early = [
        '/.well-known/openid-configuration',
        '/oidc/jwks',
        '/public/cloud.css',
        '/favicon.ico',
        '/public/none',
      ];
      for (const path of [...early, ...early, '/terms?a=%00', '/api/v1/me?a=%00', '/oidc/token?a=%00', '/api/v1/me'])
        expect((await ask(path))['strict-transport-security'], path).to.match(hsts);
    } finally {
      await secure.close();
    }
    expect((await fetch(`${at.origin}/terms`)).headers.get('strict-transport-security'), 'on http').to.equal(null);
  });
});
