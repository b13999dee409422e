import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import * as walk from '../conformance/walk.ts';
import { createCitizen, createClient, settled, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, type Client, createBrowser, formOf, html, post, signIn } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { remember } from '../support/record.ts';

// Each of these failed somewhere else, according to an advisory of 2026.
describe('known failures of other providers', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let keysDir: string;
  let at: TestApp;
  let partner: Client;
  const start = () =>
    startApp(import.meta.filename, { database, keysDir, env: { THROTTLE: 'off', TRUSTED_PROXIES: '127.0.0.1,::1' } });

  before(async () => {
    [database, keysDir] = [await testDatabase(), await folderWithKeys(systemClock)];
    at = await start();
    partner = await walk.createPartner(at);
    await createCitizen(at, 'citizen', { phone: '13800008111' });
  });
  after(async () => {
    await at.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  it('X-Forwarded-Host trusted@evil: no message and no address names another host, also behind a trusted proxy', async () => {
    const { host } = new URL(at.origin);
    const forged = {
      'x-forwarded-host': `${host}@evil.example.com`,
      'x-forwarded-server': 'evil.example.com',
      forwarded: `host="${host}@evil.example.com"`,
      'x-original-host': 'evil.example.com',
    };
    const browser = createBrowser(at.origin, {
      send: (input, init) =>
        fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...forged } }),
    });
    const login = await browser.walk(authorization(partner.clientId).url);
    const sent = await browser.submit(await browser.walk(`${login.url.pathname}/sms`), {
      phone: '13800008111',
      send: '1',
    });
    const recovered = await browser.walk('/account/recover');
    await browser.submit(recovered, { phone: '13800008111' });
    const messages = [...(await at.app.sms.recent()), ...(await at.app.mail.recent())];
    expect(messages).to.have.length.above(0);
    expect(JSON.stringify(messages) + sent.text + login.text + recovered.text).not.to.contain('evil');
  });

  it('empty and malformed POST at every step of a login: refused in words, without a session, nothing breaks', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const { csrf = '' } = formOf(login.text).fields;
    const [, , uid = ''] = login.url.pathname.split('/');
    const form = 'application/x-www-form-urlencoded';
    const bodies: [string | undefined, string][] = [
      [undefined, ''],
      [form, ''],
      [form, `csrf=${csrf}`],
      [form, 'csrf'],
      [form, '%'],
      [form, 'csrf=%ff'],
      [form, '&&&==='],
      [form, `csrf=${csrf}&username=&password=`],
      [form, `csrf=${csrf}&username[]=citizen&password[$ne]=x`],
      [form, `csrf=${csrf}&csrf=${csrf}`],
      [form, `csrf=${csrf}&__proto__=x&constructor=y`],
      [`${form}; charset=utf-16`, `csrf=${csrf}`],
      ['application/json', JSON.stringify({ csrf, username: 'citizen', password: { $gt: '' } })],
      ['application/json', 'null'],
      ['text/plain', `csrf=${csrf}`],
      ['multipart/form-data; boundary=a', '--a--\r\n'],
      ['multipart/form-data', 'x'],
    ];
    const steps = at.app.routes
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/interaction/:uid'))
      .map(({ path }) => path.replace(':uid', uid));
    expect(steps).to.have.length.above(8);
    for (const step of steps.filter((each) => !each.endsWith('/abort')))
      for (const [type, body] of bodies) {
        const answer = await browser.request(step.replaceAll(/:\w+/g, 'x'), {
          method: 'POST',
          body: new TextEncoder().encode(body),
          headers: type === undefined ? {} : { 'content-type': type },
        });
        const text = await answer.text();
        expect(answer.status, `${step} ${type} ${body}`).to.be.below(500);
        expect(text).not.to.match(/TypeError|SyntaxError|at \w+ \(/);
      }
    const silent = await browser.request(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(silent.headers.get('location')).to.contain('error=login_required');
    expect(
      (await browser.submit(login, { username: 'citizen', password: 'wrong-horse-9', agree: '1' })).status,
    ).to.equal(422);
  });

  it('a refresh token of an AK with an SK: nothing without the SK, with an empty one, or as an AK that has none', async () => {
    const { refreshToken } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
    const open = await createClient(at, { authMethod: 'none', scope: 'openid offline_access' });
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const tries: [Client | undefined, Record<string, string>][] = [
      [undefined, {}],
      [undefined, { client_id: partner.clientId }],
      [undefined, { client_id: partner.clientId, client_secret: '' }],
      [undefined, { client_id: partner.clientId, client_secret: 'undefined' }],
      [{ ...partner, secret: '' }, {}],
      [undefined, { client_id: open.clientId }],
      [{ clientId: open.clientId, secret: '' }, {}],
      [undefined, { client_id: partner.clientId, client_assertion: 'x', client_assertion_type: 'y' }],
    ];
    for (const [client, more] of tries) {
      const { status, body } = await post(at.origin, '/oidc/token', client, { ...fields, ...more });
      expect(status, JSON.stringify(more)).to.be.oneOf([400, 401]);
      expect(body).not.to.have.any.keys('access_token', 'refresh_token');
    }
    expect((await walk.refresh(at, partner, refreshToken)).status, 'nobody has used it up').to.equal(200);
  });

  it('a resource at the token endpoint that was never granted: invalid_target, and the refresh token stays good', async () => {
    const { refreshToken } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
    for (const resource of [`${at.origin}/api/v1`, `${at.origin}/`, 'https://elsewhere.example/', 'urn:x', '']) {
      const { status, body } = await walk.refresh(at, partner, refreshToken, { resource });
      if (resource === '') expect(status).to.be.oneOf([200, 400]);
      else expect([status, body.error], resource).to.eql([400, 'invalid_target']);
    }
    const { accessToken } = await walk.obtain(at, partner, { scope: 'openid' });
    expect((await walk.me(at, accessToken)).status, 'a citizen’s token at the API').to.equal(401);
  });

  it('the victim’s login that a link starts again: it stays theirs, continues where it was, and contains nothing of the link', async () => {
    const [victim, attacker] = [createBrowser(at.origin), createBrowser(at.origin)];
    const own = authorization(partner.clientId, { scope: 'openid' });
    const login = await victim.walk(own.url);
    const evil = authorization(partner.clientId, { scope: 'openid phone', state: 'of-the-attacker' });
    const planted = await attacker.walk(evil.url);
    const [, , uid = ''] = planted.url.pathname.split('/');
    // Pages of the attacker's login and of its end, opened in the victim's browser.
    for (const path of [`/interaction/${uid}`, `/interaction/${uid}/sms`, `/oidc/auth/${uid}`]) {
      const page = await victim.walk(path);
      expect(page.status, path).to.equal(400);
      expect(page.text).not.to.contain('name="password"');
    }
    // One that the link begins beside it takes nothing away.
    await victim.walk(evil.url);
    const consent = await victim.submit(login, { username: 'citizen', password: 'correct-horse-5', agree: '1' });
    const back = consent.text.includes('/consent"') ? await victim.submit(consent, {}) : consent;
    expect(back.url.searchParams.get('state')).to.equal(own.state);
    expect((await walk.exchange(at, partner, back.url, own)).claims.nonce).to.equal(own.nonce);
  });

  it('one refresh token used 200 times at once after a restart of all nodes: one successor for all, which goes on', async () => {
    const { refreshToken } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
    const first = remember(String((await walk.refresh(at, partner, refreshToken)).body.refresh_token));
    await at.close();
    at = await start();
    const all = await Promise.all(Array.from({ length: 200 }, () => walk.refresh(at, partner, first)));
    const good = all.filter(({ status }) => status === 200);
    expect(good).to.have.length.above(0);
    expect(all.filter(({ status }) => status !== 200 && status !== 503)).to.eql([]);
    expect(new Set(good.map(({ body }) => body.refresh_token)).size).to.equal(1);
    const next = String(good[0]?.body.refresh_token);
    expect((await walk.refresh(at, partner, next)).status).to.equal(200);
  });

  it('a registered address that contains code and state (from before they were refused): the real ones replace them', async () => {
    const old = await walk.createPartner(at);
    const uri = `${walk.callbackUri}?code=planted&state=planted`;
    const refused = await walk.createPartner(at, { redirectUris: [uri] }).then(
      () => 'registered',
      () => 'refused',
    );
    expect(refused).to.equal('refused');
    await database.db
      .run('update redirect_uris set uri = $2 where client_id = $1', [old.clientId, uri])
      .catch(() =>
        database.db.run('update applications set redirect_uris = array[$2] where client_id = $1', [old.clientId, uri]),
      );
    await settled();
    const flow = authorization(old.clientId, { scope: 'openid', redirect_uri: uri });
    const back = await signIn(createBrowser(at.origin), flow);
    expect(back.searchParams.getAll('state')).to.eql([flow.state]);
    expect(back.searchParams.getAll('code')).to.have.length(1).and.not.contain('planted');
  });

  it('an assistant with two tokens at once, by a page of another site, or with a cursor that was made up', async () => {
    const browser = await signInToConsole(at, await createMember(at));
    const made = await browser.submit(await browser.walk('/console/assistants'), { name: '编辑器' });
    const token = remember(/ncc_assistant_[\w-]{43}/.exec(made.text)?.[0] ?? '');
    const other = `ncc_assistant_${'a'.repeat(43)}`;
    const ask = (
      headers: [string, string][],
      body: object = { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      query = '',
    ) =>
      fetch(`${at.origin}/api/v1/mcp${query}`, {
        method: 'POST',
        headers: [['content-type', 'application/json'], ['accept', 'application/json, text/event-stream'], ...headers],
        body: JSON.stringify(body),
      });
    const good: [string, string] = ['authorization', `Bearer ${token}`];
    expect((await ask([good])).status).to.equal(200);
    for (const two of [
      [good, ['authorization', `Bearer ${other}`]],
      [['authorization', `Bearer ${other}`], good],
      [['authorization', `Bearer ${token}, Bearer ${other}`]],
      [['authorization', `Bearer ${token} ${other}`]],
    ] as [string, string][][])
      expect((await ask(two)).status, JSON.stringify(two.length)).to.equal(401);
    expect((await ask([], undefined, `?access_token=${token}`)).status, 'in the address').to.equal(401);
    // A token is no cookie: a page of another site has none to send, and is let read nothing.
    const foreign = await ask([good, ['origin', 'https://evil.example.com']]);
    expect(foreign.status).to.equal(403);
    expect(foreign.headers.get('access-control-allow-origin')).to.equal(null);
    expect(foreign.headers.get('access-control-allow-credentials')).to.equal(null);
    const without = await ask([
      ['origin', 'https://evil.example.com'],
      ['cookie', [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ')],
    ]);
    expect(without.status).to.equal(403);
    const call = (name: string, args: object) =>
      ask([good], { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: args } });
    const sandbox = await (
      await call('create_sandbox', { name: '读书会', redirect_uris: ['http://localhost:3000/callback'] })
    ).text();
    const clientId = /ncc_\w+/.exec(sandbox)?.[0] ?? '';
    for (const cursor of [
      'x',
      '-1',
      '8640000000000001',
      `${'A'.repeat(40)}.${'A'.repeat(22)}`,
      '\0',
      'a'.repeat(499),
    ]) {
      const answer = await call('read_calls', { client_id: clientId, cursor });
      const text = await answer.text();
      expect(answer.status).to.be.below(500);
      expect(text).not.to.match(/internal error|TypeError/);
    }
  });

  it('forged cursors of the audit and of open data: a clear refusal or the first page, and never an error', async () => {
    const cursors = [
      'x',
      '-1',
      '9'.repeat(30),
      '\0',
      `${Buffer.from('["x",1]').toString('base64url')}.${'A'.repeat(22)}`,
    ];
    const lists = at.app.operations
      .map(({ described: { method, path } }) => ({ method, path }))
      .filter(({ method, path }) => method === 'get' && path.startsWith('/api/v1/open/') && !path.includes('{'));
    expect(lists).to.have.length.above(0);
    for (const { path } of lists)
      for (const cursor of cursors) {
        const answer = await fetch(`${at.origin}${path}?${new URLSearchParams({ cursor })}`);
        expect(answer.status, `${path} ${cursor}`).to.be.below(500);
      }
  });

  it('a million odd requests: as many series as before, whatever their methods, paths and AKs', async () => {
    const series = async () => {
      const text = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
      return text.split('\n').filter((line) => /^(http_|cloud_events|cloud_login)/.test(line)).length;
    };
    const flood = async (turn: number) => {
      const methods = ['GET', 'POST', 'PUT', 'PROPFIND', 'SEARCH', 'MKCALENDAR', 'DELETE', 'PATCH', 'OPTIONS', 'LOCK'];
      const paths = ['', 'oidc/', 'api/v1/', 'account/', 'console/', 'admin/', 'interaction/', 'public/', 'status/'];
      for (const [n, method] of methods.entries())
        await Promise.all(
          paths.map(async (path) => {
            const answer = await fetch(`${at.origin}/${path}odd-${turn}-${n}`, {
              method,
              headers: html,
              redirect: 'manual',
            });
            await answer.arrayBuffer();
          }),
        );
      for (let n = 0; n < 20; n += 1) {
        const client = { clientId: `ncc_odd${turn}x${n}`, secret: 'x' };
        await post(at.origin, '/oidc/token', client, { grant_type: `odd${turn}${n}`, scope: `s${turn}${n}` });
        await fetch(`${at.origin}${authorization(client.clientId, { prompt: `p${turn}${n}` }).url}`, { headers: html });
      }
    };
    await flood(0);
    const before = await series();
    for (let turn = 1; turn <= 4; turn += 1) await flood(turn);
    expect(await series()).to.equal(before);
  });
});
