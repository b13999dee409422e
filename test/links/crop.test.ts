import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { createMember, openConsole } from '../support/console.ts';
import { bands } from '../support/pictures.ts';

describe('the cropper of a poster', () => {
  let at: TestApp;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  it('R36 begins in the middle, follows pointer and keys, and shows both pictures as they will be', async function () {
    this.timeout(90_000);
    const page = await openConsole(at, await createMember(at));
    await page.goto('/console/links');
    await page.click('text=添加端口链接');
    const poster = { name: 'poster.png', mimeType: 'image/png', buffer: await bands(1380, 360) };
    await page.setInputFiles('#linkPoster', poster);
    await page.click('button[name=upload][value=linkPoster]');
    const canvas = page.locator('[data-crop] canvas');
    await canvas.waitFor();
    expect(await page.inputValue('#linkCrop')).to.equal(''); // nothing typed: the middle

    for (let times = 0; times < 12; times += 1) await page.click('text=缩小范围');
    const numbers = async () => (await page.inputValue('#linkCrop')).split(',').map(Number);
    const [left = 0, top = 0, width = 0, height = 0] = await numbers();
    expect(left + width / 2).to.be.closeTo(690, 2);
    expect(top + height / 2).to.be.closeTo(180, 2);
    expect(Math.round(width / height)).to.equal(4);

    const box = await canvas.boundingBox();
    if (box === null) throw new Error('the cropper is not shown');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 2, box.y + box.height / 2, { steps: 3 });
    await page.mouse.up();
    expect((await numbers())[0]).to.be.closeTo(1380 - width, 1); // to the edge and no further
    const preview = page.waitForResponse((response) => /size=180x50.*crop=0,/.test(response.url()));
    await canvas.focus();
    for (let times = 0; times < 100; times += 1) await page.keyboard.press('ArrowLeft');
    expect((await numbers())[0]).to.equal(0);
    expect((await preview).status()).to.equal(200);
    expect(await axe(page)).to.eql([]);
    await page.context().close();
  });
});
