import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { createStaff, openConsole } from '../../support/console.ts';

describe('搜索和命令 in a browser', function () {
  this.timeout(120_000);
  let at: TestApp;
  let page: Page;
  const pictures = process.env.PICTURES;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const { id } = await at.app.institutions.create(operator, { name: '青溪县文化馆', certified: true });
    await at.app.institutions.create(operator, { name: '青溪县图书馆' });
    await createClient(at, { name: '青溪文化云' }, { institutionId: id });
    page = await openConsole(at, await createStaff(at, ['operator', 'reviewer']));
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  it('opens by Ctrl K over the page, goes by arrows and Enter, and closes by Esc', async () => {
    await page.goto('/admin/institutions');
    await page.keyboard.press('Control+k');
    const dialog = page.locator('dialog.cmdd');
    await dialog.waitFor();
    expect(await page.evaluate('document.activeElement.id')).to.equal('search-q');
    await page.keyboard.type('qx ty');
    await dialog.getByText('停用机构').first().waitFor();
    expect(await axe(page)).to.deep.equal([]);
    if (pictures) await page.screenshot({ path: `${pictures}/dialog-1280.png` });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await dialog.locator('input').fill('青溪县文化馆');
    await dialog.locator('li a', { hasText: '青溪县文化馆' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/admin\/(institutions|applications)\//);
  });

  it('knows the last places of this tab', async () => {
    await page.goto('/admin/links');
    await page.goto('/admin/applications');
    await page.keyboard.press('Control+k');
    await page.locator('dialog.cmdd h2', { hasText: '最近去过' }).waitFor();
    expect(await page.locator('dialog.cmdd h2 + ul').first().textContent()).to.include('端口链接');
    if (pictures) await page.screenshot({ path: `${pictures}/empty-1280.png` });
  });

  it('is the same as a page on a phone, and without a script', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await page
        .context()
        .browser()
        ?.newContext({
          ...{ javaScriptEnabled, baseURL: at.origin, viewport: { width: 390, height: 844 } },
          storageState: await page.context().storageState(),
        });
      const phone = await context?.newPage();
      if (context === undefined || phone === undefined) throw new Error('no browser');
      await phone.goto('/admin/search');
      await phone.locator('#search-q').fill('青溪');
      await phone.locator('#search button').click();
      await phone.waitForURL(/q=/);
      expect(await phone.locator('#search').textContent()).to.include('青溪县图书馆');
      if (pictures) await phone.screenshot({ path: `${pictures}/page-390-${javaScriptEnabled}.png` });
      if (javaScriptEnabled) {
        expect(await phone.evaluate('document.documentElement.scrollWidth')).to.equal(390);
        await phone.goto('/admin');
        await phone.locator('a[data-search]').click();
        await phone.waitForURL(/\/admin\/search$/);
        if (pictures) await phone.screenshot({ path: `${pictures}/empty-390.png` });
      }
      await context.close();
    }
  });
});
