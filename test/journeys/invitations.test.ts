import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { channels, isChannelCode } from '../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createHost, shelve } from '../support/published.ts';
import { until } from '../support/until.ts';
import { excess, type Watch, watchAt } from './scene.ts';

const codes = Object.keys(channels).filter(isChannelCode);
const weChat =
  'Mozilla/5.0 (Linux; Android 13; PGT-AN10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20231002 MicroMessenger/8.0.43.2480(0x28002B51) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64';

describe('R44 the public pages on the phones of citizens', function () {
  this.timeout(90_000);
  let at: TestApp;
  let watch: Watch;
  const ids: Record<string, string> = {};
  /** Every page that citizens see of resources. */
  let paths: string[] = [];
  before(async () => {
    at = await startApp(import.meta.filename);
    const host = await createHost(at, '青溪县文化馆');
    const time = (hours: number) => new Date(at.app.clock.now().getTime() + hours * 3_600_000).toISOString();
    const times = { start_at: time(26), end_at: time(28), sessions: '', booking_start: '', booking_end: '' };
    const transcript = '00:00 发配沙门岛\n06:40 投店';
    const given = codes.map((channel) => ({
      channel,
      data: {
        ...((channel === 'activity' || channel === 'live') && times),
        ...(channel === 'video' && { transcript }),
      },
    }));
    for (const [place, id] of (await shelve(at, host, given)).entries()) ids[codes[place] ?? ''] = id;
    await at.app.listingIndex.count();
    watch = watchAt(at.origin);
    paths = [
      ...[
        '/',
        '/channels',
        '/zones',
        '/zones?q=%E5%B8%B8%E5%B1%B1',
        '/zones/330000',
        '/zones/330106',
        '/zones/650000',
        `/i/${host}`,
        '/search?q=剪纸',
        '/nearby',
        '/nearby?channel=activity&in=p33',
      ],
      ...codes.map((code) => `/channels/${code}`),
      ...codes.map((code) => `/resources/${ids[code]}`),
      ...['/channels/activity/calendar', '/channels/live/calendar', '/channels/activity?when=past'],
    ];
  });
  after(async () => {
    await watch.close();
    await at.close();
  });

  it('weigh at most 60 kB each, page, styles and scripts, and name no other site that a browser would ask', async () => {
    const load = async (path: string) => {
      const answer = await fetch(new URL(path, at.origin), { headers: { accept: 'text/html' } });
      expect(answer.status, path).to.equal(200);
      return answer.text();
    };
    const assets = new Map<string, number>();
    for (const path of paths) {
      const html = await load(path);
      const own = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"]+)"/g)].map(
        ([, href = '']) => href,
      );
      for (const href of own) if (!assets.has(href)) assets.set(href, gzipSync(await load(href)).length);
      const weight = gzipSync(html).length + own.reduce((sum, href) => sum + (assets.get(href) ?? 0), 0);
      expect(weight, path).to.be.lessThan(60_000);
      const asked = [
        ...html.matchAll(
          /<(img|script|link|source|track|iframe|video|audio)\b[^>]*?\s(?:src|srcset|href|poster)="([^"]+)"[^>]*>/g,
        ),
      ];
      for (const [tag, name = '', href = ''] of asked) {
        const isOurs = href.startsWith('/') || href.startsWith(at.origin) || href.startsWith('data:');
        // A film is the partner's, and is requested when it is played.
        expect(
          isOurs || ((name === 'video' || name === 'audio') && tag.includes('preload="none"')),
          `${path} ${tag}`,
        ).to.equal(true);
      }
    }
  });

  it('fit 320 px at 400 % zoom, at 200 % text, in WeChat, and without scripts', async () => {
    const found: string[] = [];
    // 1280 px at 400 % are 320 px of CSS.
    for (const display of [
      { width: 320, height: 256 },
      { width: 390, height: 844, phone: true, userAgent: weChat, javaScript: false },
    ]) {
      const page = await watch.open(display);
      for (const path of paths) {
        await page.goto(path);
        if ((await excess(page)) > 0) found.push(`${path} at ${display.width} px`);
        if (((await page.locator('main').textContent()) ?? '').trim() === '') found.push(`${path} is empty`);
      }
      await page.context().close();
    }
    const large = await watch.open({ width: 640, height: 800 });
    for (const path of paths) {
      await large.goto(path);
      await large.evaluate('document.documentElement.style.fontSize = "200%"');
      if ((await excess(large)) > 0) found.push(`${path} with text twice as large`);
    }
    await large.context().close();
    expect(found.join('\n')).to.equal('');
  });

  it('begin with their list: 160 px below the header at 390 px, whatever filters there are', async () => {
    const page = await watch.open({ width: 390, height: 844, phone: true });
    const found: string[] = [];
    for (const path of ['/', ...codes.map((code) => `/channels/${code}`)]) {
      await page.goto(path);
      const main = (await page.locator('main').boundingBox())?.y ?? 0;
      const first = (await page.locator('.day, .card, .soon').first().boundingBox())?.y ?? 9_999;
      if (first - main > 160) found.push(`${path}: ${first - main} px`);
    }
    expect(found.join('\n')).to.equal('');
    await page.context().close();
  });

  it('request nothing from a partner before 播放 is pressed, then the film alone; a chapter goes to its place', async () => {
    const page = await watch.open({ width: 390, height: 844 });
    const foreign: string[] = [];
    await page.route(/^https:/, (route) => {
      foreign.push(route.request().url());
      return route.fulfill({ status: 200, contentType: 'video/mp4', body: '' });
    });
    for (const code of ['video', 'audio', 'activity', 'live']) {
      await page.goto(`/resources/${ids[code]}`);
      await page.waitForLoadState('networkidle');
    }
    expect(foreign).to.deep.equal([]);
    await page.goto(`/resources/${ids.video}`);
    expect(await page.locator('.eps a').allTextContents()).to.deep.equal(['发配沙门岛', '投店']);
    await page.getByRole('link', { name: '投店' }).click();
    await until(() => foreign.length > 0, 'the film is asked for');
    expect(new Set(foreign)).to.deep.equal(new Set(['https://v.qingxi.example.cn/1.mp4']));
    // An unplayable file leads to its page.
    await page.locator('[data-elsewhere].notice').waitFor();
    await page.context().close();
  });

  it('go through a month by its arrows', async () => {
    const page: Page = await watch.open({ width: 1280, height: 800 });
    await page.goto('/channels/activity/calendar');
    const days = page.locator('.month a.dn');
    const count = await days.count();
    expect(count).to.be.at.least(1);
    await days.first().focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.evaluate('document.activeElement.className'), 'there is no earlier one').to.equal('dn');
    await page.keyboard.press('Enter');
    await page.waitForURL(/day=/);
    expect(await page.locator('.evs a').count()).to.be.at.least(1);
    await page.context().close();
  });
});
