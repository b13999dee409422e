import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Flow, post, redeem, signIn } from '../support/citizen.ts';

const phone = '13800008000';

/** A value of the database in every form in which a thief might present it. */
function formsOf(value: unknown): string[] {
  if (Buffer.isBuffer(value))
    return [value.toString('hex'), value.toString('base64url'), value.toString('base64'), value.toString('latin1')];
  if (typeof value === 'string') return [value, value.replace(/^.*\s/s, '')];
  if (value instanceof Date || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(formsOf);
}

describe('a dump of the database', () => {
  let at: TestApp;
  let partner: Client;
  let flow: Flow;
  let living: { code: string; access: string; refresh: string; api: string; session: string; signature: string };
  let values: string[];

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at, 'citizen', { phone });

    const browser = createBrowser(at.origin);
    const first = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
    const callback = await signIn(browser, first, 'citizen', ['offline_access']);
    const { body } = await redeem(at.origin, partner, callback, first);
    const api = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    flow = authorization(partner.clientId, { scope: 'openid' });
    const { url } = await browser.walk(flow.url);
    // Logins under way, with a code by SMS, a pushed request and a wrong guess.
    const login = await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    const other = createBrowser(at.origin);
    const sms = await other.walk(`${(await other.walk(authorization(partner.clientId).url)).url.pathname}/sms`);
    await other.submit(sms, { phone, send: '1' });
    await post(at.origin, '/oidc/par', partner, Object.fromEntries(new URL(flow.url, at.origin).searchParams));
    expect(login.status).to.equal(200);
    living = {
      code: url.searchParams.get('code') ?? '',
      access: String(body.access_token),
      refresh: String(body.refresh_token),
      api: String(api.body.access_token),
      session: browser.cookies.get('ncc_session /')?.value ?? '',
      signature: browser.cookies.get('ncc_session.sig /')?.value ?? '',
    };
    values = await dump();
  });
  after(() => at.close());

  /** Every text, byte string and value in a document, of every table. */
  async function dump(): Promise<string[]> {
    const { db } = at.database;
    const tables = await db.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const found = new Set<string>();
    for (const { name } of tables) {
      for (const row of await db.rows<Record<string, unknown>>(`select * from "${name}"`))
        for (const form of Object.values(row).flatMap(formsOf))
          if (form.length >= 6 && form.length < 2_000) found.add(form);
    }
    return [...found];
  }

  const isActive = async (token: string) =>
    (await post(at.origin, '/oidc/introspection', partner, { token })).body.active === true;
  const isCode = async (code: string) =>
    (await redeem(at.origin, partner, new URL(`http://x/?${new URLSearchParams({ code })}`), flow)).status === 200;
  const isSecret = async (secret: string) =>
    (await post(at.origin, '/oidc/token', { ...partner, secret }, { grant_type: 'client_credentials' })).status === 200;
  const isApiToken = async (token: string) => {
    const headers = { authorization: `Bearer ${token.replace(/[^\x21-\x7e]/g, '')}` };
    return (await fetch(`${at.origin}/api/v1/me`, { headers })).status === 200;
  };
  async function isSession(id: string, signature = id): Promise<boolean> {
    const printable = (text: string) => text.replace(/[^\x21-\x3a\x3c-\x7e]/g, '');
    const headers = { cookie: `ncc_session=${printable(id)}; ncc_session.sig=${printable(signature)}` };
    return (await fetch(`${at.origin}/account`, { headers, redirect: 'manual' })).status === 200;
  }

  it('is tried with means that let the real values in', async () => {
    expect(await isActive(living.access), 'access token').to.equal(true);
    expect(await isActive(living.refresh), 'refresh token').to.equal(true);
    expect(await isApiToken(living.api), 'API token').to.equal(true);
    expect(await isSecret(partner.secret), 'SK').to.equal(true);
    expect(await isSession(living.session, living.signature), 'session').to.equal(true);
  });

  it('holds none of the values that open something', () => {
    expect(values.length).to.be.above(100);
    const secrets = [...Object.values(living), partner.secret, password, phone];
    for (const value of values) for (const secret of secrets) expect(value, secret.slice(0, 4)).not.to.contain(secret);
  });

  it('opens nothing: no value of it is a token, a code, a session or an SK', async () => {
    const attempts = { isActive, isApiToken, isCode, isSecret, isSession };
    const opened: string[] = [];
    for (let first = 0; first < values.length; first += 10) {
      const batch = values.slice(first, first + 10).flatMap((value) =>
        Object.entries(attempts).map(async ([name, attempt]) => {
          if (await attempt(value)) opened.push(`${name} ${value}`);
        }),
      );
      await Promise.all(batch);
    }
    expect(opened).to.eql([]);
    expect(await isCode(living.code), 'the real code, at last').to.equal(true);
  }).timeout(90_000);

  it('gives no login: no hash works as a password or a code', async () => {
    const hashes = values.filter((value) => /^\$argon2|^[\da-f]{64}$/.test(value)).slice(0, 20);
    expect(hashes.length).to.be.above(5);
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    for (const hash of hashes) {
      await at.database.db.run('truncate throttle');
      const page = await browser.submit(login, { username: 'citizen', password: hash, agree: '1' });
      expect(page.status).to.equal(422);
    }
  });
});
