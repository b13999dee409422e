import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../support/chromium.ts';
import { lendFonts } from '../support/fonts.ts';
import type { Line } from './suite.ts';

/** The suite's screens for review by a person (REVIEW), as pictures: `folder/<plan>-<module>-<n>.png`. */
export function createPictures(folder: string, origin: string) {
  mkdirSync(folder, { recursive: true });
  const browser = launchChromium();
  return {
    async keep(name: string, log: readonly Line[]): Promise<void> {
      const pages = log.flatMap(({ page_source: page }) => page ?? []);
      for (const [index, html] of pages.entries()) {
        const context = await (await browser).newContext({
          ignoreHTTPSErrors: true,
          viewport: { width: 1280, height: 900 },
        });
        await lendFonts(context);
        const tab = await context.newPage();
        // At our address, where its styles are; the scripts have run in the suite's browser.
        await tab.route('**/as-it-was', (route) =>
          route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }),
        );
        await tab.goto(`${origin}/as-it-was`, { waitUntil: 'networkidle' });
        await tab.evaluate('document.fonts.ready');
        writeFileSync(join(folder, `${name}-${index + 1}.png`), await tab.screenshot({ fullPage: true }));
        await context.close();
      }
    },
    close: async () => (await browser).close(),
  };
}
