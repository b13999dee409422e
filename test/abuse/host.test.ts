import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization } from '../support/citizen.ts';
import { raw } from '../support/raw.ts';
import { targetsOf } from './page.ts';

type Answer = { status: number; text: string; headers: Record<string, string | string[] | undefined> };

describe('the Host header', () => {
  let at: TestApp;
  let port: number;
  const { hostname } = new URL('http://localhost');

  before(async () => {
    at = await startApp(import.meta.filename);
    port = Number(new URL(at.origin).port);
  });
  after(() => at.close());

  const ask = (path: string, headers: Record<string, string | string[]>, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const req = request({ hostname, port, path, method, headers, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        res.on('end', () => resolve({ status: res.statusCode ?? 0, text, headers: res.headers }));
      });
      req.on('error', reject).end();
    });

  const foreign = [
    'evil.example.com',
    `evil.example.com:${80}`,
    'localhost',
    'localhost:1',
    '127.0.0.1',
    'localhost.evil.example.com',
    'evil.example.com#@localhost',
    'evil.example.com/localhost',
    '*',
  ];
  const paths = [
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/',
    '/terms',
    '/account',
    '/docs/errors',
    '/api/v1/me',
    '/oidc/jwks',
    '/oidc/auth?client_id=x',
    '/oidc/logout',
    '/interaction/x',
    '/public/cloud.css',
    '/nowhere',
  ];

  it('that is foreign is answered 421 everywhere, and its name comes back nowhere', async () => {
    for (const path of paths) {
      for (const host of foreign) {
        const { status, text } = await ask(path, { host });
        expect(status, `${path} ${host}`).to.equal(421);
        expect(text).not.to.contain('evil');
      }
    }
    for (const path of ['/oidc/token', '/oidc/par', '/interaction/x/login', '/oidc/auth']) {
      expect((await ask(path, { host: 'evil.example.com' }, 'POST')).status).to.equal(421);
    }
  });

  it('of a stranger does not matter to /healthz, which names nothing', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status, text } = await ask(path, { host: 'evil.example.com', ...watching });
      expect(status, path).to.equal(200);
      expect(text).not.to.contain('evil');
    }
  });

  it('is read without regard to case, and with its port', async () => {
    const { host } = new URL(at.origin);
    expect((await ask('/terms', { host: host.toUpperCase() })).status).to.equal(200);
    expect((await ask('/terms', { host })).status).to.equal(200);
  });

  it('is all that counts: forwarded names are ignored in discovery, pages, redirects and addresses', async () => {
    const { host } = new URL(at.origin);
    const partner = await createClient(at);
    const forged = {
      host,
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '444',
      'x-forwarded-prefix': '/evil',
      'x-original-host': 'evil.example.com',
      'x-host': 'evil.example.com',
      'x-rewrite-url': '/evil',
      'x-original-url': '/evil',
      forwarded: 'host=evil.example.com;proto=https;for=192.0.2.1',
    };
    const { text } = await ask('/.well-known/openid-configuration', forged);
    const discovery: Record<string, unknown> = JSON.parse(text);
    expect(discovery.issuer).to.equal(at.origin);
    expect(text).not.to.contain('evil').and.not.contain('https://localhost');
    for (const [name, value] of Object.entries(discovery))
      if (/_(endpoint|uri)$/.test(name)) expect(new URL(String(value)).origin, name).to.equal(at.origin);

    const started = await ask(authorization(partner.clientId).url, forged);
    expect(started.headers.location).to.match(/^\/interaction\//);
    for (const path of ['/', '/terms', '/account', '/account/recover']) {
      const page = await ask(path, forged);
      expect(page.text, path).not.to.contain('evil');
      expect(targetsOf(page.text).filter((target) => target.startsWith('https://localhost'))).to.eql([]);
      expect(String(page.headers.location ?? '')).not.to.contain('evil');
    }
  });

  it('may be there once: two of them, an absolute address or none at all are refused', async () => {
    const { host } = new URL(at.origin);
    expect((await ask('http://evil.example.com/terms', { host: 'evil.example.com' })).status).to.equal(421);
    const absolute = await ask('http://evil.example.com/terms', { host });
    expect(absolute.status).to.be.within(400, 499);
    expect(absolute.text).not.to.contain('evil');
    const twice = await raw(at.origin, `GET /terms HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example.com\r\n\r\n`);
    expect(twice)
      .to.match(/^HTTP\/1\.1 400 /)
      .and.not.contain('evil');
  });
});
