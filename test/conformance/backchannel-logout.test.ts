import { expect } from 'chai';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { after, before, beforeEach, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, settled, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freshFolder } from '../support/keys.ts';
import { until } from '../support/until.ts';
import { type Heard, type Listener, openListener } from './listener.ts';
import * as walk from './walk.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';

describe('OpenID Connect Back-Channel Logout', () => {
  let at: TestApp;
  let listener: Listener;
  let hidden: Listener | undefined;
  let database: TestDatabase;
  let keysDir: string;
  let keys: JSONWebKeySet;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };
  const listening = () => walk.createPartner(at, { backchannelLogoutUri: `${listener.origin}/backchannel` });
  const tokenOf = ({ form }: Heard) => form.get('logout_token') ?? '';
  /** The requests whose logout token is for this application. */
  const heardBy = (clientId: string) => listener.heard.filter((heard) => decodeJwt(tokenOf(heard)).aud === clientId);
  const told = (clientId: string, times = 1) =>
    until(() => heardBy(clientId).length >= times, `${times} logout notices (${heardBy(clientId).length} came)`);

  type Job = { attempts: number; isWaiting: boolean };
  const jobsFor = (clientId: string) =>
    database.db.rows<Job>(
      `select attempts, done_at is null and leased_until is null and last_error is not null as "isWaiting"
       from jobs where payload->>'clientId' = $1`,
      [clientId],
    );
  /** An attempt that failed has been noted: only now does the time until the next one run. */
  const hasFailed = (clientId: string, attempts: number) =>
    until(
      async () => (await jobsFor(clientId)).some((job) => job.isWaiting && job.attempts === attempts),
      `failed attempt ${attempts}`,
    );

  async function leave(browser: TestBrowser, choice: Record<string, string> = { logout: 'yes' }) {
    const parameters = new URLSearchParams({ client_id: last.clientId });
    return browser.submit(await browser.walk(`/oidc/logout?${parameters}`), choice);
  }
  let last: Awaited<ReturnType<typeof walk.createPartner>>;

  before(async () => {
    listener = await openListener();
    database = await testDatabase();
    keysDir = await freshFolder();
    const env = { OUTGOING_HOSTS: listener.host };
    at = await walk.startProvider(import.meta.filename, { clock, database, keysDir, jobs: true, env });
    await createCitizen(at);
    keys = JSON.parse(await (await fetch(`${at.origin}/oidc/jwks`)).text());
  });
  beforeEach(async () => {
    listener.answers.length = 0;
    last = await listening();
  });
  after(async () => {
    await at.close();
    await database.drop();
    await listener.close();
    await hidden?.close();
  });

  it('oidcc-backchannel-logout-discovery-endpoint-verification: it is announced, with sid', async () => {
    const document = await walk.discover(at);
    expect(document).to.include({ backchannel_logout_supported: true, backchannel_logout_session_supported: true });
  });

  it('oidcc-backchannel-rp-initiated-logout: the partner gets a logout token for the very login', async () => {
    const { browser, claims } = await walk.obtain(at, last);
    expect(claims.sid, 'in the id_token').to.be.a('string');
    await leave(browser);
    await told(last.clientId);
    const [heard] = heardBy(last.clientId);
    if (heard === undefined) throw new Error('nothing came');
    expect(heard).to.include({ method: 'POST', path: '/backchannel' });
    expect(heard.headers['content-type']).to.match(/^application\/x-www-form-urlencoded/);
    const { payload, protectedHeader } = await jwtVerify(tokenOf(heard), createLocalJWKSet(keys), {
      issuer: at.origin,
      audience: last.clientId,
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'jti', 'exp'],
    });
    expect(protectedHeader.alg).to.equal('RS256');
    expect(payload.sub).to.equal(claims.sub);
    expect(payload.sid).to.equal(claims.sid);
    expect(payload.events).to.deep.equal({ [event]: {} });
    expect(payload).to.not.have.property('nonce');
    expect(Number(payload.exp) - Number(payload.iat)).to.be.at.most(120);
  });

  it('tells every application of the session, each under its own sid and its own sub', async () => {
    const other = await listening();
    const first = await walk.obtain(at, last);
    const second = await walk.obtain(at, other, {}, { browser: first.browser });
    await leave(first.browser);
    await told(last.clientId);
    await told(other.clientId);
    for (const { clientId, claims } of [
      { ...last, ...first },
      { ...other, ...second },
    ]) {
      const [heard] = heardBy(clientId);
      expect(heard && decodeJwt(tokenOf(heard))).to.include({ sub: claims.sub, sid: claims.sid });
    }
    expect(first.claims.sid).to.not.equal(second.claims.sid);
    expect(first.claims.sub).to.not.equal(second.claims.sub);
  });

  it('notifies only the application that was left, if the session at the Cloud stays', async () => {
    const other = await listening();
    const { browser } = await walk.obtain(at, last);
    await walk.obtain(at, other, {}, { browser });
    await leave(browser, {});
    await told(last.clientId);
    expect(await jobsFor(other.clientId)).to.be.empty;
  });

  it('signs with the algorithm that the application chose', async () => {
    last = await walk.createPartner(at, {
      backchannelLogoutUri: `${listener.origin}/backchannel`,
      idTokenAlg: 'ES256',
    });
    const { browser } = await walk.obtain(at, last);
    await leave(browser);
    await told(last.clientId);
    const [heard] = heardBy(last.clientId);
    expect(heard && decodeProtectedHeader(tokenOf(heard))).to.include({ alg: 'ES256', typ: 'logout+jwt' });
  });

  it('tries again while the partner answers with an error', async () => {
    const { browser } = await walk.obtain(at, last);
    listener.answers.push(500, 503);
    await leave(browser);
    await hasFailed(last.clientId, 1);
    ahead += 11;
    await told(last.clientId, 2);
    await hasFailed(last.clientId, 2);
    ahead += 61;
    await told(last.clientId, 3);
    const ids = heardBy(last.clientId).map((heard) => decodeJwt(tokenOf(heard)).jti);
    expect(new Set(ids).size, 'each a fresh token').to.equal(3);
  });

  it('R29 tells an application whose AK has expired meanwhile', async () => {
    const { browser } = await walk.obtain(at, last);
    const past = later(clock.now(), -1);
    await database.db.run('update applications set expires_at = $2 where client_id = $1', [last.clientId, past]);
    await settled();
    await leave(browser);
    await told(last.clientId);
  });

  it('tells the application when a citizen takes the consent back', async () => {
    const { browser, claims } = await walk.obtain(at, last);
    const page = await browser.walk(`/account/grants/${last.clientId}/withdraw`);
    expect(page.status, page.url.href).to.equal(200);
    await browser.submit(page);
    await told(last.clientId);
    const [heard] = heardBy(last.clientId);
    expect(heard && decodeJwt(tokenOf(heard)).sub).to.equal(claims.sub);
  });

  it('survives a restart of the provider while the partner is away', async () => {
    const { browser } = await walk.obtain(at, last);
    listener.answers.push(500);
    await leave(browser);
    await hasFailed(last.clientId, 1);
    const { origin } = at;
    await at.close();
    ahead += 11;
    const env = { OUTGOING_HOSTS: listener.host };
    at = await walk.startProvider(import.meta.filename, { clock, database, keysDir, jobs: true, env });
    await told(last.clientId, 2);
    expect(heardBy(last.clientId).map((heard) => decodeJwt(tokenOf(heard)).aud)).to.deep.equal([
      last.clientId,
      last.clientId,
    ]);
    expect(at.origin).to.not.equal(origin);
  });

  it('calls no private address that OUTGOING_HOSTS does not list, and tries this machine once', async () => {
    hidden = await openListener();
    last = await walk.createPartner(at, { backchannelLogoutUri: `${hidden.origin}/backchannel` });
    const { browser } = await walk.obtain(at, last);
    await leave(browser);
    const over = () =>
      database.db.rows(`select from jobs where payload->>'clientId' = $1 and done_at is not null`, [last.clientId]);
    await until(async () => (hidden?.heard.length ?? 0) > 0 || (await over()).length > 0, 'an attempt');
    expect(hidden.heard).to.be.empty;
  });
});
