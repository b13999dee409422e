import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization, createBrowser, signIn } from '../support/citizen.ts';
import { typist } from './keyboard.ts';
import { heading } from './scene.ts';

describe('the account centre by keyboard alone', function () {
  this.timeout(60_000);
  let at: TestApp;
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename);
    await createCitizen(at);
    const partner = await createClient(at);
    const elsewhere = createBrowser(at.origin);
    await signIn(elsewhere, authorization(partner.clientId, { prompt: 'consent' }));
    page = await openPage({ origin: at.origin });
    page.setDefaultTimeout(8_000);
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  it('R44 changes the nickname, ends another device, withdraws a consent', async () => {
    const { enter, write, tick } = typist(page);
    await page.goto(`${at.origin}/account`);
    await write({ 手机号或用户名: 'citizen', 密码: password });
    await tick('我已阅读并同意');
    await enter('登录');
    expect(await heading(page)).to.equal('我的账号');

    await enter('查看：基本资料');
    await write({ 昵称: '𠮷𱁬' });
    await enter('保存');
    expect(await page.getByRole('status').first().textContent()).to.include('昵称已保存');

    await enter('登录与安全');
    await enter(/^退出：/);
    expect(await page.getByRole('main').textContent()).to.include('那台设备已退出。');

    await enter('已授权平台');
    await enter('取消授权：青溪文化云');
    await enter('取消授权');
    expect(await page.getByRole('main').textContent()).to.include('还没有授权过任何平台');
  });

  it('begins the menu of a phone with the page in sight, wherever it stands in it', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/account', '/account/logins', '/account/privacy']) {
      await page.goto(`${at.origin}${path}`);
      const here = await page.locator('.side [aria-current]').boundingBox();
      const [left = -1, right = Number.POSITIVE_INFINITY] = here === null ? [] : [here.x, here.x + here.width];
      expect(left, path).to.be.at.least(0);
      expect(right, path).to.be.at.most(390);
    }
  });
});
