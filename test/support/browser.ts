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
  /** What the browser calls itself, for WeChat and the like. */
  userAgent?: string;
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
  userAgent,
}: Options): Promise<Page> {
  browser ??= launchChromium();
  const context = await (await browser).newContext({
    baseURL: origin,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    ...(userAgent !== undefined && { userAgent }),
  });
  const cookies = [theme && { name: 'theme', value: theme }, elder && { name: 'elder', value: '1' }].filter(
    (cookie) => !!cookie,
  );
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: origin })));
  await lendFonts(context);
  return context.newPage();
}

/** What axe finds against WCAG 2.2 AA, one line a finding; empty is the wish. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate('document.fonts.ready');
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
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
