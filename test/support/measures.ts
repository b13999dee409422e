import type { Page } from 'playwright-core';

/** The measures of a page: SCREENS asks more of 长辈版. Sizes in px; lines in characters. */
export type Sizes = { target: number; text: number };
export const usual: Sizes = { target: 44, text: 13 };
export const elder: Sizes = { target: 60, text: 18 };
const lineLength = 46;

/** An expression that returns its findings in the page, a line each. */
export type Measure = string;

/** The findings of several measures in a page, in one call: each costs a millisecond on both sides. */
export const measure = (page: Pick<Page, 'evaluate'>, ...measures: readonly Measure[]): Promise<string[]> =>
  page.evaluate<string[]>(`[${measures.join(', ')}].flat().map(String)`);

/** How much wider than the screen the page is, and the widest elements. */
export const tooWide: Measure = `(() => {
      const over = document.documentElement.scrollWidth - innerWidth;
      if (over <= 0) return [];
      const right = (e) => e.getBoundingClientRect().right;
      const scrolls = (e) => e !== null && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
      const all = [...document.querySelectorAll('body *')].filter((e) => !scrolls(e.parentElement));
      const furthest = all.reduce((last, e) => (right(e) >= right(last) ? e : last), document.body);
      return [over + ' px too wide: ' + furthest.outerHTML.slice(0, 80)];
    })()`;

/**
 * Whatever is pressed and is no word inside a sentence. The seven days of a week and nine provinces in a row share the width of a phone: each
 * province is a link of full size in the list below as well.
 */
export const smallTargets = ({
  target,
}: Sizes): Measure => `[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
      .filter((e) => !e.closest('.vh, [hidden], .skip') && getComputedStyle(e).display !== 'inline' && e.getClientRects().length > 0)
      .flatMap((e) => {
        const { width, height } = (e.closest('label') ?? e).getBoundingClientRect();
        const isLarge = height > ${target} - 0.5 && (width > ${target} - 0.5 || e.closest('.month, .tiles') !== null);
        return isLarge ? [] : ['target of ' + Math.round(width) + ' × ' + Math.round(height) + ' px: ' + e.outerHTML.slice(0, 90)];
      })`;

export const smallText = ({
  text,
}: Sizes): Measure => `[...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest('svg, .vh'))
      .flatMap((e) => (parseFloat(getComputedStyle(e).fontSize) < ${text} ? ['small text: ' + e.outerHTML.slice(0, 80)] : []))`;

/** Lines that are too long to be followed, or too near to each other; paragraphs that are no further apart than their lines. */
export const crampedLines: Measure = `[...document.querySelectorAll('main p, main li, main dd, main td')].flatMap((e) => {
      const { fontSize, lineHeight, position } = getComputedStyle(e);
      if (e.closest('.vh, [hidden]') || e.getClientRects().length === 0 || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) return [];
      const range = document.createRange();
      range.selectNodeContents(e);
      const lines = new Map();
      for (const { top, left, right } of range.getClientRects()) {
        const [from, to] = lines.get(Math.round(top / 8)) ?? [Infinity, 0];
        lines.set(Math.round(top / 8), [Math.min(from, left), Math.max(to, right)]);
      }
      const [size, height] = [parseFloat(fontSize), parseFloat(lineHeight)];
      const longest = Math.max(...[...lines.values()].map(([from, to]) => to - from)) / size;
      const next = e.matches('p') ? e.nextElementSibling : null;
      const gap = next?.matches('p') ? next.getBoundingClientRect().top - e.getBoundingClientRect().bottom : Infinity;
      return [
        ...(longest > ${lineLength} ? ['a line of ' + Math.round(longest) + ' characters'] : []),
        ...(lines.size > 1 && height / size < 1.3 ? ['lines ' + (height / size).toFixed(2) + ' apart'] : []),
        ...(gap > -1 && gap < 0.29 * height && document.documentElement.hasAttribute('data-elder') ? ['paragraphs ' + gap + ' px apart'] : []),
      ].map((what) => what + ': ' + e.outerHTML.slice(0, 80));
    })`;

/** Tables that are read both ways, and need no deciding column; those of figures may scroll in themselves. */
const bothWays: Readonly<Record<string, string>> = {
  'table.grid': 'a month of figures, typed as in a sheet: a row for each day, a column for each metric',
  'table.split': 'figures of one day: a row for each device, a column for each metric',
  'table.cal': 'a month: seven days side by side, which fit',
  'table.month': 'a month: seven days side by side, which fit',
};
const scrolling = 'table.grid';

/** In the page: also in folded parts, which stay as they were. */
const unfolded = (expression: string) => `(() => {
      const shut = [...document.querySelectorAll('details:not([open])')];
      for (const each of shut) each.open = true;
      const found = ${expression};
      for (const each of shut) each.open = false;
      return found;
    })()`;

/** Each row of a table has a deciding cell, `.k`, for which no reader must scroll. */
export const lostDeciders: Measure = unfolded(`[...document.querySelectorAll('main table:not([role=presentation])')]
      .filter((table) => !table.matches('${Object.keys(bothWays).join(', ')}'))
      .flatMap((table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.matches('.sub, [hidden]')).flatMap((row) => {
        const deciding = row.querySelector('.k');
        const named = ': ' + row.outerHTML.slice(0, 90);
        if (deciding === null) return ['no cell decides' + named];
        const { left, right, width } = deciding.getBoundingClientRect();
        const window = deciding.closest('.scroll')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
        const isSeen = width > 0 && left > window.left - 1 && right < Math.min(window.right, innerWidth) + 1;
        return isSeen ? [] : ['what decides is out of sight' + named];
      }).slice(0, 1))`);

/** Lists that scroll sideways. Menus and tabs may. */
export const scrolledLists: Measure =
  unfolded(`[...document.querySelectorAll('main .scroll, main ul, main ol, main dl')]
      .filter((e) => !e.closest('nav') && e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
      .filter((e) => (e.matches('ul, ol, dl') || e.querySelector('table, li, .carto') !== null) && e.querySelector('${scrolling}') === null)
      .map((e) => 'scrolls sideways by ' + (e.scrollWidth - e.clientWidth) + ' px: ' + e.outerHTML.slice(0, 120))`);

/** Problems are read first. */
export const lostFocus: Measure = `[...document.querySelectorAll('.errors')].flatMap((e) => e === document.activeElement ? [] : ['the summary has no focus'])`;
