import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, type Page, signIn, type TestBrowser } from '../support/citizen.ts';

type Answer = { status: number; text: string; location: string | undefined };

describe('another way to write a path', () => {
  let at: TestApp;
  let citizen: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename);
    const partner = await createClient(at);
    await createCitizen(at);
    citizen = createBrowser(at.origin);
    await signIn(citizen, authorization(partner.clientId));
  });
  after(() => at.close());

  /** The path as it is written: `fetch` would tidy it up. */
  const ask = (
    path: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname, port } = new URL(at.origin);
      const req = request(
        { hostname, port, path, method, headers: { accept: 'text/html', ...headers }, agent: false },
        (res) => {
          let text = '';
          res.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          res.on('end', () => resolve({ status: res.statusCode ?? 0, text, location: res.headers.location }));
        },
      );
      req.on('error', reject).end();
    });

  /** Ways that programs in front of us may read as the same path. */
  const written = (path: string) => {
    const [, first = '', ...rest] = path.split('/');
    const tail = rest.length > 0 ? `/${rest.join('/')}` : '';
    return [
      path,
      `/${path}`,
      `//${path}`,
      `/.${path}`,
      `/x/..${path}`,
      `/x/..;${path}`,
      `/;${path}`,
      `${path}/`,
      `${path}//`,
      `${path}/.`,
      `${path}/..;/`,
      `${path}/../${first}${tail}`,
      `${path};x=1`,
      `${path}.json`,
      `${path}%20`,
      `${path}%2f`,
      `${path}%3f`,
      `${path}?x`,
      `${path}%23`,
      `/${first.toUpperCase()}${tail}`,
      `/%${first.charCodeAt(0).toString(16)}${first.slice(1)}${tail}`,
      `/${first}/${tail}`,
      `/${first}/.${tail}`,
      `/${first}%2f${rest.join('%2f')}`,
      `/terms/..${path}`,
      `/terms/..;${path}`,
      `/public/..${path}`,
      `/public/..;${path}`,
      `/healthz/..${path}`,
      `/healthz/..;${path}`,
    ];
  };

  it('leads a stranger into no page of the account centre', async () => {
    for (const page of ['/account', '/account/grants', '/account/logins']) {
      for (const path of written(page)) {
        const { status, location, text } = await ask(path);
        expect(status, path).to.be.oneOf([303, 400, 404]);
        if (status === 303) expect(location, path).to.match(/^\/oidc\/auth\?/);
        expect(text, path).not.to.contain('已授权平台</h1>');
      }
    }
  });

  it('leads no one without a token into the partner API', async () => {
    for (const path of written('/api/v1/me')) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        const { status } = await ask(path, { method });
        expect(status, `${method} ${path}`).to.be.within(400, 499);
      }
    }
  });

  it('hands out no token and no information without authentication', async () => {
    for (const endpoint of ['/oidc/token', '/oidc/introspection', '/oidc/userinfo', '/oidc/par']) {
      for (const path of written(endpoint)) {
        for (const method of ['GET', 'POST']) {
          const { status } = await ask(path, { method });
          expect(status, `${method} ${path}`).to.be.within(400, 499);
        }
      }
    }
  });

  it('does not get past the check of the host', async () => {
    for (const path of [
      ...written('/account'),
      ...written('/terms'),
      '/healthz;/account',
      '/healthz/',
      '/metrics/../account',
      '//healthz/account',
    ]) {
      const { status, text } = await ask(path, { headers: { host: 'evil.example.com' } });
      expect(status, path).to.equal(421);
      expect(text).not.to.contain('<html');
    }
  });

  it('reads no file outside the public ones', async () => {
    for (const climb of [
      '..',
      '../..',
      '%2e%2e',
      '%2e%2e%2f%2e%2e',
      '..%2f..',
      '..%5c..',
      '..\\..',
      '....//..',
      '.%2e/.%2e',
      '%252e%252e',
      '..;/..',
    ]) {
      for (const file of [
        'package.json',
        'src/server.ts',
        'views/oidc/login.ejs',
        'oidc/login.ejs',
        'etc/passwd',
        'keys/secrets.json',
      ]) {
        const { status, text } = await ask(`/public/${climb}/${file}`);
        expect(status, `${climb}/${file}`).to.be.within(400, 499);
        expect(text).not.to.contain('"dependencies"').and.not.contain('root:').and.not.contain('createServer');
      }
    }
    for (const path of [
      '/package.json',
      '/.env',
      '/.git/config',
      '/src/server.ts',
      '/keys/secrets.json',
      '/data/postgres/PG_VERSION',
      '/public/',
      '/public',
    ])
      expect((await ask(path)).status, path).to.equal(404);
  });

  it('of a page that does not exist gives every visitor the same plain page', async () => {
    for (const path of [
      '//admin',
      '/admins',
      '/admin/..;/',
      '/interaction',
      '/oidc',
      '/oidc/nothing',
      '/.well-known/x',
    ]) {
      const { status, text } = await ask(path);
      expect(status, path).to.equal(404);
      expect(text, path).not.to.match(/Error:|node_modules|\.ts:\d/);
    }
  });

  it('leads visitors without a back-office session to its sign-in, however the name is written', async () => {
    for (const path of ['/admin', '/admin/', '/ADMIN/', '/console', '/Console/', '/admin?x=1']) {
      const answer = await createBrowser(at.origin).request(path);
      expect(answer.status, path).to.equal(303);
      expect(answer.headers.get('location'), path).to.match(/^\/console\/sign-in(\?|$)/);
    }
  });

  it('shows one citizen nothing of another: ids of others lead nowhere', async () => {
    const other = await createClient(at);
    const pageOf = (path: string): Promise<Page> => citizen.walk(path);
    for (const id of [
      other.clientId,
      'account-centre',
      '00000000-0000-4000-8000-000000000001',
      '..',
      '%2e%2e',
      '*',
      '1 or 1=1',
    ]) {
      expect((await pageOf(`/account/grants/${encodeURIComponent(id)}/withdraw`)).status, id).to.equal(404);
    }
    const all = await pageOf('/account/logins?before=999999999999999');
    const own = await pageOf('/account/logins');
    expect(all.status).to.equal(200);
    expect((all.text.match(/<li/g) ?? []).length).to.be.at.most((own.text.match(/<li/g) ?? []).length);
  });
});
