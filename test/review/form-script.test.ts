import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { axe } from '../support/browser.ts';
import { openConsole } from '../support/console.ts';
import { type Market, startMarket } from './submission-setting.ts';

describe('a form with its script', function () {
  this.timeout(90_000);
  let market: Market;
  let page: Page;
  let to = '';
  before(async () => {
    market = await startMarket(import.meta.filename);
    page = await openConsole(market.at, market.agent);
  });
  after(async () => {
    await page.context().close();
    await market.close();
  });
  beforeEach(async () => {
    const { id } = await market.begin('stall', { title: '糖画', region: '330802' });
    to = `/console/submissions/${id}`;
    await page.goto(to);
  });

  const saved = async () => (await market.at.app.review.read(market.actor, to.split('/').at(-1) ?? '')).data;
  const pause = () => page.clock.runFor(4_000);

  it('saves as one writes, and says when', async () => {
    await page.clock.install();
    await page.goto(to);
    await page.getByLabel('摊位名称').fill('面塑');
    await pause();
    await page.getByText('已自动保存 09:00').waitFor();
    expect((await saved()).title).to.equal('面塑');
    const again = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByLabel('说明').fill('两行\n字');
    await pause();
    expect(await (await again).json()).to.eql({
      revision: 3,
      savedAt: '09:00',
      problems: {},
      missing: ['phone'],
      steps: [],
    });
    expect((await saved()).about).to.equal('两行\n字');
  });

  it('asks the rules of the form when a field is left, and says it beside the field until it is right', async () => {
    const title = page.getByLabel('摊位名称');
    await title.fill('长'.repeat(21));
    await page.getByLabel('说明').focus();
    await page.locator('#title-msg').waitFor();
    expect(await page.locator('#title-msg').textContent()).to.equal('摊位名称最多 20 个字，现在是 21 个');
    expect(await title.getAttribute('aria-invalid')).to.equal('true');
    expect(await title.getAttribute('aria-describedby')).to.include('title-msg');
    expect(await page.locator('[data-saved]').textContent()).to.include('有 1 处要改');
    expect(await page.locator('.msg').count(), 'what is missing waits').to.equal(1);
    expect(await axe(page)).to.eql([]);
    await title.fill('糖画');
    await page.getByLabel('说明').focus();
    await page.locator('#title-msg').waitFor({ state: 'detached' });
    expect(await title.getAttribute('aria-invalid')).to.equal(null);
  });

  it('R12 tells the same figures in the step list, at the top and below, while they change', async () => {
    const { id } = await market.begin('fair');
    await page.goto(`/console/submissions/${id}`);
    const step = page.locator('.stepper li').first().locator('[data-words]');
    await page.getByLabel('集市名称').fill('长'.repeat(21));
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('heading', { name: '有 2 处需要修改' }).waitFor();
    expect(await step.textContent()).to.equal('1 处要改，还差 1 项');
    await page.getByLabel('集市名称').fill('春集');
    await page.getByLabel('手工').focus();
    await page.getByRole('heading', { name: '有 1 处需要修改' }).waitFor();
    expect(await step.textContent()).to.equal('还差 1 项');
    expect(await page.locator('.msg').count()).to.equal(1);
    await page.getByLabel('手工').check();
    await page.getByRole('button', { name: '下一步' }).focus();
    await page.locator('.errors').waitFor({ state: 'detached' });
    expect(await step.textContent()).to.equal('✓ 填好了');
    expect(await page.locator('[data-saved]').textContent()).not.to.include('要改');
  });

  it('sends the last typed values, without taking its own saving for a colleague', async () => {
    await page.clock.install();
    await page.goto(to);
    await page.route('**/console/submissions/*', async (route) => {
      if (route.request().headers().accept !== 'application/json') return route.continue();
      const response = await route.fetch(); // it is saved, and the page does not know it yet
      await new Promise((done) => setTimeout(done, 300));
      return route.fulfill({ response });
    });
    await page.getByLabel('摊位名称').fill('面塑');
    await pause();
    await page.getByLabel('说明').fill('最后一句');
    const pressed = page.waitForResponse((response) => response.request().isNavigationRequest());
    await page.getByRole('button', { name: '保存', exact: true }).click();
    expect((await pressed).status()).to.equal(303);
    expect(await saved()).to.include({ title: '面塑', about: '最后一句' });
    await page.unroute('**/console/submissions/*');
  });

  it('reports that a colleague was faster, and keeps the typed values', async () => {
    await page.clock.install();
    await page.goto(to);
    await market.at.app.review.save(market.actor, to.split('/').at(-1) ?? '', { title: '剪纸' });
    await page.getByLabel('摊位名称').fill('面塑');
    await pause();
    await page.getByText('同事刚刚修改过这份申请').waitFor();
    expect(await page.getByLabel('摊位名称').inputValue()).to.equal('面塑');
    expect((await saved()).title).to.equal('剪纸');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('heading', { name: '您填写的内容与现在保存的不同' }).waitFor();
    expect(await page.getByLabel('摊位名称').inputValue()).to.equal('面塑');
  });

  it('counts the remaining characters as a reader counts', async () => {
    await page.getByLabel('说明').fill('家👨‍👩‍👧');
    expect(await page.locator('#about-max').textContent()).to.equal('还可以写 198 个字');
    await page.getByLabel('说明').fill('长'.repeat(203));
    expect(await page.locator('#about-max').textContent()).to.equal('超出 3 个字，最多 200 个');
  });

  it('offers regions as three lists, and sends the code', async () => {
    const list = (name: string) => page.getByRole('combobox', { name });
    await list('县、区、市').waitFor();
    expect(await list('省、自治区、直辖市').inputValue()).to.equal('330000');
    expect(await list('市、州、区').inputValue()).to.equal('330800');
    expect(await list('县、区、市').inputValue()).to.equal('330802');
    await list('省、自治区、直辖市').selectOption('110000');
    await list('市、州、区').selectOption('110105');
    expect(await axe(page)).to.eql([]);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await list('市、州、区').waitFor();
    expect((await saved()).region).to.equal('110105');
  });

  it('loses nothing to the end of a login: it waits for the next one, and saves', async () => {
    const page = await openConsole(market.at, market.agent); // of its own: the others stay signed in
    await page.goto(to);
    const cookies = await page.context().cookies();
    await page.context().clearCookies({ name: 'ncc_console' });
    await page.getByLabel('说明').fill('登录结束以后写的');
    await page.getByLabel('摊位名称').focus();
    const again = page.locator('[data-saved]').getByRole('link', { name: '在新窗口里重新登录' });
    await again.waitFor();
    expect(await axe(page)).to.eql([]);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.waitForFunction(`document.activeElement.textContent === '在新窗口里重新登录'`);
    await page.context().addCookies(cookies);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('上次保存').waitFor();
    expect((await saved()).about).to.equal('登录结束以后写的');
    await page.context().close();
  });
});
