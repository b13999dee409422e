import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';
import sharp from 'sharp';

// npm run films: the films of the help. A film is three still pages one below the other, which views/public/cloud.css shows in turn, once
// (nothing moves for longer than five seconds), and whole to those who want nothing to move and to printers.

// Parts shared with tests close their browser in a hook of mocha, which this provides; the process ends by itself.
const mocha = new Mocha();
mocha.suite.emit('pre-require', globalThis, '', mocha);
const { openPage } = await import('./support/browser.ts');
const { openStage } = await import('./support/stage.ts');

/** As a hall writes it for its WeChat account. */
const notice = `冬至剪纸体验课开始报名
时间：12月19日（周六）14:00—16:00
地点：二楼剪纸教室
对象：60岁以上老人，名额20人
费用：免费，材料由本馆提供
报名：即日起至12月17日，电话 0571-55500101
青溪县文化馆`;

/** Samples; `typed` stands in the first field of the page. */
const films = {
  paste: [
    { name: 'pasting-start', typed: notice },
    { name: 'pasting-two', typed: '' },
    { name: 'pasting-sent', typed: '' },
  ],
  sources: [
    { name: 'sources', typed: 'www.qx.example.cn/events' },
    { name: 'sources-look', typed: '' },
    { name: 'source', typed: '' },
  ],
};
const [width, height] = [880, 550];
const folder = fileURLToPath(new URL('../docs/help/pictures', import.meta.url));

const stage = await openStage();
const page = await openPage({ origin: stage.origin, fonts: true });
await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
await page.addInitScript('window.fetch = () => new Promise(() => {})'); // the stage has no server
await page.setViewportSize({ width: 1120, height: 2 * height });
for (const [film, steps] of Object.entries(films)) {
  const pictures: Buffer[] = [];
  for (const { name, typed } of steps) {
    await page.goto(`/${name}`);
    await page.evaluate('document.fonts.ready');
    if (typed !== '') await page.locator('main textarea, main input[name=address]').first().fill(typed);
    await page.evaluate('document.activeElement?.blur()');
    // From its heading on: the menus above and beside are the same on all of them.
    const { x, y } = (await page.locator('h1').first().boundingBox()) ?? { x: 24, y: 24 };
    pictures.push(await page.screenshot({ clip: { x: x - 24, y: y - 12, width, height } }));
  }
  const create = { width, height: height * steps.length, channels: 3, background: '#fff' } as const;
  const strip = sharp({ create }).composite(pictures.map((input, n) => ({ input, left: 0, top: n * height })));
  const path = `${folder}/${film}-film.webp`;
  await strip.webp({ quality: 72 }).toFile(path);
  process.stdout.write(`${film}-film.webp ${Math.ceil(statSync(path).size / 1000)} kB\n`);
}
await stage.close();
process.exit();
