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
  async function guess(browser: TestBrowser, times: number, username = 'citizen'): Promise<Page> {
    let page = await loginPage(browser);
    for (let n = 0; n < times; n += 1)
      page = await browser.submit(page, { username, password: `wrong-horse-${n}`, agree: '1' });
    return page;
  }
  async function isIn(browser: TestBrowser, given = password): Promise<boolean> {
    const page = await browser.submit(await loginPage(browser), { username: 'citizen', password: given, agree: '1' });
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
    const pages = await Promise.all(
      tries.map((tried) => stranger.submit(page, { username: 'citizen', password: tried, agree: '1' })),
    );
    expect(pages.filter(({ text }) => text.includes('还可以再试')).length).to.be.at.most(4);
    expect(await isIn(stranger)).to.equal(false);
  });

  it('a password at many addresses is over after thirty, and nobody from a new address goes on', async () => {
    for (let network = 1; network <= 8; network += 1) await guess(browserAt(`198.51.100.${network}`), 4);
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
      stranger.cookies.set('device /', { name: 'device', value: remember(`made-up-${value}`), path: '/' });
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
    for (let n = 0; n < 32; n += 1) page = await pump.submit(page, { phone: `138000080${10 + n}`, send: '1' });
    expect(wordsOf(page.text)).to.contain('获取验证码的次数过多');
    const after = (await at.database.db.row<{ n: number }>('select count(*) as n from sms_messages'))?.n ?? 0;
    expect(after - before).to.equal(30);
  });
});
