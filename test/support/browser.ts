import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'mocha';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
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
  /** The user agent, for WeChat and the like. */
  userAgent?: string;
  /** For pictures to be looked at. Without, Chinese is shown as boxes of its width, which is enough for tests. */
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
  const page = await context.newPage();
  endPresses(page);
  return page;
}

let isEnding = false;

/**
 * A press has ended when the page is there to which it leads: read to its end, with its scripts, and no form waits to be sent (one that saves by
 * itself waits for its answer first, work that is asked for beside the page takes its time). `noWaitAfter` leaves that out, for pages that are
 * held back.
 */
function endPresses(page: Page): void {
  if (isEnding) return;
  isEnding = true;
  const pressed = Object.getPrototypeOf(page.locator('html'));
  for (const name of ['click', 'press']) {
    const act: (...args: unknown[]) => Promise<void> = Reflect.get(pressed, name);
    Reflect.set(pressed, name, async function ended(this: Locator, ...args: unknown[]): Promise<void> {
      await Reflect.apply(act, this, args);
      const options = args.at(-1);
      if (!(options instanceof Object && 'noWaitAfter' in options)) await settle(this.page());
    });
  }
}

const settled = `document.readyState === 'complete' && document.querySelector('form[aria-busy=true]') === null`;

/** Waits for the page that a press leads to; not for ever, and not for one that was closed. */
async function settle(page: Page): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 9_000; await sleep(20))
    if (page.isClosed() || (await page.evaluate<boolean>(settled).catch(() => false))) return;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Most pages of a context are visited and not judged: axe is compiled where it is asked for. */
const axeWhenAsked = `Object.defineProperty(window, 'axe', {
  configurable: true,
  get() { delete window.axe; (function () { ${axeSource} }).call(window); return window.axe; },
})`;
const prepared = new WeakSet<object>();

/** Brings axe into the page, and into every page that is opened in its context from now on; the page has its fonts then. */
async function bringAxe(page: Page | Frame): Promise<void> {
  if (await page.evaluate(`document.fonts.ready.then(() => typeof axe === 'undefined')`))
    await page.evaluate(axeSource);
  const context = ('context' in page ? page : page.page()).context();
  if (prepared.has(context)) return;
  prepared.add(context);
  await context.addInitScript({ content: axeWhenAsked });
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Findings of axe against WCAG 2.2 AA, or a few of its rules, one line each; none are expected. The dearest of the rules by far it judges where
 * there is something for them to judge: contrast where there is something new, sizes and scrolling where something is small or scrolls;
 * `isWhole` judges them anywhere.
 */
export async function axe(page: Page | Frame, rules: readonly string[] = standard, isWhole = false): Promise<string[]> {
  await bringAxe(page);
  const isAll = rules === standard;
  const isApart = (rule: string) => !isWhole && (rule === 'color-contrast' || Object.hasOwn(suspects, rule));
  const asked = rules.filter((rule) => !isApart(rule));
  const apart = isWhole ? [] : Object.keys(suspects);
  const off = Object.fromEntries([...apart, 'color-contrast'].map((rule) => [rule, { enabled: isWhole }]));
  const about = JSON.stringify({ runOnly: asked, rules: off });
  const looks = [
    ...(asked.length === 0 ? [] : [`(${run})(document, ${about})`]),
    ...apart
      .filter((rule) => isAll || rules.includes(rule))
      .map((rule) => `(${suspects[rule]})((places) => (${run})(places, { runOnly: ['${rule}'] }))`),
  ];
  const found = await page.evaluate<string[]>(
    `(async () => { const found = []; ${looks.map((look) => `found.push(...(await ${look}));`).join('')} return found; })()`,
  );
  if (isWhole || !(isAll || rules.includes('color-contrast'))) return found;
  return [...found, ...(await contrastOfThemes(page, [null]))];
}

/** In the page. */
const run = `(where, asked) => axe.run(where, { ...asked, resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ': ' + help + ' (' + target.join(' ') + ')')))`;

/** In the page: passes on elements that could break the rule at all. More than those may be passed on, never less. */
const suspects: Readonly<Record<string, string>> = {
  // Whatever is pressed, but for words of a sentence, if it is smaller than 24 px or lies upon another.
  'target-size': `(judge) => {
    const pressed = 'a, button, input, select, textarea, summary, iframe, audio, video, [tabindex], [contenteditable], [role]';
    const isWord = (e) => {
      if (!['inline', 'inline-block'].includes(getComputedStyle(e).display)) return false;
      let block = e.parentElement;
      while (getComputedStyle(block).display === 'inline') block = block.parentElement;
      if ([...block.children].some((child) => child.matches('br, hr') || !getComputedStyle(child).display.startsWith('inline'))) return false;
      return [...block.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    };
    const all = [...document.querySelectorAll(pressed)].filter((e) => e.getClientRects().length > 0).map((e) => ({ e, box: e.getBoundingClientRect() }));
    const meets = (one, other) => one.box.left < other.box.right && other.box.left < one.box.right && one.box.top < other.box.bottom && other.box.top < one.box.bottom;
    const isUnder = (one) => all.some((other) => other !== one && meets(one, other) && !one.e.contains(other.e) && !other.e.contains(one.e));
    const found = all.filter((one) => (one.box.width < 24 || one.box.height < 24 || isUnder(one)) && !isWord(one.e));
    return found.length === 0 ? [] : judge(found.map(({ e }) => e));
  }`,
  // Whatever scrolls and has more than it shows.
  'scrollable-region-focusable': `(judge) => {
    const found = [...document.querySelectorAll('*')].filter((e) => {
      if (e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight) return false;
      const { overflowX, overflowY } = getComputedStyle(e);
      return [overflowX, overflowY].some((each) => each === 'auto' || each === 'scroll');
    });
    return found.length === 0 ? [] : judge(found);
  }`,
};

/** How often axe gave no verdict on the look of a text, as for covered ones; infinite once it answered. */
const seen = new Map<string, number>();
const answered = Number.POSITIVE_INFINITY;
const tries = 3;

/**
 * Texts with too little contrast, on the page as it is or in these themes. Looks judged by axe before are skipped: contrast depends on the
 * colour of a text, its size and weight, and the layers behind it up to an opaque one. The page is left in one of the themes.
 */
export async function contrastIn(page: Page | Frame, themes: readonly (string | null)[] = [null]): Promise<string[]> {
  await bringAxe(page);
  return contrastOfThemes(page, themes);
}

async function contrastOfThemes(page: Page | Frame, themes: readonly (string | null)[]): Promise<string[]> {
  const looks = await page.evaluate<string[][]>(`(${looksIn})(${JSON.stringify(themes)})`);
  const found: string[] = [];
  for (const [at, theme] of themes.entries()) {
    const fresh = new Map<string, number>();
    for (const [place, look] of (looks[at] ?? []).entries())
      if ((seen.get(look) ?? 0) < tries && !fresh.has(look)) fresh.set(look, place);
    if (fresh.size === 0) continue;
    const { findings, judged } = await page.evaluate<{ findings: string[]; judged: number[] }>(
      `(${contrastOf})(${JSON.stringify(theme)}, ${JSON.stringify([...fresh.values()])})`,
    );
    for (const [look, place] of fresh) seen.set(look, judged.includes(place) ? answered : (seen.get(look) ?? 0) + 1);
    found.push(...findings.map((target) => `${theme ?? 'as it is'}: color-contrast (${target})`));
  }
  return found;
}

/** In the page: texts at these places that axe finds too faint, and those it could judge. */
const contrastOf = `async (theme, places) => {
  if (theme !== null) document.documentElement.dataset.theme = theme;
  const texts = places.map((place) => window.coloured[place]);
  // A script may have taken some away meanwhile: the bar of ten seconds.
  const shown = texts.filter((text) => text.isConnected);
  if (shown.length === 0) return { findings: [], judged: [] };
  const { violations, passes } = await axe.run(shown, { runOnly: ['color-contrast'], resultTypes: ['violations', 'passes'], elementRef: true });
  const nodes = [...violations, ...passes].flatMap((each) => each.nodes.map(({ element }) => element));
  return {
    findings: violations.flatMap((each) => each.nodes.map(({ target }) => target.join(' '))),
    judged: places.filter((place) => nodes.includes(window.coloured[place])),
  };
}`;

/** In the page: the properties that decide the contrast of each text, theme by theme. */
const looksIn = `(themes) => {
  window.coloured = [...document.querySelectorAll('body *')].filter((e) => e.matches('input, textarea, select') || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return themes.map((theme) => {
    if (theme !== null) document.documentElement.dataset.theme = theme;
    const stands = (position) => /absolute|fixed|sticky/.test(position);
    /** Nothing from here up makes all of it fainter, or stands somewhere else. */
    const plain = new Map([[null, true]]);
    const isPlain = (e) => {
      let found = plain.get(e);
      if (found !== undefined) return found;
      const { opacity, filter, position, mixBlendMode } = getComputedStyle(e);
      found = opacity === '1' && filter === 'none' && mixBlendMode === 'normal' && !stands(position) && isPlain(e.parentElement);
      plain.set(e, found);
      return found;
    };
    const behind = new Map([[null, '']]);
    const painted = (e) => {
      let found = behind.get(e);
      if (found !== undefined) return found;
      const { backgroundColor, backgroundImage, opacity, filter, position, mixBlendMode } = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, stands(position) ? e.className : ''].join();
      const isOpaque = backgroundColor.startsWith('rgb(') && backgroundImage === 'none';
      const isNothing = own === 'rgba(0, 0, 0, 0),none,1,none,normal,';
      found = isOpaque && isPlain(e) ? own : isNothing ? painted(e.parentElement) : own + '<' + painted(e.parentElement);
      behind.set(e, found);
      return found;
    };
    return window.coloured.map((e) => {
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(e);
      const kind = e.matches('input, textarea, select') ? e.tagName + e.type : '';
      // Two sizes are distinguished: large text (18 pt, or 14 pt and bold) may be fainter. The reach of a shadow is counted in the size.
      const points = Math.ceil(parseFloat(fontSize) * 72) / 96;
      const isLarge = points >= 18 || (points >= 14 && parseFloat(fontWeight) >= 700);
      return [kind, color, isLarge, textShadow === 'none' ? '' : fontSize + textShadow, painted(e)].join('|');
    });
  });
}`;
