import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  /** For pictures that somebody looks at. Without, Chinese is shown as boxes of its width, which is all that tests ask for. */
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
  fonts = false,
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

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const prepared = new WeakSet<object>();

/** Brings axe into the page, and into every page that is opened in its context from now on. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate(`typeof axe === 'undefined'`)) await page.evaluate(axeSource);
  if (prepared.has(page.context())) return;
  prepared.add(page.context());
  await page.context().addInitScript({ content: axeSource });
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, or against a few of its rules, one line a finding; empty is the wish. */
export async function axe(page: Page, rules: readonly string[] = standard): Promise<string[]> {
  await bringAxe(page);
  return page.evaluate<string[]>(
    `document.fonts.ready
      .then(() => axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }))
      .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ': ' + help + ' (' + target.join(' ') + ')')))`,
  );
}

/**
 * What has too little contrast in another theme, which changes colours and nothing else. What is coloured by the same classes all the way
 * up as something that was looked at before (`seen`, one for a theme) is passed over.
 */
export async function contrastIn(page: Page, theme: string, seen: Set<string>): Promise<string[]> {
  await bringAxe(page);
  const ways = await page.evaluate<string[]>(`(() => {
    document.documentElement.dataset.theme = '${theme}';
    const sign = (e) => [e.tagName, ...[...e.attributes].filter(({ name }) => /^(class|style|type|disabled|hidden|fill|aria-(current|selected|pressed|disabled|invalid))$/.test(name)).map(({ name, value }) => name + '=' + value)].join(' ');
    const way = (e) => e === null ? '' : (e.way ??= way(e.parentElement) + '>' + sign(e));
    window.coloured = [...document.querySelectorAll('body *')].filter((e) => e.matches('input, textarea, select') || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
    return window.coloured.map(way);
  })()`);
  const fresh = ways.flatMap((way, place) => (seen.has(way) ? [] : [place]));
  for (const way of ways) seen.add(way);
  if (fresh.length === 0) return [];
  const found = await page.evaluate<string[]>(
    `axe.run(${JSON.stringify(fresh)}.map((place) => window.coloured[place]), { runOnly: ['color-contrast'], resultTypes: ['violations'] })
      .then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(' '))))`,
  );
  return found.map((target) => `${theme}: color-contrast (${target})`);
}
