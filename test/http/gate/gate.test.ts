import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp, watching } from '../../support/app.ts';
import { authorization } from '../../support/citizen.ts';
import { raw } from '../../support/raw.ts';

describe('the gate refuses unread', () => {
  let at: TestApp;
  let host: string;
  let login: string;

  before(async () => {
    at = await startApp(import.meta.filename);
    ({ host } = new URL(at.origin));
    login = authorization((await createClient(at)).clientId).url;
  });
  after(() => at.close());

  it('a request that names two hosts, whichever is ours and however they are written (RFC 9112, 3.2)', async () => {
    const pairs = [
      [`Host: ${host}`, 'Host: evil.example.com'],
      ['Host: evil.example.com', `Host: ${host}`],
      [`Host: ${host}`, `hOST: ${host}`],
      [`Host: ${host}`, `Host: ${host}`, `Host: ${host}`],
    ];
    for (const path of [
      '/',
      '/.well-known/openid-configuration',
      '/oidc/jwks',
      login,
      '/api/v1/me',
      '/public/mark.svg',
      '/healthz',
      '/readyz',
      '/metrics',
    ])
      for (const lines of pairs) {
        const answer = await raw(at.origin, `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
        expect(answer, `${path} ${lines}`)
          .to.match(/^HTTP\/1\.1 400 /)
          .and.not.contain('evil');
      }
    const of = (lines: string) => raw(at.origin, `GET /terms HTTP/1.1\r\n${lines}\r\n\r\n`);
    expect(await of(`Host: ${host}`)).to.match(/^HTTP\/1\.1 200 /);
    expect(await of('X-Nothing: a')).to.match(/^HTTP\/1\.1 400 /); // none at all
  });

  it('a request that brings two credentials (Authorization), equal or not, on every path', async () => {
    const credentials = ['Bearer a', 'Basic YTpi', 'Bearer ncc_assistant_a'];
    for (const path of [
      '/',
      '/healthz',
      '/metrics',
      '/oidc/jwks',
      '/oidc/userinfo',
      '/oidc/token',
      '/api/v1/me',
      '/api/v1/mcp',
    ])
      for (const [one, other] of [credentials, ['Bearer a', 'Bearer a'], ['Bearer a', '']]) {
        const lines = `Authorization: ${one}\r\nauthorization: ${other}`;
        for (const method of ['GET', 'POST']) {
          const answer = await raw(
            at.origin,
            `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${lines}\r\n\r\n`,
          );
          expect(answer, `${method} ${path} ${lines}`).to.match(/^HTTP\/1\.1 400 /);
        }
      }
    const api = `GET /api/v1/me HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`;
    expect(await raw(at.origin, api)).to.contain('Authorization');
    expect(await raw(at.origin, api.replace('/api/v1/me', '/oidc/userinfo'))).to.contain('"invalid_request"');
    expect(await raw(at.origin, api.replace('Authorization: Bearer b\r\n', ''))).to.match(/^HTTP\/1\.1 401 /);
  });

  it('GET and HEAD with a body, with a length or in pieces', async () => {
    const bodies = ['Content-Length: 1\r\n\r\na', 'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'];
    const begun = async () => (await at.database.db.rows('select 1 from oidc_tokens', [])).length;
    const before = await begun();
    for (const path of ['/', login, '/account', '/api/v1/me', '/oidc/userinfo', '/interaction/abc'])
      for (const method of ['GET', 'HEAD'])
        for (const body of bodies) {
          const answer = await raw(at.origin, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${body}`);
          expect(answer, `${method} ${path}`).to.match(/^HTTP\/1\.1 400 /);
        }
    expect(await begun()).to.equal(before);
    const without = `GET /terms HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`;
    expect(await raw(at.origin, without)).to.match(/^HTTP\/1\.1 200 /);
  });

  it('a body in a content coding, and says that it takes none', async () => {
    const form = Buffer.from('grant_type=client_credentials');
    const codings: [string, Buffer][] = [
      ['gzip', gzipSync(form)],
      ['br', brotliCompressSync(form)],
      ['deflate', form],
      ['zstd', form],
      ['br, br', form],
      ['identity, br', form],
      ['GZIP', gzipSync(form)],
      ['nonsense', form],
    ];
    for (const path of [
      '/oidc/token',
      '/oidc/par',
      '/oidc/auth',
      '/api/v1/me',
      '/api/v1/mcp',
      '/account/recover',
      '/nowhere',
    ])
      for (const [coding, body] of codings) {
        const headers = { 'content-encoding': coding, 'content-type': 'application/x-www-form-urlencoded' };
        const answer = await fetch(at.origin + path, { method: 'POST', headers, body: new Uint8Array(body) });
        expect(answer.status, `${path} ${coding}`).to.equal(415);
        expect(answer.headers.get('accept-encoding')).to.equal('identity');
      }
    const headers = { 'content-encoding': 'identity', 'content-type': 'application/x-www-form-urlencoded' };
    const plain = await fetch(`${at.origin}/oidc/token`, { method: 'POST', headers, body: new Uint8Array(form) });
    expect(plain.status).to.equal(400); // read
  });

  it('says to programs and to people how to send it, in their words', async () => {
    const send = async (path: string) => {
      const lines = `Host: ${host}\r\nAccept-Language: zh\r\nContent-Length: 1\r\n\r\na`;
      return raw(at.origin, `GET ${path} HTTP/1.1\r\n${lines}`);
    };
    expect(await send('/')).to.contain('GET 和 HEAD 请求不能带内容，请去掉请求体后再试。');
    expect(await send('/api/v1/me'))
      .to.contain('"code":"bad_request"')
      .and.contain('去掉请求体');
    expect(await send('/oidc/userinfo')).to.contain('"error_description":"a request by GET or HEAD takes no content"');
  });

  it('and counts none of them as requests', async () => {
    const text = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(text).not.to.contain('evil');
  });
});
