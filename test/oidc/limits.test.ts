import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { connect } from '../../bench/http.ts';
import { minutes, systemClock } from '../../src/clock.ts';
import { createLimits } from '../../src/oidc/limits.ts';
import { createProver } from '../conformance/proofs.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  basic,
  type Client,
  createBrowser,
  formOf,
  html,
  post,
  redeem,
  signIn,
} from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { explains } from '../support/words.ts';

describe('limits of the provider', () => {
  let clock: TestClock;
  let at: TestApp;
  let partner: Client;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());
  beforeEach(() => clock.advance(minutes(1)));

  const rows = async () =>
    (await at.database.db.row<{ count: number }>(`select count(*)::int as count from oidc_tokens`))?.count ?? 0;

  describe('on logins that are begun', () => {
    const begin = (address: string, more = {}) =>
      fetch(at.origin + authorization(partner.clientId, more).url, {
        headers: { ...html, 'x-forwarded-for': address },
        redirect: 'manual',
      });

    it('lets 60 a minute through from one address, then shows a page in words that leaves no row', async () => {
      // Ten at once: more of them are asked to wait where the machine has much else to do.
      for (let round = 0; round < 6; round += 1) {
        const first = await Promise.all(Array.from({ length: 10 }, () => begin('192.0.2.1')));
        expect(new Set(first.map(({ status }) => status))).to.eql(new Set([303]));
      }
      const before = await rows();
      const refused = await begin('192.0.2.1');
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(refused.headers.get('location')).to.equal(null);
      const page = await refused.text();
      expect(explains(page, 'oidc.crowded')).to.equal(true);
      expect(page).to.include('href="/oidc/auth?');
      expect(await rows()).to.equal(before);
      expect((await begin('192.0.2.2')).status, 'another address').to.equal(303);
      clock.advance(minutes(1));
      expect((await begin('192.0.2.1')).status, 'a minute later').to.equal(303);
    });

    it('counts neither signed-in citizens nor requests without a page', async () => {
      const address = { 'x-forwarded-for': '192.0.2.3' };
      const browser = createBrowser(at.origin, {
        send: (input, init) =>
          fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...address } }),
      });
      await signIn(browser, authorization(partner.clientId));
      for (let time = 0; time < 70; time += 1) {
        const silent = await begin('192.0.2.3', { prompt: 'none' });
        expect(silent.headers.get('location')).to.include('login_required');
      }
      for (let time = 0; time < 59; time += 1) await begin('192.0.2.3');
      expect((await begin('192.0.2.3')).status).to.equal(429);
      expect((await browser.walk(authorization(partner.clientId).url)).url.searchParams.has('code')).to.equal(true);
    });

    it('leaves a login that has begun alone', async () => {
      const browser = createBrowser(at.origin);
      const login = await browser.walk(authorization(partner.clientId).url);
      for (let time = 0; time < 60; time += 1) await begin('127.0.0.1');
      expect((await begin('127.0.0.1')).status).to.equal(429);
      const { fields } = formOf(login.text);
      expect(fields.csrf).to.be.a('string');
      const wrong = await browser.submit(login, { username: 'citizen', password: 'not-the-one', agree: '1' });
      expect(wrong.status).to.equal(422);
    });
  });

  describe('on rows that strangers leave besides', () => {
    const fieldsOf = (client: Pick<Client, 'clientId'>) =>
      Object.fromEntries(new URL(authorization(client.clientId, { scope: 'openid' }).url, at.origin).searchParams);
    const push = (client: Client | undefined, fields: Record<string, string>, address: string, more = {}) =>
      post(at.origin, '/oidc/par', client, fields, { 'x-forwarded-for': address, ...more });

    it('lets 60 pushed requests a minute through from one address for AKs that prove nothing, and then leaves no row', async () => {
      const [open, other] = [
        await createClient(at, { authMethod: 'none', scope: 'openid' }),
        await createClient(at, { authMethod: 'none', scope: 'openid' }),
      ];
      for (let time = 0; time < 30; time += 1)
        for (const client of [open, other])
          expect((await push(undefined, fieldsOf(client), '192.0.2.9')).status).to.equal(201);
      const before = await rows();
      for (const client of [open, other]) {
        const refused = await push(undefined, fieldsOf(client), '192.0.2.9');
        expect([refused.status, refused.body.error]).to.eql([429, 'rate_limited']);
        expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      }
      expect(await rows()).to.equal(before);
      expect((await push(undefined, fieldsOf(open), '192.0.2.10')).status, 'another address').to.equal(201);
      expect((await push(partner, fieldsOf(partner), '192.0.2.9')).status, 'an AK that proves itself').to.equal(201);
      clock.advance(minutes(1));
      expect((await push(undefined, fieldsOf(open), '192.0.2.9')).status, 'a minute later').to.equal(201);
    });

    it('counts the proof that comes with one (RFC 9449) with it, also where the request is refused after it', async () => {
      const open = await createClient(at, { authMethod: 'none', scope: 'openid' });
      const prover = await createProver();
      const before = await rows();
      for (let time = 0; time < 65; time += 1) {
        const dpop = await prover.prove('POST', `${at.origin}/oidc/par`);
        const wrong = { ...fieldsOf(open), ...(time % 2 === 0 && { dpop_jkt: 'x'.repeat(43) }) };
        const { status } = await push(undefined, wrong, '192.0.2.11', { dpop });
        expect(status).to.equal(time < 60 ? (time % 2 === 0 ? 400 : 201) : 429);
      }
      expect((await rows()) - before).to.equal(90);
    });

    it('lets 6000 a minute through for an AK that proves itself, whatever the address', () => {
      // A test of the whole would take longer than it is worth.
      const source = readFileSync(new URL('../../src/oidc/limits.ts', import.meta.url), 'utf8');
      expect(source).to.contain('const pushesByAk = createLimiter({ clock, rule: { limit: 6000, per: minutes(1) } });');
    });

    it('lets 60 anonymous logouts a minute through from one address, and says then when to come again', async () => {
      const logout = (address: string) =>
        fetch(`${at.origin}/oidc/logout`, { headers: { ...html, 'x-forwarded-for': address } });
      for (let time = 0; time < 60; time += 1) expect((await logout('192.0.2.12')).status).to.equal(200);
      const before = await rows();
      const refused = await logout('192.0.2.12');
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(explains(await refused.text(), 'oidc.crowded')).to.equal(true);
      expect(await rows()).to.equal(before);
      expect((await logout('192.0.2.13')).status).to.equal(200);
    });

    it('lets the cookie of a session that ended make 60 new ones a minute, and no more, by whatever it asks', async () => {
      const address = { ...html, 'x-forwarded-for': '192.0.2.14' };
      const first = await fetch(`${at.origin}/oidc/logout`, { headers: address });
      const cookie = first.headers
        .getSetCookie()
        .map((line) => line.split(';', 1)[0])
        .join('; ');
      await at.database.db.run('delete from oidc_tokens', []);
      const silent = authorization(partner.clientId, { prompt: 'none' }).url;
      const statuses: number[] = [];
      for (let time = 0; time < 70; time += 1)
        statuses.push(
          (await fetch(at.origin + silent, { headers: { ...address, cookie }, redirect: 'manual' })).status,
        );
      expect(statuses.slice(0, 59)).to.eql(statuses.slice(0, 59).map(() => 303));
      expect(statuses.slice(59)).to.eql(statuses.slice(59).map(() => 429));
      expect(await rows()).to.equal(59);
    });
  });

  describe('on requests for tokens', () => {
    const ask = (client: Client, more = {}) =>
      post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials', ...more });

    it('lets 6000 a minute through for an AK, although others name it too, and then writes no row', async function () {
      this.timeout(90_000);
      const busy = await createClient(at);
      const wrong = { clientId: busy.clientId, secret: `ncc_sk_${'x'.repeat(43)}` };
      for (let time = 0; time < 50; time += 1) expect((await ask(wrong)).status).to.equal(401);
      const statuses = new Map<number, number>();
      const worker = async () => {
        const wire = connect(at.origin); // a whole client like fetch costs ten times the server's work
        for (let time = 0; time < 300; time += 1) {
          const fields = { grant_type: 'client_credentials' };
          const { status } = await wire.post('/oidc/token', fields, { authorization: basic(busy) });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
        await wire.close();
      };
      await Promise.all(Array.from({ length: 20 }, worker));
      expect([...statuses.keys()].filter((status) => status === 429)).to.eql([]);

      const before = await rows();
      const refused = await ask(busy);
      expect([refused.status, refused.body.error]).to.eql([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect(refused.body.error_description).to.match(
        /^more than 6000 requests for tokens in a minute; try again in \d+ seconds$/,
      );
      expect(refused.body.error_uri).to.equal(`${at.origin}/docs/errors#rate_limited`);
      expect(await rows()).to.equal(before);
      const flow = authorization(busy.clientId);
      const callback = await signIn(createBrowser(at.origin), flow);
      expect((await redeem(at.origin, busy, callback, flow)).status, 'a code').to.equal(429);
      expect((await ask(partner)).status, 'another AK').to.equal(200);
      clock.advance(minutes(1));
      expect((await ask(busy)).status, 'a minute later').to.equal(200);
    });

    it('counts for an AK without an SK each address for itself', () => {
      const { mayHaveToken } = createLimits({ clock, lifted: false });
      for (let time = 0; time < 6000; time += 1) expect(mayHaveToken('public', 'none', '192.0.2.1')).to.equal(true);
      expect(mayHaveToken('public', 'none', '192.0.2.1')).to.equal(false);
      expect(mayHaveToken('public', 'none', '192.0.2.2')).to.equal(true);
      expect(mayHaveToken('public', 'client_secret_basic', '192.0.2.1')).to.equal(true);
    });
  });
});
