import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';

const modules = fileURLToPath(new URL('../../node_modules/@fontsource-variable/', import.meta.url));

const lent = [
  { folder: join(modules, 'noto-sans-sc'), name: 'Noto Sans CJK SC' },
  { folder: join(modules, 'noto-serif-sc'), name: 'Noto Serif CJK SC' }, // headings fall back to the sans where it is not installed
].filter(({ folder }) => existsSync(folder));

const faces = lent
  .map(({ folder, name }) =>
    readFileSync(join(folder, 'index.css'), 'utf8')
      .replaceAll(/font-family: '[^']+'/g, `font-family: "${name}"`)
      .replaceAll('url(./files/', `url(/test-fonts/${basename(folder)}/`),
  )
  .join('\n');

/** A machine without Chinese fonts would show boxes: the style sheets get the names that they ask for, served from npm packages. */
export async function lendFonts(context: BrowserContext): Promise<void> {
  await context.route(/\/public\/(cloud|demo)\.css/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${faces}` });
  });
  await context.route('**/test-fonts/**', (route) => {
    const [family = '', file = ''] = new URL(route.request().url()).pathname.split('/').slice(-2);
    return route.fulfill({ path: join(modules, basename(family), 'files', basename(file)), contentType: 'font/woff2' });
  });
}
