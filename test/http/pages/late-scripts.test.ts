import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../../support/app.ts';
import { createStaff, openConsole } from '../../support/console.ts';
import { register } from '../../support/institutions.ts';
import { until } from '../../support/until.ts';

/** A phone on a slow line: people read and type before the scripts of a page have come. */
describe('a script that comes late', function () {
  this.timeout(90_000);
  let at: TestApp;
  let page: Page;
  let arrive: () => void = () => undefined;

  before(async () => {
    at = await startApp(import.meta.filename);
    page = await openConsole(at, await register(at, '青溪县文化馆'));
    await page.goto('/console/institution');
    await page.locator('main button.go').click();
    await page.locator('[name=creditCode]').waitFor();
  });
  afterEach(async () => {
    arrive();
    await page.unrouteAll({ behavior: 'wait' });
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  /** Requests of this pattern are held back until `come`, which waits for the page to have run them. */
  async function hold(pattern: RegExp): Promise<() => Promise<void>> {
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route(pattern, async (route) => {
      await held;
      await route.continue();
    });
    return async () => {
      arrive();
      await until(() => page.evaluate<boolean>(`document.readyState === 'complete'`), 'the scripts have run');
    };
  }
  const open = async (path: string, selector: string) => {
    await page.goto(path, { waitUntil: 'commit' });
    await page.locator(selector).waitFor();
  };
  const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.nodeName');

  it('takes no focus from a field that is being filled in, though there is a list of problems', async () => {
    const path = page.url();
    const come = await hold(/\/public\/.*\.js/);
    await page.locator('[name=legalRepresentative]').fill('');
    await page.locator('button.go[name=next]').click({ noWaitAfter: true });
    await page.locator('.errors').waitFor();
    const field = page.locator('[name=address]');
    await field.focus();
    await page.keyboard.type('文一西路');
    await come();
    await page.keyboard.type(' 1 号');
    expect(await field.inputValue()).to.equal('文一西路 1 号');

    await page.locator('button.go[name=next]').click();
    const classOf = () => page.evaluate<string>('document.activeElement.className');
    await until(async () => (await classOf()) === 'errors', 'the list has the focus where nothing is typed');
    await page.goto(path);
  });

  it('saves by itself, as all else, the answers that were typed before', async () => {
    const path = page.url();
    const come = await hold(/\/public\/.*\.js/);
    await open(path, '[name=legalRepresentative]');
    await page.locator('[name=legalRepresentative]').fill('周远山');
    await page.locator('[name=kind]').selectOption('culture_hall');
    await come();
    await page.getByText('已自动保存').waitFor();
    await page.goto(path);
    expect(await page.inputValue('[name=legalRepresentative]')).to.equal('周远山');
    expect(await page.inputValue('[name=kind]')).to.equal('culture_hall');
  });

  it('leaves the code of a region as it is, where it was typed while the lists were fetched', async () => {
    const path = page.url();
    const come = await hold(/\/regions$/);
    await open(path, '[name=regionCode]');
    await page.waitForLoadState('load');
    const code = page.locator('[name=regionCode]');
    await code.focus();
    await page.keyboard.type('3301');
    const lists = page.waitForResponse(/\/regions$/);
    await come();
    await (await lists).finished();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
    await page.keyboard.type('06');
    expect(await code.isVisible()).to.equal(true);
    expect(await code.inputValue()).to.equal('330106');
    await page.locator('[name=address]').focus();
    await page.getByText('已自动保存').waitFor();
    await page.goto(path);
    await page.locator('.regions select').nth(2).waitFor();
    expect(await page.inputValue('.regions select >> nth=2')).to.equal('330106');
  });

  it('gives the lists the focus of the code that they replace', async () => {
    const path = page.url();
    const come = await hold(/\/regions$/);
    await open(path, '[name=regionCode]');
    await page.locator('[name=regionCode]').focus();
    await come();
    await page.locator('.regions select').nth(2).waitFor();
    expect(await focused()).to.equal('regionCode');
    expect(await page.evaluate('document.activeElement.nodeName')).to.equal('SELECT');
  });

  it('takes no focus at the search of the back office either', async () => {
    const desk = await openConsole(at, await createStaff(at, ['reviewer']));
    const mine = page;
    page = desk;
    try {
      const come = await hold(/\/public\/.*\.js/);
      await open('/admin/search', '#search-q');
      const other = page.locator('input:visible, a:visible').first();
      await other.focus();
      const before_ = await page.evaluate<string>('document.activeElement.outerHTML');
      await come();
      expect(await page.evaluate<string>('document.activeElement.outerHTML')).to.equal(before_);
    } finally {
      page = mine;
      await desk.context().close();
    }
  });
});
