import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { signInAt } from '../citizens/privacy/filled.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { typist } from './keyboard.ts';
import { main } from './office.ts';
import { heading } from './scene.ts';

describe('R04 the rights of a person by keyboard alone', function () {
  this.timeout(90_000);
  let at: TestApp;
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    await createCitizen(at, 'citizen', { phone: '13900008810' });
    for (const name of ['青溪文化云', '青溪讲座']) await signInAt(at, await createClient(at, { name }), 'citizen');
    page = await openPage({ origin: at.origin });
    page.setDefaultTimeout(8_000);
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  /** The tick is given each time: also where this browser was here before, no page gives it. */
  async function signIn(): Promise<void> {
    const { write, tick, enter } = typist(page);
    await write({ 手机号或用户名: 'citizen', 密码: password });
    await tick('我已阅读');
    await enter('登录');
  }

  it('withdraws a consent', async () => {
    const { enter } = typist(page);
    await page.goto('/account/privacy');
    await signIn();
    expect(await heading(page)).to.equal('隐私与数据');
    await enter('取消授权：青溪讲座');
    await enter('取消授权');
    expect(await heading(page)).to.equal('已授权平台');
    expect(await main(page))
      .to.include('青溪文化云')
      .and.not.to.include('青溪讲座');
  });

  it('asks for the deletion, and takes it back at the next sign-in', async () => {
    const { enter, write, tick } = typist(page);
    await enter('隐私与数据');
    await enter('注销账号');
    expect(await main(page)).to.include('青溪文化云');
    await enter('继续注销');
    expect(await heading(page)).to.equal('核对身份');
    await enter('申请注销');
    expect(await main(page)).to.include('请先勾选');
    await write({ 登录密码: password });
    await tick('我知道');
    await enter('申请注销');
    expect(await heading(page)).to.equal('已申请注销');
    await enter('登录并撤销注销');
    await signIn();
    expect(await main(page)).to.include('15 天后注销');
    await enter('撤销注销');
    expect(await main(page)).not.to.include('15 天后注销');
  });

  it('gets a copy, which is made while one looks', async () => {
    const { enter, reach } = typist(page);
    await enter('导出');
    await page.getByText('下载到').waitFor({ timeout: 30_000 });
    await reach(/^下载/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).to.match(/^personal-data-\d{4}-\d\d-\d\d\.zip$/);
    expect(await main(page)).to.include('今天已经导出过，请明天再试');
  });
});
