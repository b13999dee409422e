import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { describeDevice } from '../../src/http/requests/device.ts';
import { createCitizen, createClient, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser, formOf, html } from '../support/citizen.ts';
import { until } from '../support/until.ts';

const megabyte = 'a'.repeat(1_000_000);

describe('a request that is meant to cost', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('with a body of 1 MB is refused by every form', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const { csrf = '' } = formOf(login.text).fields;
    const base = login.url.pathname;
    for (const path of [
      `${base}/login`,
      `${base}/sms`,
      `${base}/register`,
      `${base}/recover`,
      `${base}/abort`,
      '/account/recover',
    ]) {
      const response = await browser.request(path, {
        method: 'POST',
        headers: form,
        body: `csrf=${csrf}&a=${megabyte}`,
      });
      expect(response.status, path).to.equal(413);
    }
    for (const path of ['/oidc/auth', '/oidc/logout']) {
      const long = { method: 'POST', headers: form, body: `a=${'a'.repeat(9_000)}` };
      expect((await fetch(at.origin + path, long)).status, path).to.equal(413);
    }
  });

  it('with a body of 1 MB is refused by every endpoint', async () => {
    const headers = { ...form, authorization: basic(partner) };
    for (const path of [
      '/oidc/token',
      '/oidc/par',
      '/oidc/introspection',
      '/oidc/revocation',
      '/oidc/userinfo',
      '/oidc/logout/confirm',
    ]) {
      const response = await fetch(at.origin + path, { method: 'POST', headers, body: `token=${megabyte}` });
      expect(response.status, path).to.be.oneOf([400, 413]);
    }
    const me = await fetch(`${at.origin}/api/v1/me`, { method: 'POST', headers, body: megabyte });
    expect(me.status).to.be.within(400, 499);
  });

  it('with a body that never ends is cut off, and read no further than it may be', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const cookie = [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
    const { hostname, port, host } = new URL(at.origin);
    const socket = connect(Number(port), hostname);
    let answer = '';
    let closed = false;
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        closed = true;
      });
    const head = [`POST ${login.url.pathname}/login HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`];
    socket.write(
      `${[...head, 'Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`,
    );
    const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;
    for (let n = 0; n < 12 && !closed; n += 1) socket.write(chunk);
    await until(() => answer.includes('\r\n\r\n'), 'an answer');
    expect(answer).to.match(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('with 100 kB of headers is refused before it is parsed', async () => {
    const { hostname, port, host } = new URL(at.origin);
    for (const line of [
      `X-Long: ${'a'.repeat(100_000)}`,
      `Cookie: ${'a=b; '.repeat(20_000)}`,
      'A: b\r\n'.repeat(20_000).trim(),
    ]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname);
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', () => resolve(text)).on('close', () => resolve(text));
        socket.write(`GET /terms HTTP/1.1\r\nHost: ${host}\r\n${line}\r\n\r\n`);
      });
      expect(answer.slice(0, 12)).to.be.oneOf(['HTTP/1.1 431', '']);
    }
    const long = await fetch(`${at.origin}/terms?a=${'a'.repeat(100_000)}`);
    expect(long.status).to.be.oneOf([414, 431]);
    expect((await fetch(`${at.origin}/terms`)).status).to.equal(200);
  });

  it('slowly has its headers over after 10 seconds, and its body after 15', () => {
    const source = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
    expect(source('server/serve.ts')).to.contain('headersTimeout: seconds(10) * 1000');
    expect(source('http/requests/body.ts')).to.contain('const soon = seconds(15) * 1000'); // kept by test/http/requests/slow-bodies
  });

  it('with thousands of scopes, prompts or parameters costs no more than another', async () => {
    const words = (count: number, of: string) => Array.from({ length: count }, (_, n) => `${of}${n}`).join(' ');
    const queries = [
      authorization(partner.clientId, { scope: `openid ${words(1_500, 's')}` }).url,
      authorization(partner.clientId, { prompt: words(1_500, 'p') }).url,
      authorization(partner.clientId, { acr_values: words(1_500, 'urn:') }).url,
      authorization(partner.clientId, { ui_locales: words(1_500, 'zh-') }).url,
      `${authorization(partner.clientId).url}&${Array.from({ length: 1_000 }, (_, n) => `p${n}=1`).join('&')}`,
    ];
    for (const url of queries) {
      const began = performance.now();
      const response = await fetch(at.origin + url, { headers: html, redirect: 'manual' });
      expect(response.status, url.slice(0, 200)).to.be.below(500);
      expect(performance.now() - began).to.be.below(1_500);
    }
  });

  it('for a new address each time leaves no trace in the metrics, which would grow with it', async () => {
    const addresses = [
      '/here-x',
      '/interaction/here-x/login',
      '/account/grants/here-x/withdraw',
      '/oidc/auth/here-x',
      '/oidc/here-x',
    ];
    for (const address of addresses) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS', 'DELETE'])
        await (await fetch(at.origin + address, { method, redirect: 'manual' })).arrayBuffer();
    }
    const metrics = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    expect(metrics).to.contain('route="/interaction/:uid/login"').and.not.contain('here-x');
  });

  it('with a header that is made for a slow expression costs no time', async () => {
    const long = (text: string) => text.repeat(Math.floor(12_000 / text.length));
    const values = ['a', ' ', ',', ';', 'a;', 'a,', 'q=0.', '/', '*/*,', 'Mozilla/5.0 (', '"', 'text/html;q=', '='].map(
      long,
    );
    for (const value of values) {
      for (const name of [
        'accept',
        'accept-language',
        'accept-encoding',
        'user-agent',
        'cookie',
        'referer',
        'if-none-match',
        'x-forwarded-for',
      ]) {
        const began = performance.now();
        const response = await fetch(`${at.origin}/public/mark.svg`, { headers: { [name]: value } });
        await response.arrayBuffer();
        const page = await fetch(`${at.origin}/nowhere`, { headers: { [name]: value } });
        await page.arrayBuffer();
        expect(performance.now() - began, `${name}: ${value.slice(0, 10)}`).to.be.below(1_000);
        expect(page.status).to.equal(404);
      }
      const began = performance.now();
      describeDevice(value.repeat(8));
      expect(performance.now() - began).to.be.below(100);
    }
  });
});
