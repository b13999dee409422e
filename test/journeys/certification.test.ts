import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { openConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { answers, register } from '../support/institutions.ts';
import { choose, fill, main, papers } from './office.ts';

describe('a new institution, in a browser', function () {
  this.timeout(120_000);
  let at: TestApp;
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  const click = async (name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
  /** As with a mouse: the dialog of the system is opened by a press. */
  const attach = async (label: string, files: Parameters<Page['setInputFiles']>[1]) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByLabel(label).click();
    await (await chooser).setFiles(files);
  };

  it('R12 R13 is certified for in 12 clicks at most, mistakes included, of which each is told where it is made', async () => {
    const owner = await register(at, '青溪县文化馆');
    page = await openConsole(at, owner);
    const effort = await counted(page);
    await page.goto('/console');
    await page.getByRole('main').getByRole('link', { name: '开始机构认证' }).first().click();
    await click('开始机构认证');
    expect(await main(page))
      .to.include('大约要 10 分钟')
      .and.to.include('会自动保存');

    // A letter O for a zero, and no address.
    await choose(page, { 机构类型: '文化馆、群众艺术馆' });
    await fill(page, { 统一社会信用代码: '1233O106DEM0000145' });
    await page.keyboard.press('Tab');
    await page.locator('#creditCode-msg').waitFor();
    expect(await page.locator('#creditCode-msg').textContent()).to.include('含有字母 O');
    await choose(page, { '省、自治区、直辖市': '浙江省' });
    await choose(page, { '市、州、区': '杭州市' });
    await choose(page, { '县、区、市': '西湖区' });
    await fill(page, { 法定代表人: answers.legalRepresentative });
    await click('下一步');
    expect(await page.locator('.errors li').allTextContents()).to.have.length(2);
    await fill(page, { 统一社会信用代码: answers.creditCode, 地址: answers.address });
    await click('下一步');

    // The phone that was proved at the registration is filled in.
    expect(await page.getByLabel('手机号').inputValue()).to.equal(owner.phone);
    await fill(page, { 经办人姓名: answers.agentName, 职务: answers.agentPosition, 邮箱: answers.agentEmail });
    await fill(page, { 证件号码: answers.idNumber });
    await click('下一步');
    await click('下一步');
    await attach('机构证件', papers.certificate);
    await attach('经办人证件照片', [papers.front, papers.back]);
    await attach('授权书', papers.authorization);
    await click('下一步');
    expect(await page.locator('.stepper .done').count()).to.equal(3);
    expect(await main(page)).not.to.include('处要填写或修改');
    await click('提交审核');
    expect(await main(page)).to.include('待审核');
    expect(effort.clicks).to.be.at.most(12);
  });
});
