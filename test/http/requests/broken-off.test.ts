import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../../support/api.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, basic, createBrowser, signIn } from '../../support/citizen.ts';
import { logPath } from '../../support/record.ts';

describe('a body that its sender breaks off', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  /** The head and a part of a body that is announced as longer, and then nothing any more. */
  const breakOff = (path: string, headers: readonly string[], bytes: number) =>
    new Promise<void>((resolve) => {
      const { hostname, port, host } = new URL(at.origin);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined).on('close', () => resolve());
      const head = [`POST ${path} HTTP/1.1`, `Host: ${host}`, ...headers, `Content-Length: ${bytes * 2 + 10}`];
      socket.write(`${head.join('\r\n')}\r\n\r\n${'a'.repeat(bytes)}`, () => setTimeout(() => socket.destroy(), 60));
    });

  it('is no error, at any point and for any reader', async () => {
    const partner = await createClient(at);
    await createCitizen(at);
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    await signIn(browser, authorization(partner.clientId));
    const cookie = `Cookie: ${[...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ')}`;
    const { value: token } = await createPartnerProgram(at, 'resource:read resource:write file:write');
    const form = 'Content-Type: application/x-www-form-urlencoded';
    const files = 'Content-Type: multipart/form-data; boundary=a';
    const json = ['Content-Type: application/json', `Authorization: Bearer ${token}`];
    const doors: [string, string[]][] = [
      ['/oidc/token', [form, `Authorization: ${basic(partner)}`]],
      ['/oidc/par', [form, `Authorization: ${basic(partner)}`]],
      ['/oidc/introspection', [form, `Authorization: ${basic(partner)}`]],
      ['/oidc/auth', [form]],
      ['/oidc/logout/confirm', [form]],
      [`${login.url.pathname}/login`, [form, cookie]],
      ['/account/recover', [form]],
      ['/account/password', [form, cookie]],
      ['/account/profile/avatar', [files, cookie]],
      ['/account/profile/avatar', [form, cookie]],
      ['/api/v1/me', json],
      ['/api/v1/resources/news/batch', json],
      ['/api/v1/files', ['Content-Type: image/png', json[1] ?? '']],
      ['/api/v1/imports?channel=news', ['Content-Type: text/csv', json[1] ?? '']],
      ['/nowhere', [form]],
    ];
    await Promise.all(doors.flatMap(([path, headers]) => [3, 70_000].map((bytes) => breakOff(path, headers, bytes))));
    await sleep(300);
    const lines = readFileSync(logPath('broken-off'), 'utf8').split('\n').filter(Boolean);
    const wrong = lines.filter((line) => /"level":(50|60|"error"|"fatal")|"stack"/.test(line));
    expect(wrong).to.eql([]);
    expect((await fetch(`${at.origin}/terms`)).status).to.equal(200);
  });
});
