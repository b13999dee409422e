import { it } from 'mocha';
import { openPage } from './support/browser.ts';
import { openStage } from './support/stage.ts';
it('shots', async function () {
  this.timeout(200_000);
  const stage = await openStage();
  for (const name of (process.env.SHOTS ?? '').split(' '))
    for (const width of [390, 1280]) {
      const page = await openPage({ origin: stage.origin, fonts: true, width });
      await page.goto(`${stage.origin}/${name}`);
      if (process.env.OPEN) await page.evaluate("document.querySelectorAll('details.cure')[0]?.setAttribute('open','')");
      await page.screenshot({ path: `/tmp/shotB-${name}-${width}.png`, fullPage: true });
      await page.context().close();
    }
  await stage.close();
});
