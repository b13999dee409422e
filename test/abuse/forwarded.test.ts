import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, type Client, createBrowser } from '../support/citizen.ts';
import { testDatabase } from '../support/database.ts';

/** One product behind two setups: reached directly, and behind a proxy on this machine. */
describe('X-Forwarded-For', () => {
  let direct: TestApp;
  let behind: TestApp;
  let partner: Client;

  before(async () => {
    const database = await testDatabase();
    direct = await startApp(import.meta.filename, { database });
    behind = await startApp(import.meta.filename, {
      database,
      keysDir: direct.keysDir,
      env: { TRUSTED_PROXIES: '127.0.0.0/8,::1,10.0.0.0/8' },
    });
    partner = await createClient(direct);
    await createCitizen(direct);
  });
  beforeEach(() => direct.database.db.run('truncate throttle'));
  after(async () => {
    await behind.close();
    await direct.close();
    await direct.database.drop();
  });

  /** How many guesses a client gets that sends another address in each request, and does the proof of work. */
  async function guesses(at: TestApp, headersOf: (n: number) => Record<string, string>): Promise<number> {
    for (let n = 0; n < 12; n += 1) {
      const send: typeof fetch = (input, init) =>
        fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headersOf(n) } });
      const browser = createBrowser(at.origin, { send });
      const login = await browser.walk(authorization(partner.clientId).url);
      const guess = { username: 'citizen', password: `wrong-horse-${n}`, agree: '1' };
      const page = await browser.submit(login, guess);
      const isUnseen = /name="work"/.test(page.text) && !page.text.includes('手机号或密码不对');
      const told = isUnseen ? await browser.submit(page, guess) : page;
      if (told.text.includes('尝试次数过多')) return n + 1;
    }
    return Number.POSITIVE_INFINITY;
  }

  it('lifts no limit without a trusted proxy, in any of its forms', async () => {
    const forms: ((n: number) => Record<string, string>)[] = [
      (n) => ({ 'x-forwarded-for': `198.51.100.${n}` }),
      (n) => ({ 'x-forwarded-for': `198.51.100.${n}, 127.0.0.1` }),
      (n) => ({ 'x-forwarded-for': `127.0.0.1, 198.51.100.${n}` }),
      (n) => ({
        'x-real-ip': `198.51.100.${n}`,
        'x-client-ip': `198.51.100.${n}`,
        'true-client-ip': `198.51.100.${n}`,
      }),
      (n) => ({ forwarded: `for=198.51.100.${n}`, 'cf-connecting-ip': `198.51.100.${n}` }),
    ];
    for (const form of forms) {
      await direct.database.db.run('truncate throttle');
      expect(await guesses(direct, form)).to.equal(5);
    }
  });

  it('counts behind a trusted proxy, by the address that the proxy itself added', async () => {
    // Each counts as another address, so that the bound is that of the account, which counts strangers from everywhere.
    expect(await guesses(behind, (n) => ({ 'x-forwarded-for': `198.51.100.${n}` }))).to.equal(10);
    for (const added of ['203.0.113.7', '203.0.113.7, 10.1.2.3', ' 203.0.113.7 ,10.1.2.3']) {
      await direct.database.db.run('truncate throttle');
      expect(await guesses(behind, (n) => ({ 'x-forwarded-for': `198.51.100.${n}, ${added}` })), added).to.equal(5);
    }
  });

  it('of a household is one: addresses of one IPv6 /64 share their tries', async () => {
    expect(await guesses(behind, (n) => ({ 'x-forwarded-for': `2001:db8:1:2::${n + 1}` }))).to.equal(5);
  });

  it('that is no address is passed over', async () => {
    const forms = [
      '',
      'unknown',
      '198.51.100.999',
      "'; drop table logins; --",
      '127.0.0.1',
      '::ffff:127.0.0.1',
      'a'.repeat(8_000),
    ];
    for (const form of forms) {
      const response = await fetch(`${behind.origin}/terms`, { headers: { 'x-forwarded-for': form } });
      expect(response.status, form.slice(0, 20)).to.equal(200);
    }
  });

  it('shows the right address in the login history', async () => {
    const addressAfter = async (at: TestApp) => {
      const send: typeof fetch = (input, init) => {
        const headers = {
          ...Object.fromEntries(new Headers(init?.headers)),
          'x-forwarded-for': '1.2.3.4, 203.0.113.9',
        };
        return fetch(input, { ...init, headers });
      };
      const browser = createBrowser(at.origin, { send });
      const login = await browser.walk(authorization(partner.clientId, { prompt: 'login' }).url);
      await browser.submit(login, { username: 'citizen', password, agree: '1' });
      const account = await at.app.accounts.findByIdentifier('citizen');
      return (await at.app.accounts.loginsOf(account?.id ?? '', { limit: 1 }))[0]?.address;
    };
    expect(await addressAfter(behind)).to.equal('203.0.113.9');
    expect(await addressAfter(direct)).to.match(/^(127\.0\.0\.1|::1)/);
  });

  it('counts behind a trusted proxy also with a port, as Forwarded, and where the proxy does not know', async () => {
    const forms: ((n: number) => Record<string, string>)[] = [
      (n) => ({ 'x-forwarded-for': `198.51.100.${n}, 203.0.113.7:${4000 + n}` }),
      (n) => ({ 'x-forwarded-for': `198.51.100.${n}, [2001:db8::7]:${4000 + n}` }),
      (n) => ({ 'x-forwarded-for': `198.51.100.${n}, unknown` }),
      (n) => ({ forwarded: `for=198.51.100.${n}, for="203.0.113.7:${4000 + n}";proto=https` }),
    ];
    for (const form of forms) {
      await direct.database.db.run('truncate throttle');
      expect(await guesses(behind, form), JSON.stringify(form(1))).to.equal(5);
    }
  });

  it('opens the metrics to no client, whatever a proxy forwards', async () => {
    const forms: Record<string, string>[] = [
      {},
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-forwarded-for': '127.0.0.1:80' },
      { 'x-forwarded-for': '[::1]' },
      { 'x-forwarded-for': 'unknown' },
      { forwarded: 'for=203.0.113.9' },
      { authorization: 'Bearer ' },
      { authorization: watching.authorization.slice(0, -1) },
    ];
    for (const headers of forms)
      for (const at of [direct, behind])
        expect((await fetch(`${at.origin}/metrics`, { headers })).status, JSON.stringify(headers)).to.equal(404);
    const told = await fetch(`${direct.origin}/metrics`, { headers: watching });
    expect(await told.text()).to.match(/^http_requests_total/m);
  });
});
