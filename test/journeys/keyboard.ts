import type { Page } from 'playwright-core';

/** The focused element as a screen reader reads it: its name without the brackets behind it. */
const heard = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(`(() => {
      const e = document.activeElement;
      const text = (node) => (node ? node.textContent : '');
      const set = e.type === 'checkbox' && e.closest('fieldset') ? text(e.closest('label')) : '';
      const words = e.getAttribute('aria-label') || set || text(e.labels && e.labels[0]) || text(e);
      return words.replace(/\\s+/g, ' ').replace(/ ?（[^）]*）\\s*$/, '').trim();
    })()`),
  );

/** A visitor with a keyboard only. */
export const typist = (page: Page) => {
  const { keyboard } = page;

  /** By Tab, until the element of this name has the focus. */
  async function reach(name: string | RegExp): Promise<void> {
    const is = (words: string) => (typeof name === 'string' ? words === name : name.test(words));
    const passed: string[] = [];
    while (passed.length < 150) {
      await keyboard.press('Tab');
      const words = await heard(page);
      if (is(words)) return;
      passed.push(words);
    }
    throw new Error(`Tab does not reach ${name}, it passes ${passed.slice(0, 60).join(' | ')}`);
  }

  return {
    reach,
    async write(values: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, text] of Object.entries(values)) {
        await reach(name);
        await keyboard.press('Control+A');
        await keyboard.insertText(text);
      }
    },
    /** Down a list to an option. */
    async choose(values: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, option] of Object.entries(values)) {
        await reach(name);
        const chosen = async () =>
          String(await page.evaluate('document.activeElement.selectedOptions[0].textContent.trim()'));
        for (let tries = 0; (await chosen()) !== option; tries += 1) {
          if (tries > 60) throw new Error(`${name} has no ${option}`);
          await keyboard.press('ArrowDown');
        }
      }
    },
    async tick(...names: string[]): Promise<void> {
      for (const name of names) {
        await reach(new RegExp(`^${name}`));
        await keyboard.press('Space');
      }
    },
    /** The system's dialog at a file input is not ours. */
    async attach(values: Readonly<Record<string, Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]>>) {
      for (const [name, files] of Object.entries(values)) {
        await reach(name);
        await page.locator(':focus').setInputFiles(files);
      }
    },
    /** To a link or a button, and through it. */
    async enter(name: string | RegExp): Promise<void> {
      await reach(name);
      const gone = page.waitForEvent('domcontentloaded');
      await keyboard.press('Enter');
      await gone;
    },
  };
};
