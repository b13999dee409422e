import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { classOf, createAdmission } from '../../../src/http/gate/admission.ts';
import { createLog } from '../../../src/log.ts';
import { until } from '../../support/until.ts';

const publicUrl = new URL('https://sso.example.cn');

describe('admission', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A server whose work is never done before `held` is answered. */
  async function open() {
    const held: ServerResponse[] = [];
    const events: string[] = [];
    server = createServer(
      createAdmission({
        ...{ publicUrl, longest: 0, log: createLog('silent') },
        metrics: { event: (event) => events.push(event) },
        app: (req, res) => {
          req.resume();
          held.push(res);
        },
      }),
    ).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
    return { held, events, ask, port };
  }

  it('knows the class of work by the path', () => {
    const classes = Object.entries({
      '/oidc/token': 'tokens',
      '/oidc/userinfo': 'tokens',
      '/.well-known/openid-configuration': 'tokens',
      '/oidc/auth?client_id=a': 'arrivals',
      '/oidc/auth/abc': 'logins',
      '/interaction/abc/login': 'logins',
      '/account': 'logins',
      '/api/v1/resources/news': 'api',
      '/api/v1/files': 'files',
      '/console/resources/news/import': 'files',
      '/admin/audit/export.csv': 'files',
      '/': 'pages',
      '/console': 'pages',
    });
    for (const [url, expected] of classes) expect(classOf({ url, headers: {} }), url).to.equal(expected);
    const upload = { 'content-type': 'multipart/form-data; boundary=a' };
    expect(classOf({ url: '/console/submissions/1', headers: upload })).to.equal('files');
  });

  it('serves so many, lets some wait, and answers all others at once with the time to come again', async () => {
    const { held, events, ask } = await open();
    const answers = Array.from({ length: 50 }, () => ask('/', { headers: { accept: 'text/html' } }));
    const refused: Response[] = [];
    for (const each of answers) void each.then((answer) => answer.status === 503 && refused.push(answer));
    await until(() => refused.length === 18, 'refusals'); // eight places, and 24 wait
    expect(held).to.have.length(8);
    const [first] = refused;
    const text = (await first?.text()) ?? '';
    const seconds = first?.headers.get('retry-after') ?? '';
    expect(Number(seconds)).to.be.within(2, 6);
    expect(text).to.contain('服务正忙').and.contain(`<meta http-equiv="refresh" content="${seconds}">`);
    expect(first?.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(first?.headers.get('cache-control')).to.equal('no-store');
    expect(events.filter((event) => event === 'refused.pages')).to.have.length(18);
    for (let n = 0; n < 32; n += 1) {
      await until(() => held.length > n, 'the next one');
      held[n]?.end('served');
    }
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(32);
  });

  it('keeps the classes apart: while pages are full, a token is asked for and a login goes on', async () => {
    const { held, ask } = await open();
    for (let n = 0; n < 40; n += 1) void ask('/').catch(() => undefined);
    await until(() => held.length === 8, 'full pages');
    for (const path of ['/oidc/token', '/oidc/auth/abc', '/oidc/auth', '/api/v1/me']) {
      const answer = ask(path);
      const before = held.length;
      await until(() => held.length === before + 1, path);
      held.at(-1)?.end('served');
      expect(await (await answer).text()).to.equal('served');
    }
  });

  it('answers programs in their words', async () => {
    const { ask } = await open();
    const flood = (path: string, count: number, init?: RequestInit) =>
      Promise.any(
        Array.from({ length: count }, async () => {
          const answer = await ask(path, init);
          if (answer.status !== 503) throw new Error('served');
          return answer;
        }),
      );
    const token = await flood('/oidc/token', 200, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
    expect(await token.json()).to.include({ error: 'temporarily_unavailable' });
    const api = await flood('/api/v1/resources/news', 40);
    expect(api.headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
    expect(await api.json()).to.include({ status: 503, code: 'maintenance' });
    const form = await flood('/console/x', 40, { method: 'POST', body: 'a=1', headers: { accept: 'text/html' } });
    expect(await form.text())
      .to.contain('选择重新提交')
      .and.not.contain('http-equiv');
  });

  it('gives no place to a body that is still on its way: whoever sends slowly holds up nobody', async () => {
    const { held, ask, port } = await open();
    const slow = Array.from({ length: 60 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /console/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na=1');
      return socket;
    });
    await until(() => held.length === 60, 'the slow ones');
    const page = ask('/');
    await until(() => held.length === 61, 'a page');
    held.at(-1)?.end('served');
    expect((await page).status).to.equal(200);
    for (const socket of slow) socket.destroy();
  });
});
