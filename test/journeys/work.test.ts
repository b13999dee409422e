import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/clock.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { axe, openPage } from '../support/browser.ts';
import { authorization, type Client } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';

const phone = '13800008000';

describe('the safety check of a login, in a browser', function () {
  this.timeout(90_000);
  let at: TestApp;
  let clock: TestClock;
  let partner: Client;
  let page: Page;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at);
    await createCitizen(at, 'citizen', { phone });
  });
  beforeEach(() => at.database.db.run('truncate throttle'));
  after(() => at.close());

  /** As after many codes to this number, or many wrong passwords for it. */
  const used = async () => {
    for (let n = 0; n < 2; n += 1) {
      await at.app.accounts.requestCode({ purpose: 'login', phone, binding: `stranger ${n}`, address: `192.0.2.${n}` });
      await at.database.db.run(`delete from throttle where resets_at <= $1`, [
        new Date(clock.now().getTime() + 60_000),
      ]);
    }
    for (let n = 0; n < 3; n += 1) {
      const login = { username: phone, password: 'wrong-horse-5', address: `192.0.2.${n}`, device: '' };
      await at.app.accounts.authenticate(login);
    }
  };
  async function open(path: string, options: Omit<Parameters<typeof openPage>[0], 'origin'> = {}): Promise<void> {
    page = await openPage({ origin: at.origin, ...options });
    await page.goto(authorization(partner.clientId).url);
    if (path !== '') await page.goto(`${page.url()}/${path}`);
  }
  const sent = async () => (await at.app.sms.recent()).filter(({ to }) => to === phone).length;
  const text = async () => ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ');

  it('is done beside the page, and the code is sent without another press', async () => {
    await used();
    const before = await sent();
    await open('sms');
    await page.getByLabel('手机号').fill(phone);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText('已发到 138****8000').waitFor();
    expect((await sent()) - before).to.equal(1);
    await page.context().close();
  });

  it('is done while the password is typed once more', async () => {
    await used();
    await open('');
    for (const time of ['first', 'again']) {
      await page.getByLabel('手机号或用户名').fill(phone);
      await page.getByLabel('密码', { exact: true }).fill(password);
      await page.getByRole('checkbox', { name: /已阅读/ }).check();
      await page.getByRole('button', { name: '登录', exact: true }).click();
      if (time === 'first') await page.getByRole('link', { name: '请再输入一次密码' }).waitFor();
    }
    await page
      .getByRole('heading', { name: /授权|获取/ })
      .first()
      .waitFor();
    await page.context().close();
  });

  it('is a minute of waiting without a script, and the page says so', async () => {
    await used();
    const before = await sent();
    await open('sms', { javaScript: false });
    await page.getByLabel('手机号').fill(phone);
    await page.getByRole('button', { name: '获取验证码' }).click();
    expect(await text()).to.contain('请等 60 秒，再点“获取验证码”。');
    clock.advance(20);
    await page.getByRole('button', { name: '获取验证码' }).click();
    expect(await text()).to.contain('请等 40 秒，再点“获取验证码”。');
    expect(await page.getByLabel('手机号').inputValue()).to.equal(phone);
    clock.advance(40);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText('已发到 138****8000').waitFor();
    expect((await sent()) - before).to.equal(1);
    await page.context().close();
  });

  it('is the same waiting on plain http, where a browser has no WebCrypto: counted down, then sent', async () => {
    await used();
    await open('sms');
    await page.addInitScript(`Object.defineProperty(window, 'isSecureContext', { value: false })`);
    await page.clock.install();
    await page.getByLabel('手机号').fill(phone);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText(/请等 \d+ 秒，再点“获取验证码”。/).waitFor();
    expect(await page.locator('[data-work-going]').isHidden()).to.equal(true);
    clock.advance(61);
    await page.clock.fastForward(61_000);
    await page.getByText('已发到 138****8000').waitFor();
    await page.context().close();
  });

  it('has no fault that axe finds, while it is under way and while one waits', async () => {
    await used();
    for (const width of [390, 1280]) {
      await open('sms', { width });
      await page.addInitScript(`if (location.pathname.endsWith('/sms')) delete window.Worker`);
      await page.getByLabel('手机号').fill(phone);
      await page.getByRole('button', { name: '获取验证码' }).click();
      await page.getByText(/请等 \d+ 秒/).waitFor();
      expect(await axe(page)).to.eql([]);
      await page.evaluate(
        `for (const [n, h] of [['wait', true], ['going', false]]) document.querySelector('[data-work-' + n + ']').hidden = h`,
      );
      expect(await axe(page)).to.eql([]);
      await page.context().close();
    }
  });
});
