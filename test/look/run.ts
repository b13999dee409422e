import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import type { Page } from 'playwright-core';

// npm run look -- [--only text] [--part 2/8] [--quick] [--sizes]: every sample of a view in every display, usual and 长辈版, at 1280, 768 and
// 320 px (which is 1280 px enlarged to 400 %): no overflow, also at text of 200 %, text and targets of 长辈版, and the whole of axe in all four
// themes; and that on a phone of 390 px the deciding cells of every list are in sight. --only: samples whose name contains the text; --part: every eighth of them, from the second; --sizes: without axe; --quick: contrast
// only for colours that axe has not judged before, and theme-independent rules once. Findings are printed immediately, the progress every ten
// samples. The short form is test/http/look.test.ts.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    part: { type: 'string', default: '1/1' },
    quick: { type: 'boolean', default: false },
    sizes: { type: 'boolean', default: false },
  },
});

// Parts shared with tests close their browser in a hook of mocha, which this provides; the process ends by itself.
const mocha = new Mocha();
mocha.suite.emit('pre-require', globalThis, '', mocha);
const { axe, contrastIn, openPage } = await import('../support/browser.ts');
const { crampedLines, elder, lostDeciders, measure, scrolledLists, smallTargets, smallText, tooWide, usual } =
  await import('../support/measures.ts');
const { samples } = await import('../support/samples.ts');
const { isCitizens, openStage, shownOnStage } = await import('../support/stage.ts');

const [part = 1, parts = 1] = values.part.split('/').map(Number);
const names = shownOnStage
  .filter((name) => name.includes(values.only))
  .filter((_, place) => place % parts === part - 1);
const say = (line: string) => process.stdout.write(`${line}\n`);
const stage = await openStage();
const waiting = [...names];
let defects = 0;
let looked = 0;

/** The demo's partner is dressed by itself and knows no 长辈版. */
const knowsElder = (name: string) => !samples[name]?.view.startsWith('demo/');

async function lookAt(page: Page, name: string): Promise<void> {
  const add = (where: string, findings: readonly string[]) => {
    defects += findings.length;
    for (const finding of findings) say(`${name}: ${where}: ${finding}`);
  };
  await page.goto(`/${name}`);
  for (const isElder of knowsElder(name) ? [false, true] : [false]) {
    await page.evaluate(`document.documentElement.toggleAttribute('data-elder', ${isElder})`);
    for (const width of [1280, 768, 320]) {
      const where = `${isElder ? '长辈版, ' : ''}${width} px`;
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
      const sizes = isElder ? elder : usual;
      add(where, await measure(page, tooWide, smallText(sizes)));
      if (isCitizens(name))
        add(where, await measure(page, ...(width === 768 ? [] : [smallTargets(sizes)]), crampedLines));
      if (values.sizes) continue;
      if (values.quick) {
        add(where, [...(await axe(page)), ...(await contrastIn(page, ['dark', 'contrast', 'auto']))]);
        continue;
      }
      for (const theme of ['light', 'dark', 'contrast', 'auto']) {
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
        add(`${where}, ${theme}`, await axe(page, undefined, true));
      }
    }
  }
  await page.evaluate(`document.documentElement.removeAttribute('data-elder')`);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    add(`lists, ${width} px`, await measure(page, scrolledLists, ...(width === 390 ? [lostDeciders] : [])));
  }
  if (!isCitizens(name)) return;
  await page.evaluate(
    `document.documentElement.removeAttribute('data-elder'), document.documentElement.style.fontSize = '200%'`,
  );
  for (const width of [1280, 768, 640]) {
    await page.setViewportSize({ width, height: 800 });
    add(`text of 200 %, ${width} px`, await measure(page, tooWide));
  }
}

const walk = async () => {
  const page = await openPage({ origin: stage.origin });
  page.on('pageerror', (error) => say(`in the page: ${error.message}`));
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' }); // 跟随系统 follows into the dark
  await page.addInitScript('window.fetch = () => new Promise(() => {})'); // the stage has no server
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    await lookAt(page, name);
    looked += 1;
    if (looked % 10 === 0) say(`${looked} of ${names.length}, ${Math.round(performance.now() / 1000)} s`);
  }
};
await Promise.all([walk(), walk()]);
say(`${names.length} samples, ${defects} defects, ${Math.round(performance.now() / 1000)} s`);
process.exit(defects === 0 ? 0 : 1);
