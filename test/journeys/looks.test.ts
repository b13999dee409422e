import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { axe, contrastIn } from '../support/browser.ts';
import { excess, openScene, type Scene } from './scene.ts';
import { tour } from './tour.ts';

const phone = { width: 360, height: 740 };
/** Words that a page shows when it was given nothing to show. */
const holes = /(?<!\w)(?:undefined|null|NaN)(?!\w)|\[object|Invalid Date|<%/g; // an account number may have NaN within

const setElder = (page: Page, on: boolean) =>
  page.evaluate(`document.documentElement.toggleAttribute('data-elder', ${on})`);
const list = async (page: Page, expression: string): Promise<string[]> => {
  const found = await page.evaluate(expression);
  return Array.isArray(found) ? found.map(String) : [];
};

const missing = async (page: Page) => (await page.locator('body').textContent())?.match(holes) ?? [];
const tooWide = async (page: Page, width = page.viewportSize()?.width ?? 0) => {
  await page.setViewportSize({ width, height: 740 });
  const over = await excess(page);
  return over > 0 ? [`${over} px too wide at ${width} px`] : [];
};
/** Whatever is pressed and is not a word inside a sentence. */
const smallTargets = (page: Page, size: number) =>
  list(
    page,
    `[...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
      .filter((e) => !e.closest('.vh, [hidden], .skip') && getComputedStyle(e).display !== 'inline' && e.getClientRects().length > 0)
      .map((e) => [(e.closest('label') ?? e).getBoundingClientRect().height, e.outerHTML.slice(0, 90)])
      .filter(([height]) => height < ${size} - 0.5).map(([height, html]) => height + ' px high: ' + html)`,
  );
const smallText = (page: Page, size: number) =>
  list(
    page,
    `[...document.querySelectorAll('body *')]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest('svg, .vh'))
      .filter((e) => parseFloat(getComputedStyle(e).fontSize) < ${size}).map((e) => 'small text: ' + e.outerHTML.slice(0, 90))`,
  );
/** 登录 and 同意并登录 are seen without scrolling. */
const belowTheFold = async (page: Page) => {
  const box = await page.locator('button.go').boundingBox();
  const bottom = box === null ? 9999 : box.y + box.height;
  return bottom > phone.height ? [`its button ends at ${bottom} px`] : [];
};

describe('every page, in a browser', function () {
  this.timeout(300_000);
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  it('breaks no rule of WCAG 2.2 AA in any theme, shows nothing that is missing, and fits 1280, 768 and 320 px; in 长辈版 it has targets of 60 px and no text under 18 px', async () => {
    const page = await scene.open({ ...phone, theme: 'light' });
    await page.emulateMedia({ reducedMotion: 'reduce' }); // no transitions between colours
    const inThemes = async () => {
      const found = await contrastIn(page, ['dark', 'contrast']);
      await page.evaluate('document.documentElement.dataset.theme = "light"');
      return found;
    };
    const inElder = async () => {
      await setElder(page, true);
      const found = [
        ...(await tooWide(page, 320)),
        ...(await tooWide(page, phone.width)),
        ...(await smallTargets(page, 60)),
        ...(await smallText(page, 18)),
        ...(await axe(page, ['color-contrast', 'target-size', 'scrollable-region-focusable'])),
      ];
      await setElder(page, false);
      return found.map((finding) => `长辈版: ${finding}`);
    };
    const found: string[] = [];
    await tour(page, scene, async (name, isPartner) => {
      const findings = [
        ...(await missing(page)),
        ...(/^(login|login by code|consent)$/.test(name) ? await belowTheFold(page) : []),
        ...(await smallTargets(page, 44)),
        ...(await smallText(page, 13)),
        ...(isPartner ? [] : await inElder()),
        ...(await tooWide(page, 1280)),
        ...(await axe(page)),
        ...(isPartner ? [] : await inThemes()),
        ...(await tooWide(page, 768)),
        ...(await tooWide(page, 320)),
        ...(await tooWide(page, phone.width)),
      ];
      found.push(...findings.map((finding) => `${name}: ${finding}`));
    });
    expect(found.join('\n')).to.equal('');
  });

  it('changes its colours and 长辈版 by links, and remembers them on the next page', async () => {
    const page = await scene.open();
    const worn = async () => {
      await page.waitForLoadState();
      return page.evaluate(
        '[document.documentElement.dataset.theme, document.documentElement.hasAttribute("data-elder")]',
      );
    };
    const links = page.getByRole('navigation', { name: '显示', exact: true });
    await page.goto('/');
    expect(await worn()).to.eql(['auto', false]);
    for (const [label, theme] of [
      ['深色', 'dark'],
      ['高对比', 'contrast'],
      ['浅色', 'light'],
    ] as const) {
      await links.getByRole('link', { name: label }).click();
      expect(await worn()).to.eql([theme, false]);
      expect(await links.getByRole('link', { name: label }).getAttribute('aria-current')).to.equal('true');
    }
    await page.getByRole('link', { name: '长辈版' }).click();
    expect(await worn()).to.eql(['light', true]);
    await page.goto('/account/recover');
    expect(await worn()).to.eql(['light', true]);
    await page.getByRole('link', { name: '标准版' }).click();
    await page.getByRole('link', { name: '跟随系统' }).click();
    expect(await worn()).to.eql(['auto', false]);
  });

  it('follows the colours of the system until others are chosen', async () => {
    const paper = async (system: 'light' | 'dark') => {
      const page = await scene.open();
      await page.emulateMedia({ colorScheme: system });
      await page.goto('/');
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await paper('light')).to.equal('rgb(251, 250, 246)');
    expect(await paper('dark')).to.equal('rgb(22, 24, 27)');
  });

  it('leaves no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
