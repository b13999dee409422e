import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, signIn, type TestBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { wordsOf } from './page.ts';

const phone = '13800008000';

describe('guessing', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    partner = await createClient(at);
    await createCitizen(at, 'citizen', { phone });
  });
  beforeEach(() => at.database.db.run('truncate throttle'));
  after(() => at.close());

  /** A browser at a network address of its own, as the proxy in front of us tells. */
  function browserAt(address: string): TestBrowser {
    const send: typeof fetch = (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-forwarded-for': address },
      });
    return createBrowser(at.origin, { send });
  }
  const loginPage = (browser: TestBrowser) => browser.walk(authorization(partner.clientId, { prompt: 'login' }).url);
  /** Also where that first needs work, which the browser does. */
  async function attempt(browser: TestBrowser, page: Page, username: string, given: string): Promise<Page> {
    const fields = { username, password: given, agree: '1' };
    const next = await browser.submit(page, fields);
    return next.text.includes('请再输入一次密码') ? browser.submit(next, fields) : next;
  }
  async function guess(browser: TestBrowser, times: number, username = 'citizen'): Promise<Page> {
    let page = await loginPage(browser);
    for (let n = 0; n < times; n += 1) page = await attempt(browser, page, username, `wrong-horse-${n}`);
    return page;
  }
  async function isIn(browser: TestBrowser, given = password): Promise<boolean> {
    const page = await attempt(browser, await loginPage(browser), 'citizen', given);
    return page.url.searchParams.has('code') || page.text.includes('/consent"');
  }

  it('a password is over after five tries, the right one does not help then, and the page says when it will', async () => {
    const stranger = browserAt('192.0.2.1');
    const page = await guess(stranger, 5);
    expect(page.status).to.equal(422);
    expect(wordsOf(page.text)).to.contain('尝试次数过多，请 15 分钟后再试，或改用验证码登录');
    expect(Number(page.headers.get('retry-after'))).to.be.within(800, 900);
    expect(await isIn(stranger)).to.equal(false);
  });

  it('many guesses at once are as many as one after the other', async () => {
    const stranger = browserAt('192.0.2.2');
    const page = await loginPage(stranger);
    const tries = Array.from({ length: 15 }, (_, n) => `wrong-horse-${n}`);
    // Some come after the third was counted, and have to work: without that they are not guesses.
    const pages = await Promise.all(tries.map((tried) => attempt(stranger, page, 'citizen', tried)));
    expect(pages.filter(({ text }) => text.includes('还可以再试')).length).to.be.at.most(4);
    expect(await isIn(stranger)).to.equal(false);
  });

  it('thirty wrong passwords from seven addresses do not keep the owner out: not on a known device, nor on a new one, where a code does', async () => {
    const [known, fresh] = [browserAt('192.0.2.20'), browserAt('203.0.113.2')];
    await signIn(known, authorization(partner.clientId));
    for (let network = 1; network <= 7; network += 1) await guess(browserAt(`198.51.100.${network}`), 5, phone);
    const again = await known.submit(await loginPage(known), { username: phone, password, agree: '1' });
    expect(again.url.searchParams.has('code') || again.text.includes('/consent"'), 'on a known device').to.equal(true);

    const refused = await fresh.submit(await loginPage(fresh), { username: phone, password, agree: '1' });
    expect(wordsOf(refused.text)).to.match(/尝试次数过多，请 \d+ 分钟后再试，或改用验证码登录/);
    const sent = await fresh.submit(await fresh.walk(`${refused.url.pathname.replace(/login$/, '')}sms`), {
      phone,
      send: '1',
    });
    const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0] ?? '';
    const done = await fresh.submit(sent, { phone, code, agree: '1' });
    expect(done.url.searchParams.has('code') || done.text.includes('/consent"'), 'on a new device').to.equal(true);
  });

  it('a few wrong passwords of strangers leave a new device the password, after work that it does by itself', async () => {
    for (let network = 1; network <= 4; network += 1) await guess(browserAt(`198.51.100.${network}`), 1, phone);
    const fresh = browserAt('203.0.113.2');
    const asked = await fresh.submit(await loginPage(fresh), { username: phone, password, agree: '1' });
    expect(asked.status).to.equal(422);
    expect(wordsOf(asked.text))
      .to.contain('请再输入一次密码')
      .and.contain('为防止有人猜您的密码，需要做一次安全检查。');
    const done = await fresh.submit(asked, { username: phone, password, agree: '1' });
    expect(done.url.searchParams.has('code') || done.text.includes('/consent"')).to.equal(true);
  });

  it('passwords at many addresses without work are not even looked at, and with work are over after ten', async () => {
    for (let network = 1; network <= 3; network += 1) await guess(browserAt(`198.51.100.${network}`), 1);
    const lazy = browserAt('203.0.113.3');
    const page = await loginPage(lazy);
    for (let n = 0; n < 3; n += 1) {
      const refused = await lazy.submit(page, { username: 'citizen', password, agree: '1', solution: '' });
      expect(refused.url.searchParams.has('code')).to.equal(false);
      expect(wordsOf(refused.text)).to.contain('安全检查');
    }
    for (let network = 4; network <= 20; network += 1) await guess(browserAt(`198.51.100.${network}`), 5);
    expect(await isIn(browserAt('203.0.113.1'))).to.equal(false);
  });

  it('by strangers does not lock the owner out, who has signed in on this browser before', async () => {
    const owner = browserAt('192.0.2.10');
    await signIn(owner, authorization(partner.clientId));
    for (let network = 1; network <= 8; network += 1) await guess(browserAt(`198.51.100.${network}`), 5);
    await guess(browserAt('192.0.2.10'), 5);
    expect(await isIn(browserAt('192.0.2.10')), 'a stranger at the same address').to.equal(false);
    expect(await isIn(owner)).to.equal(true);
  });

  it('with the cookie of a known browser has five tries too, and opens no other account', async () => {
    const owner = browserAt('192.0.2.11');
    await signIn(owner, authorization(partner.clientId));
    await guess(owner, 5);
    expect(await isIn(owner)).to.equal(false);

    await createCitizen(at, 'neighbour');
    await guess(browserAt('192.0.2.11'), 5, 'neighbour');
    const page = await owner.submit(await loginPage(owner), { username: 'neighbour', password, agree: '1' });
    expect(wordsOf(page.text), 'the cookie is for the owner only').to.contain('尝试次数过多');
  });

  it('with a cookie that was made up is guessing without one', async () => {
    const stranger = browserAt('192.0.2.12');
    for (const value of ['x', 'AQAAAAA', 'a'.repeat(200), '..']) {
      stranger.cookies.set('ncc_device /', { name: 'ncc_device', value: remember(`made-up-${value}`), path: '/' });
      await guess(stranger, 2);
    }
    expect(await isIn(stranger)).to.equal(false);
  });

  it('leaves the way by SMS open to the owner', async () => {
    const stranger = browserAt('192.0.2.13');
    await guess(stranger, 5);
    const owner = browserAt('192.0.2.14');
    const login = await loginPage(owner);
    const sent = await owner.submit(await owner.walk(`${login.url.pathname}/sms`), { phone, send: '1' });
    const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0] ?? '';
    const done = await owner.submit(sent, { phone, code, agree: '1' });
    expect(done.url.searchParams.has('code') || done.text.includes('/consent"')).to.equal(true);
  });

  it('a code by SMS is over after five tries, and a new one comes after a minute, ten a day', async () => {
    const stranger = browserAt('192.0.2.15');
    const login = await loginPage(stranger);
    let page = await stranger.submit(await stranger.walk(`${login.url.pathname}/sms`), { phone, send: '1' });
    const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0] ?? '';
    const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let n = 0; n < 5; n += 1) page = await stranger.submit(page, { phone, code: other, agree: '1' });
    page = await stranger.submit(page, { phone, code, agree: '1' });
    expect(wordsOf(page.text)).to.contain('验证码已输错 5 次，请重新获取');
    page = await stranger.submit(page, { phone, send: '1' });
    expect(wordsOf(page.text)).to.match(/验证码刚刚发出，\d+ 秒后可重发/);
  });

  it('on behalf of many phones, to make us send, is over after thirty from one address', async () => {
    const pump = browserAt('192.0.2.16');
    const login = await loginPage(pump);
    let page = await pump.walk(`${login.url.pathname}/sms`);
    const before = (await at.database.db.row<{ n: number }>('select count(*) as n from sms_messages'))?.n ?? 0;
    for (let n = 0; n < 32; n += 1) {
      page = await pump.submit(page, { phone: `138000080${10 + n}`, send: '1' });
      if (page.text.includes('安全检查')) page = await pump.submit(page, { phone: `138000080${10 + n}`, send: '1' });
    }
    expect(wordsOf(page.text)).to.contain('获取验证码的次数过多');
    const after = (await at.database.db.row<{ n: number }>('select count(*) as n from sms_messages'))?.n ?? 0;
    expect(after - before).to.equal(30);
  });

  describe('requests for codes to a stranger’s number', () => {
    const sentTo = async (number: string) => (await at.app.sms.recent()).filter(({ to }) => to === number).length;
    /** The page of a purpose, and a code asked for there, with the work that it may want. */
    async function askFor(browser: TestBrowser, path: string, number = phone): Promise<Page> {
      const { url } = await loginPage(browser);
      const page = await browser.submit(await browser.walk(`${url.pathname}/${path}`), { phone: number, send: '1' });
      return page.text.includes('安全检查') ? browser.submit(page, { phone: number, send: '1' }) : page;
    }
    const cooled = () =>
      at.database.db.run(`delete from throttle where resets_at <= $1`, [
        new Date(at.app.clock.now().getTime() + 60_000),
      ]);
    async function finish(browser: TestBrowser, page: Page): Promise<boolean> {
      const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0] ?? '';
      const done = await browser.submit(page, { phone, code, agree: '1' });
      return done.url.searchParams.has('code') || done.text.includes('/consent"');
    }

    it('ten times from one address for recovery leaves the owner every way in', async () => {
      const known = browserAt('192.0.2.30');
      await signIn(known, authorization(partner.clientId));
      const before = await sentTo(phone);
      const stranger = browserAt('192.0.2.31');
      for (let n = 0; n < 10; n += 1) {
        await askFor(stranger, 'recover');
        await cooled();
      }
      expect((await sentTo(phone)) - before, 'one address sends five').to.equal(5);

      const login = await askFor(browserAt('203.0.113.4'), 'sms');
      expect(wordsOf(login.text), 'a login code on a new device').to.contain('5 分钟内有效');
      await cooled();
      const fresh = browserAt('203.0.113.5');
      expect(await finish(fresh, await askFor(fresh, 'sms')), 'and it signs in').to.equal(true);
      const recovery = await askFor(browserAt('203.0.113.6'), 'recover');
      expect(wordsOf(recovery.text), 'a recovery code on a new device').to.contain('5 分钟内有效');
      const reserve = await askFor(known, 'recover');
      expect(wordsOf(reserve.text), 'and on a known one').to.contain('5 分钟内有效');
    });

    it('from many addresses until the day is over leaves the reserve of a known device, of its owner alone', async () => {
      const known = browserAt('192.0.2.40');
      await signIn(known, authorization(partner.clientId));
      for (const path of ['sms', 'recover'])
        for (let network = 1; network <= 11; network += 1) {
          await askFor(browserAt(`198.51.100.${network}`), path);
          await cooled();
        }
      expect(wordsOf((await askFor(browserAt('203.0.113.7'), 'sms')).text)).to.contain('今天已发送 10 次');
      for (const path of ['recover', 'sms']) {
        const page = await askFor(known, path);
        expect(wordsOf(page.text), path).to.contain('5 分钟内有效');
        if (path === 'sms') expect(await finish(known, page)).to.equal(true);
      }
      const others = await known.submit(await known.walk(`${(await loginPage(known)).url.pathname}/sms`), {
        phone: '13800008999',
        send: '1',
      });
      expect(wordsOf(others.text), 'another number has no reserve here').not.to.contain('今天已发送');
      for (let network = 1; network <= 10; network += 1) {
        await askFor(browserAt(`198.51.100.${network}`), 'sms', '13800008999');
        await cooled();
      }
      expect(wordsOf((await askFor(known, 'sms', '13800008999')).text)).to.contain('今天已发送 10 次');
    });

    it('needs work before the third, for the number and from the address, and says without a script how long to wait', async () => {
      for (const [name, network] of [
        ['for a number', (n: number) => `198.51.100.${n}`],
        ['from an address', () => '192.0.2.50'],
      ] as const) {
        await at.database.db.run('truncate throttle');
        for (let n = 1; n <= 3; n += 1) {
          const browser = browserAt(network(n));
          const { url } = await loginPage(browser);
          const number = name === 'for a number' ? phone : `1380000890${n}`;
          const page = await browser.submit(await browser.walk(`${url.pathname}/sms`), { phone: number, send: '1' });
          expect(page.status, `${name}, ${n}`).to.equal(200);
          if (n < 3) expect(wordsOf(page.text), `${name}, ${n}`).to.contain('5 分钟内有效');
          else expect(wordsOf(page.text)).to.match(/请等 60 秒，再点“获取验证码”。/);
          await cooled();
        }
      }
    });
  });
});
