import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later, systemClock } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, operator, settled, type TestApp, watching } from '../../support/app.ts';
import { basic, type Client } from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';
import { saidBy, tokensOf } from '../../support/token-forms.ts';
import { until } from '../../support/until.ts';
import { type Both, comparable, form, type Sent, send, startBoth } from './both.ts';

describe('the fast endpoints for programs', () => {
  let at: TestApp;
  let both: Both;
  let partner: Client;
  let own: string;
  const host = () => new URL(at.origin).host;
  const port = () => Number(new URL(at.origin).port);

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    both = await startBoth(at);
    await createCitizen(at, 'citizen', { phone: '13800008001' });
    partner = await walk.createPartner(at);
    own = walk.text((await walk.apiToken(at, partner)).body.access_token);
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const isFast = (sent: Sent) => both.isFast(sent);
  const byLibrary = (sent: Sent) => both.byLibrary(sent);

  /** Both ways answer the same; `fast`: by the fast endpoint. */
  async function same(sent: Sent, { fast, status = 200 }: { fast: boolean; status?: number }) {
    expect(await isFast({ ...sent, path: `${sent.path}?by=library` })).to.equal(false);
    expect(await isFast(sent), 'fast').to.equal(fast);
    const [answer, expected] = [await send(port(), host(), sent), await byLibrary(sent)];
    expect(comparable(answer)).to.deep.equal(comparable(expected));
    expect(answer.status).to.equal(status);
    return answer;
  }

  const grant = 'grant_type=client_credentials';
  const auth = () => ({ ...form, authorization: basic(partner) });
  const inForm = () => `client_id=${partner.clientId}&client_secret=${partner.secret}`;
  const token = (body: string, headers: Record<string, string> = auth()): Sent => ({
    path: '/oidc/token',
    headers,
    body,
  });

  describe('client_credentials', () => {
    const api = () => encodeURIComponent(`${at.origin}/api/v1`);
    const plain: Record<string, () => Sent> = {
      'by header': () => token(grant),
      'by form': () => token(`${grant}&${inForm()}`, form),
      'by header, with the AK in the form too': () => token(`${grant}&client_id=${partner.clientId}`),
      'with one scope': () => token(`${grant}&scope=stats%3Awrite`),
      'with two scopes in another order': () => token(`${grant}&scope=stats:write+resource:read`),
      'with the resource': () => token(`${grant}&resource=${api()}&scope=resource:read`),
      'with a charset': () => token(grant, { ...auth(), 'content-type': `${form['content-type']}; charset=UTF-8` }),
      'from a browser by its Accept': () => token(grant, { ...auth(), accept: 'text/html' }),
    };
    for (const [name, sent] of Object.entries(plain))
      it(`is answered (${name})`, async () => {
        await same(sent(), { fast: true });
      });

    const wrong = () => ({ ...form, authorization: basic({ ...partner, secret: 'ncc_sk_wrong' }) });
    const others: Record<string, [() => Sent, number]> = {
      'a wrong SK': [() => token(grant, wrong()), 401],
      'an unknown AK': [() => token(grant, { ...form, authorization: basic({ ...partner, clientId: 'ncc_x' }) }), 401],
      'no AK': [() => token(grant, form), 400],
      'both ways to say who': [() => token(`${grant}&${inForm()}`), 400],
      'another AK in the form': [() => token(`${grant}&client_id=ncc_other`), 400],
      'a foreign scope': [() => token(`${grant}&scope=audit:read`), 400],
      'a scope twice': [() => token(`${grant}&scope=stats:write+stats:write`), 200],
      'an empty scope': [() => token(`${grant}&scope=`), 200],
      'two spaces in a scope': [() => token(`${grant}&scope=stats:write++resource:read`), 400],
      'a scope with a NUL': [() => token(`${grant}&scope=%00`), 400],
      'a parameter twice': [() => token(`${grant}&scope=stats:write&scope=stats:write`), 400],
      'an unknown parameter': [() => token(`${grant}&more=1`), 200],
      'another grant': [() => token('grant_type=authorization_code&code=x'), 400],
      'no grant': [() => token('scope=stats:write'), 400],
      'an unknown resource': [() => token(`${grant}&resource=https://example.org/`), 400],
      'two resources': [() => token(`${grant}&resource=${api()}&resource=${api()}`), 200],
      'a DPoP proof': [() => token(grant, { ...auth(), dpop: 'x.y.z' }), 400],
      'another origin': [() => token(grant, { ...auth(), origin: 'https://example.org' }), 400],
      JSON: [() => token('{}', { ...auth(), 'content-type': 'application/json' }), 400],
      'no body': [() => ({ path: '/oidc/token', headers: { authorization: basic(partner) } }), 400],
      'a body that is too long': [() => token(`${grant}&more=${'x'.repeat(5000)}`), 200],
      chunks: [() => ({ ...token(grant), headers: { ...auth(), 'transfer-encoding': 'chunked' } }), 200],
      'an SK in percents': [
        () => token(grant, { ...form, authorization: `Basic ${btoa(`${partner.clientId}:%6${partner.secret}`)}` }),
        400,
      ],
      'a header that is not Base64': [() => token(grant, { ...form, authorization: 'Basic a' }), 400],
      'a header without a colon': [() => token(grant, { ...form, authorization: `Basic ${btoa('ab')}` }), 400],
      'a bearer': [() => token(grant, { ...form, authorization: 'Bearer x' }), 400],
      GET: [() => ({ path: '/oidc/token', method: 'GET', headers: auth() }), 405],
    };
    for (const [name, [sent, status]] of Object.entries(others))
      it(`is left to the library (${name})`, async () => {
        await same(sent(), { fast: false, status });
      });

    it('says the same, and its tokens are worth the same', async () => {
      const values = [await send(port(), host(), token(grant)), await byLibrary(token(grant))].map(({ body }) =>
        remember(walk.text(JSON.parse(body).access_token)),
      );
      for (const value of values) expect((await walk.me(at, value)).status).to.equal(200);
      const [one, two] = values.map((value) => {
        const { payload, issuedAt, expiresAt, ...columns } = saidBy(at, 'ClientCredentials', value) ?? {};
        const { iat, exp, ...rest }: Record<string, unknown> = { ...payload };
        const lives = [Number(exp) - Number(iat), (Number(expiresAt) - Number(issuedAt)) / 1000];
        return { ...columns, rest, lives };
      });
      expect(one).to.deep.equal(two);
      expect(one?.lives).to.eql([600, 600]);
      expect(one?.rest).to.have.keys('clientId', 'scope', 'aud');
      expect(await at.database.db.rows('select from oidc_tokens where kind in (5, 7)')).to.eql([]);
    });

    it('R33 goes by every SK that works, notes its use, and by none that is over', async () => {
      const rotating = await walk.createPartner(at);
      const header = (secret: string) => ({ ...form, authorization: basic({ ...rotating, secret }) });
      const { secret } = await at.app.applications.rotate(operator, rotating.clientId, days(1));
      remember(secret);
      await same(token(grant, header(rotating.secret)), { fast: true });
      await same(token(grant, header(secret)), { fast: true });
      const used = () =>
        at.database.db.rows('select 1 from application_secrets where client_id = $1 and last_used_at is not null', [
          rotating.clientId,
        ]);
      await until(async () => (await used()).length === 2, 'both SKs used');
      const ended = later(systemClock.now(), -10);
      const statement =
        'update application_secrets set expires_at = $2 where client_id = $1 and expires_at is not null';
      await at.database.db.run(statement, [rotating.clientId, ended]);
      await settled();
      await same(token(grant, header(rotating.secret)), { fast: false, status: 401 });
      await same(token(grant, header(secret)), { fast: true });
    });

    for (const [name, column] of Object.entries({ 'is over': 'expires_at', 'was disabled': 'disabled_at' }))
      it(`is refused by the library when the AK ${name}`, async () => {
        const ended = await walk.createPartner(at);
        await same(token(grant, { ...form, authorization: basic(ended) }), { fast: true });
        const statement = `update applications set ${column} = $2 where client_id = $1`;
        await at.database.db.run(statement, [ended.clientId, later(systemClock.now(), -10)]);
        await settled();
        await same(token(grant, { ...form, authorization: basic(ended) }), { fast: false, status: 401 });
      });
  });

  describe('introspection', () => {
    const introspect = (value: string, more = '', headers = auth()): Sent => ({
      path: '/oidc/introspection',
      headers,
      body: `token=${value}${more}`,
    });

    it('describes the own tokens', async () => {
      const { accessToken } = await walk.obtain(at, partner, { scope: 'openid profile phone' });
      for (const value of [accessToken, own])
        for (const more of ['', '&token_type_hint=access_token']) {
          const { body } = await same(introspect(value, more), { fast: true });
          expect(body).to.match(/^\{"active":true,/);
        }
    });

    it('leaves invalid and special tokens to the library', async () => {
      const offline = { scope: 'openid offline_access', prompt: 'consent' };
      const { accessToken, refreshToken } = await walk.obtain(at, partner, offline);
      const stranger = await walk.createPartner(at);
      for (const sent of [
        introspect('x'.repeat(43)),
        introspect(refreshToken),
        introspect(accessToken, '&token_type_hint=refresh_token'),
        introspect(accessToken, '&more=1'),
        introspect(accessToken, '', { ...form, authorization: basic(stranger) }),
        introspect('%00'),
      ])
        await same(sent, { fast: false });
      await same(introspect(accessToken, '', { ...form, authorization: 'Basic x' }), { fast: false, status: 400 });
      await same(introspect('eyJhbGciOiJub25lIn0.e30.'), { fast: false, status: 400 });
      await same(introspect(''), { fast: false, status: 400 });
      const { payload } = saidBy(at, 'AccessToken', accessToken) ?? {};
      const over = tokensOf(at).write('AccessToken', { ...payload, exp: 1 }, systemClock.now());
      expect((await same(introspect(remember(over)), { fast: false })).body).to.equal('{"active":false}');
    });
  });

  describe('userinfo', () => {
    const userinfo = (value: string, more: Partial<Sent> = {}): Sent => ({
      path: '/oidc/userinfo',
      method: 'GET',
      ...more,
      headers: { authorization: `Bearer ${value}`, ...more.headers },
    });

    for (const scope of ['openid', 'openid profile', 'profile phone openid email', walk.everyScope])
      it(`returns the granted claims (${scope})`, async () => {
        const { accessToken } = await walk.obtain(at, partner, { scope, prompt: 'consent' });
        for (const method of ['GET', 'POST']) {
          const { body } = await same(userinfo(accessToken, { method }), { fast: true });
          expect(JSON.parse(body)).to.have.property('sub');
        }
      });

    it('tells ages and the real name where they are certain, and leaves them out where they are not', async () => {
      const { id } = await createCitizen(at, 'named');
      await createCitizen(at, 'unnamed');
      await at.database.db.run(
        "update accounts set birth_year = 1950, realname_masked = '𠮷*', realname_at = '2026-11-24T04:05:06Z' where id = $1",
        [id],
      );
      await settled();
      const told = async (username: string) => {
        const scope = 'openid age_range realname';
        const { accessToken } = await walk.obtain(at, partner, { scope, prompt: 'consent' }, { username });
        const { body } = await same(userinfo(accessToken), { fast: true });
        const { sub: _, ...claims } = JSON.parse(body);
        return claims;
      };
      expect(await told('named')).to.eql({
        ...{ age_over_14: true, age_over_18: true, age_over_60: true },
        ...{ realname_verified: true, realname_masked: '𠮷*', realname_verified_at: 1795478400, ial: 2 },
      });
      expect(await told('unnamed')).not.to.have.any.keys('age_over_18', 'age_over_60', 'realname_verified');
    });

    it('says nothing that was refused', async () => {
      const { accessToken } = await walk.obtain(at, partner, { scope: 'openid profile phone', prompt: 'consent' });
      await at.database.db.run(
        `update oidc_tokens set payload = (payload::jsonb || '{"rejected":{"openid":{"scope":"phone"}}}')::json where kind = 3 and client_id = $1`,
        [partner.clientId],
      );
      await settled();
      const { body } = await same(userinfo(accessToken), { fast: true });
      expect(body).to.not.include('phone_number');
      expect(body).to.include('nickname');
    });

    it('leaves everything else to the library', async () => {
      const { accessToken } = await walk.obtain(at, partner);
      const body = `access_token=${accessToken}`;
      await same({ path: '/oidc/userinfo', headers: form, body }, { fast: false });
      await same(userinfo(accessToken, { method: 'HEAD' }), { fast: false });
      await same(userinfo(own), { fast: false, status: 401 });
      await same(userinfo('x'.repeat(43)), { fast: false, status: 401 });
      await same(userinfo(accessToken, { headers: { dpop: 'x' } }), { fast: false, status: 400 });
      await same(userinfo(accessToken, { headers: { origin: 'https://example.org' } }), { fast: false, status: 400 });
      await same({ path: '/oidc/userinfo', method: 'GET' }, { fast: false, status: 401 });
      await same(userinfo(accessToken, { headers: { authorization: `DPoP ${accessToken}` } }), {
        fast: false,
        status: 400,
      });
      const signing = await walk.createPartner(at);
      const statement = `update applications set userinfo_signed_response_alg = 'ES256' where client_id = $1`;
      await at.database.db.run(statement, [signing.clientId]);
      const signed = await walk.obtain(at, signing);
      expect(await isFast(userinfo(signed.accessToken))).to.equal(false);
    });

    const endings: Record<string, { status: number; end: (clientId: string) => Promise<unknown> }> = {
      'the consent was withdrawn': {
        status: 401,
        end: (clientId) => at.database.db.run('delete from oidc_tokens where kind = 3 and client_id = $1', [clientId]),
      },
      'the AK was disabled': {
        status: 401,
        end: (clientId) => at.app.applications.disable(operator, clientId, '测试').then(() => settled()),
      },
      'the session ended': {
        status: 401,
        end: async () => {
          await at.database.db.run('update oidc_tokens set consumed_at = $1 where kind = 1', [systemClock.now()]);
          await settled();
        },
      },
    };
    for (const [name, { status, end }] of Object.entries(endings))
      it(`is over when ${name}`, async () => {
        const client = await walk.createPartner(at);
        const { accessToken } = await walk.obtain(at, client);
        await same(userinfo(accessToken), { fast: true });
        await end(client.clientId);
        await same(userinfo(accessToken), { fast: false, status });
      });

    it('is over at once when the person is locked', async () => {
      const citizen = await createCitizen(at, 'locked');
      const { accessToken } = await walk.obtain(at, partner, {}, { username: 'locked' });
      await same(userinfo(accessToken), { fast: true });
      await at.app.accounts.lock(operator, citizen.id, '测试');
      await same(userinfo(accessToken), { fast: false, status: 401 });
    });
  });

  it('is counted, measured and logged as the library’s', async () => {
    const client = await walk.createPartner(at);
    const sent = token(grant, { ...form, authorization: basic(client) });
    const count = async (name: string) => {
      const { body } = await send(port(), host(), { path: '/metrics', method: 'GET', headers: watching });
      return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\d+)`, 'm').exec(body)?.[1] ?? 0);
    };
    const names = [
      'http_requests_total{method="POST",route="/oidc/token",status="200"}',
      'http_request_duration_seconds_count{route="/oidc/token"}',
      'cloud_events_total{event="token"}',
    ];
    const counts = () => Promise.all(names.map(count));
    const start = await counts();
    await send(port(), host(), sent);
    const middle = await counts();
    await byLibrary(sent);
    const end = await counts();
    expect(middle.map((value, index) => value - (start[index] ?? 0))).to.deep.equal([1, 1, 1]);
    expect(end.map((value, index) => value - (middle[index] ?? 0))).to.deep.equal([1, 1, 1]);
    await at.app.integrationLog.flush();
    const [usage] = await at.app.integrationLog.usage(operator, client.clientId);
    expect(usage).to.include({ endpoint: 'token', ok: 2 });
  });

  const statuses = (heard: string) => (heard.match(/HTTP\/1\.1 \d+/g) ?? []).map((line) => line.slice(-3));
  /** Bytes on one connection, and all answers: a given number, or those that come soon. */
  const talk = (parts: readonly string[], answers?: number): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = '';
      const socket = connect(port(), 'localhost', async () => {
        for (const part of parts) {
          socket.write(part);
          await sleep(20);
        }
        if (answers === undefined) await sleep(300);
        else await until(() => statuses(heard).length >= answers, 'all are answered').catch(reject);
        socket.destroy();
      });
      socket.on('data', (chunk) => {
        heard += chunk;
      });
      socket.on('close', () => resolve(heard)).on('error', reject);
    });
  const head = (length: number, secret = partner.secret) =>
    `POST /oidc/token HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: ${form['content-type']}\r\nAuthorization: ${basic({ ...partner, secret })}\r\nContent-Length: ${length}\r\n\r\n`;

  it('reads a body in pieces and answers the next request on the connection, from either endpoint', async () => {
    const bad = `${grant}&scope=audit:read`;
    const heard = await talk(
      [
        head(grant.length),
        grant.slice(0, 5),
        grant.slice(5),
        head(bad.length) + bad.slice(0, 3),
        bad.slice(3),
        head(grant.length) + grant + head(bad.length) + bad + head(grant.length) + grant,
      ],
      5,
    );
    expect(statuses(heard)).to.deep.equal(['200', '400', '200', '400', '200']);
  });

  it('notes a call whose body broke off', async () => {
    const before = partner;
    partner = await walk.createPartner(at);
    await talk([head(100), 'grant_type=']);
    await until(async () => {
      await at.app.integrationLog.flush();
      return (await at.app.integrationLog.read(operator, partner.clientId)).entries.length > 0;
    }, 'an entry');
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, partner.clientId);
    expect(JSON.stringify(entries)).to.include('failed to parse the request body');
    partner = before;
  });
});
