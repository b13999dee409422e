import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { openConsole } from '../../support/console.ts';
import { answers, createReviewers, register, scanned } from '../../support/institutions.ts';

const shots = process.env.SHOTS;
/** The rules of axe that a width decides. */
const byWidth = ['target-size', 'scrollable-region-focusable'];

describe('the certification in a browser', function () {
  this.timeout(120_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  /** Nothing for axe to find, wide or narrow; without script it cannot look. */
  async function look(page: Page, name: string, isScripted: boolean) {
    for (const width of isScripted ? [320, 1280] : []) {
      await page.setViewportSize({ width, height: 800 });
      expect(await axe(page, width === 320 ? byWidth : undefined), name).to.eql([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), name).to.equal(false);
      if (shots === undefined) continue;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: `${shots}/wizard-${name}-${width}.png`, fullPage: true });
    }
  }

  /** By three lists with script, by its code without. */
  async function chooseRegion(page: Page, isScripted: boolean) {
    if (!isScripted) return page.locator('[name=regionCode]').fill(answers.regionCode);
    const lists = page.locator('.regions select');
    for (const [place, code] of ['330000', '330100', '330106'].entries()) {
      await lists.nth(place).locator(`option[value="${code}"]`).waitFor({ state: 'attached' });
      await lists.nth(place).selectOption(code);
    }
  }

  async function fill(page: Page, names: readonly (keyof typeof answers)[]) {
    for (const name of names) {
      const field = page.locator(`[name="${name}"]`);
      if ((await field.evaluate((element) => element.nodeName)) === 'SELECT') await field.selectOption(answers[name]);
      else await field.fill(answers[name]);
    }
    await page.locator('button.go[name=next]').click();
  }

  for (const [display, name] of [
    [{ width: 1280, javaScript: true }, 'with script, wide and narrow'],
    [{ width: 320, javaScript: false }, 'without script'],
  ] as const)
    it(`R12 R13 is filled in page by page, corrected and sent (${name})`, async () => {
      const owner = await register(at, `青溪县文化馆${display.width}`);
      const page = await openConsole(at, owner, { fonts: shots !== undefined, ...display });
      await page.goto('/console/institution');
      await look(page, 'begin', display.javaScript);
      await page.locator('main button.go').click();
      await page.locator('[name=creditCode]').fill('9144030O71526726XG');
      await chooseRegion(page, display.javaScript);
      await fill(page, ['kind', 'address', 'legalRepresentative']);
      // Whatever is wrong is told when the page is left, and the rest can be filled in meanwhile.
      await page.locator('.errors').waitFor();
      expect(await page.locator('.errors').textContent()).to.include('您是不是想填 9144030071526726XG？');
      await look(page, 'bad', display.javaScript);
      await page.locator('.bar button[name=go]').click();
      await look(page, 'agent', display.javaScript);
      await fill(page, ['agentName', 'agentPosition', 'agentPhone', 'agentEmail', 'idKind', 'idNumber']);
      await look(page, 'platform', display.javaScript);
      await fill(page, []);
      const [scan, front, back] = await scanned();
      for (const [field, bytes] of [
        ['certificate', scan],
        ['idPhotos', front],
        ['idPhotos', back],
        ['authorization', scan],
      ] as const) {
        await page
          .locator(`[name="upload.${field}"]`)
          .setInputFiles({ name: `${field}.png`, mimeType: 'image/png', buffer: bytes ?? Buffer.of() });
        await page.locator(`button[name=upload][value=${field}]`).click();
        await page.locator('.kept').first().waitFor();
      }
      await look(page, 'materials', display.javaScript);
      await page.locator('button.go[name=next]').click();
      await look(page, 'check', display.javaScript);
      await page.locator('.notice a[href$="#creditCode"]').click();
      await page.locator('#creditCode-msg').waitFor();
      const code = display.width === 320 ? '12440300DEM0000309' : answers.creditCode;
      await page.locator('[name=creditCode]').fill(code);
      await page.locator('button.go[name=next]').click();
      await page.goto(`${page.url().split('?')[0]}?page=check`);
      await page.locator('button.go[name=submit]').click();
      await page.locator('.tag').first().waitFor();
      expect(await page.locator('main').textContent()).to.include('待审核');
      await look(page, 'sent', display.javaScript);

      const [reviewer] = await createReviewers(at);
      const id = /[\da-f-]{36}/.exec(page.url())?.[0] ?? '';
      await at.app.review.approve(reviewer, id);
      await page.goto('/console/institution');
      expect(await page.locator('main').textContent())
        .to.include('已认证')
        .and.include('1101**********002X');
      await look(page, 'certified', display.javaScript);
      await page.goto('/console/institution/letter');
      await look(page, 'letter', display.javaScript);
      await page.context().close();
    });
});
