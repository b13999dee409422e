import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { after } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { lendFonts } from './fonts.ts';

type Options = {
  /** Where the site stands: paths given to `goto` begin here. */
  origin: string;
  width?: number;
  height?: number;
  javaScript?: boolean;
  theme?: 'light' | 'dark' | 'auto' | 'contrast';
  elder?: boolean;
  /** A browser that is held in the hand: it is touched, and its owner may enlarge the text. */
  phone?: boolean;
  /** What the browser calls itself, for WeChat and the like. */
  userAgent?: string;
  /** Without, Chinese is shown as boxes: enough, and faster, where nobody looks. */
  fonts?: boolean;
};

let browser: Promise<Browser> | undefined;

after(async () => {
  if (browser) await (await browser).close();
});

/** A page in a browser profile of its own, in Chinese, with the time of Shanghai. Close it with `page.context().close()`. */
export async function openPage({
  origin,
  width = 1280,
  height = 800,
  javaScript = true,
  theme,
  elder,
  phone = false,
  userAgent,
  fonts = true,
}: Options): Promise<Page> {
  browser ??= launchChromium();
  const context = await (await browser).newContext({
    baseURL: origin,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    isMobile: phone,
    hasTouch: phone,
    ...(userAgent !== undefined && { userAgent }),
  });
  const cookies = [theme && { name: 'theme', value: theme }, elder && { name: 'elder', value: '1' }].filter(
    (cookie) => !!cookie,
  );
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: origin })));
  if (fonts) await lendFonts(context);
  return context.newPage();
}

/** What axe finds against WCAG 2.2 AA, or against a few of its rules, one line a finding; empty is the wish. */
export async function axe(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate('document.fonts.ready');
  // Legacy: in the page itself. Otherwise each look opens a second page, for frames that no page of ours has.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules === undefined
    ? builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    : builder.withRules(rules)
  ).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}

/** The whole page as a picture in `test-output/`, once its fonts are there; answers where it lies. */
export async function shot(page: Page, name: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../test-output/${name}.png`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  await page.evaluate('document.fonts.ready');
  // A window as tall as the page: what sticks to the edge of a shorter one would cover the middle of the picture.
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ ...before, height: Math.max(before.height, height) });
  await page.screenshot({ path, fullPage: true });
  await page.setViewportSize(before);
  return path;
}
