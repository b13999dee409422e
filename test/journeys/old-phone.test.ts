import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { excess, openScene, type Scene } from './scene.ts';

/** An Android of 2016 inside WeChat. */
const oldWeChat =
  'Mozilla/5.0 (Linux; Android 6.0; M5 Note Build/MRA58K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.132 MQQBrowser/6.2 TBS/044007 Mobile Safari/537.36 MicroMessenger/6.6.7.1321';
/** Of the demo, in each season; they are booked in advance. */
const forChildren = /绘本故事会|亲子工作坊|少年诗词会|小小考古家|拓片制作/;
const maxTaps = 10;
const maxBytes = 60_000;

describe('R44 an old phone without script, in WeChat', function () {
  this.timeout(300_000);
  let scene: Scene;
  let page: Page;
  let taps = 0;
  let sent = 0;
  const weights: [address: string, bytes: number][] = [];
  before(async () => {
    scene = await openScene(import.meta.filename);
    page = await scene.open({ width: 360, height: 640, javaScript: false, phone: true, userAgent: oldWeChat });
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      sent += encodedDataLength;
    });
  });
  after(() => scene.close());

  /** Without script nothing in the page can count: each tap and each typed field of this journey goes through here. */
  async function tap(target: Locator, typed?: string): Promise<void> {
    taps += 1;
    if (typed !== undefined) {
      await target.fill(typed);
      return;
    }
    await Promise.all([page.waitForEvent('load'), target.tap()]);
    await weigh();
  }
  async function weigh(): Promise<void> {
    await page.waitForLoadState('networkidle');
    weights.push([new URL(page.url()).pathname, sent]);
    sent = 0;
    expect(await excess(page).catch(() => 0), page.url()).to.equal(0);
  }

  it('finds the next free event for a child nearby, books it, sees it and calls it off', async () => {
    await page.goto('/');
    await weigh();
    await tap(page.getByRole('link', { name: '看我附近的' }));
    await tap(page.getByLabel('您在哪里'), '青溪');
    await tap(page.getByRole('button', { name: '看附近有什么' }));
    await tap(page.getByRole('link', { name: '免费', exact: true }));
    const row = page.getByRole('main').getByRole('link', { name: forChildren }).first();
    const title = (await row.textContent())?.trim() ?? '';
    await tap(row);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.equal(title);
    await tap(page.getByRole('main').getByRole('link', { name: /预约/ }).first());
    await tap(page.getByRole('button', { name: '确认预约' }));
    await tap(page.getByRole('link', { name: '我的预约' }));
    await tap(page.getByRole('main').getByRole('link', { name: title }));
    expect(await page.getByRole('definition').allTextContents(), 'number, time and place').to.have.lengthOf.at.least(3);
    await tap(page.getByRole('button', { name: '取消预约' }));
    expect(await page.getByRole('main').textContent()).to.include('已取消');
    expect(taps).to.be.at.most(maxTaps);
  });

  it('was sent at most 60 kB for each page, pictures included', () => {
    const heavy = weights.filter(([, bytes]) => bytes > maxBytes).map(([address, bytes]) => `${address}: ${bytes}`);
    expect(heavy).to.deep.equal([]);
    expect(weights.length).to.be.at.least(8);
    expect(scene.complaints).to.deep.equal([]);
  });
});
