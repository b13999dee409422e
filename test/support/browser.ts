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

/** What axe finds against WCAG 2.2 AA, or against a few of its rules, one line a finding; empty is the wish. `but`: rules looked at elsewhere. */
export async function axe(
  page: Page,
  rules: readonly string[] = standard,
  but: readonly string[] = [],
): Promise<string[]> {
  await bringAxe(page);
  const off = Object.fromEntries(but.map((rule) => [rule, { enabled: false }]));
  return page.evaluate<string[]>(
    `document.fonts.ready
      .then(() => axe.run({ runOnly: ${JSON.stringify(rules)}, rules: ${JSON.stringify(off)}, resultTypes: ['violations'] }))
      .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ': ' + help + ' (' + target.join(' ') + ')')))`,
  );
}

/** How often axe was shown a look of a text and said nothing, as of what is covered; no number of times once it answered. */
export type SeenLooks = Map<string, number>;
const answered = Number.POSITIVE_INFINITY;
const tries = 3;

/**
 * What has too little contrast in these themes. What axe has judged in the same colours before (`seen`) is passed over: contrast is made by
 * the colour of a text, its size and weight, and what is painted behind it up to something opaque. The page is left in the last theme.
 */
export async function contrastIn(page: Page, themes: readonly string[], seen: SeenLooks): Promise<string[]> {
  await bringAxe(page);
  const looks = await page.evaluate<string[]>(`(${looksIn})(${JSON.stringify(themes)})`);
  const fresh = new Map<string, number>();
  for (const [place, look] of looks.entries())
    if ((seen.get(look) ?? 0) < tries) fresh.set(look, fresh.get(look) ?? place);
  if (fresh.size === 0) return [];
  const { found, judged } = await page.evaluate<{ found: string[]; judged: number[] }>(`(async () => {
    const found = [];
    let judged = ${JSON.stringify([...fresh.values()])};
    const texts = judged.map((place) => window.coloured[place]);
    for (const theme of ${JSON.stringify(themes)}) {
      document.documentElement.dataset.theme = theme;
      const { violations, passes } = await axe.run(texts, { runOnly: ['color-contrast'], resultTypes: ['violations', 'passes'], elementRef: true });
      const nodes = [...violations, ...passes].flatMap((each) => each.nodes);
      judged = judged.filter((place) => nodes.some(({ element }) => element === window.coloured[place]));
      found.push(...violations.flatMap((each) => each.nodes.map(({ target }) => theme + ': color-contrast (' + target.join(' ') + ')')));
    }
    return { found, judged };
  })()`);
  for (const [look, place] of fresh) seen.set(look, judged.includes(place) ? answered : (seen.get(look) ?? 0) + 1);
  return found;
}

/** In the page: what decides the contrast of each text, theme by theme, in a line each. */
const looksIn = `(themes) => {
  window.coloured = [...document.querySelectorAll('body *')].filter((e) => e.matches('input, textarea, select') || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const looks = window.coloured.map((e) => [e.matches('input, textarea, select') ? e.tagName + e.type : '']);
  for (const theme of themes) {
    document.documentElement.dataset.theme = theme;
    const behind = new Map([[null, '']]);
    const painted = (e) => {
      let found = behind.get(e);
      if (found !== undefined) return found;
      const { backgroundColor, backgroundImage, opacity, filter, position, mixBlendMode } = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, /absolute|fixed|sticky/.test(position) ? e.className : ''].join();
      const isOpaque = own.startsWith('rgb(') && backgroundImage === 'none' && opacity === '1' && filter === 'none' && mixBlendMode === 'normal' && !/absolute|fixed|sticky/.test(position);
      const plain = own === 'rgba(0, 0, 0, 0),none,1,none,normal,';
      found = isOpaque && isLow(e.parentElement) ? own : plain ? painted(e.parentElement) : own + '<' + painted(e.parentElement);
      behind.set(e, found);
      return found;
    };
    /** Nothing above makes all of it fainter or stands somewhere else. */
    const low = new Map([[null, true]]);
    const isLow = (e) => {
      let found = low.get(e);
      if (found !== undefined) return found;
      const { opacity, filter, position, mixBlendMode } = getComputedStyle(e);
      found = opacity === '1' && filter === 'none' && mixBlendMode === 'normal' && !/absolute|fixed|sticky/.test(position) && isLow(e.parentElement);
      low.set(e, found);
      return found;
    };
    for (const [place, e] of window.coloured.entries()) {
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(e);
      looks[place].push(color, fontSize, fontWeight, textShadow, painted(e));
    }
  }
  return looks.map((each) => each.join('|'));
}`;
