import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { createHost, shelve } from '../support/published.ts';
import { excess, type Watch, watchAt } from './scene.ts';

describe('a citizen on a phone, without scripts, looks for something to do', function () {
  this.timeout(90_000);
  let at: TestApp;
  let watch: Watch;
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename);
    const host = await createHost(at, '青溪县文化馆');
    const soon = at.app.clock.now().getTime() + 86_400_000;
    const time = (hours: number) => new Date(soon + hours * 3_600_000).toISOString();
    const times = { start_at: time(0), end_at: time(2), sessions: '', booking_start: '', booking_end: '' };
    await shelve(at, host, [
      { channel: 'activity', data: { title: '银龄剪纸体验课', ...times }, live: { remaining: 12 } },
      {
        channel: 'activity',
        data: { title: '夜读空间', category: 'reading', region_code: '510104', lng: '104.08', lat: '30.65', ...times },
      },
      { channel: 'book', data: { title: '剪纸图谱' } },
      { channel: 'venue' },
    ]);
    await at.app.listingIndex.count();
    watch = watchAt(at.origin);
    page = await watch.open({ width: 320, height: 640, javaScript: false, phone: true });
  });
  after(async () => {
    await watch.close();
    await at.close();
  });

  const follow = async (name: string | RegExp) => {
    await page.getByRole('link', { name }).first().click();
    await page.waitForLoadState();
  };
  const heading = () => page.locator('h1').textContent();

  it('finds it by searching from the home page, best first', async () => {
    await page.goto('/');
    await page.getByRole('searchbox').fill('剪纸');
    await page.getByRole('button', { name: '搜索' }).click();
    const found = await page.locator('.results h3').allTextContents();
    expect(found.slice(0, 2)).to.have.members(['剪纸图谱', '银龄剪纸体验课']); // the others name it as a tag
    await follow('享活动');
    await follow('银龄剪纸体验课');
    expect(await heading()).to.equal('银龄剪纸体验课');
    expect(await page.locator('main').textContent()).to.include('余 12 位');
    expect(await page.getByRole('link', { name: '加到日历' }).getAttribute('href')).to.match(/event\.ics$/);
  });

  it('finds it by channel and filter', async () => {
    await page.goto('/');
    await follow('享活动');
    const listed = () => page.locator('.evs a').allTextContents();
    expect(await listed()).to.have.members(['银龄剪纸体验课', '夜读空间']);
    await page.getByText('筛选').click();
    await page.getByLabel('活动类型').selectOption({ label: '阅读推广' });
    await page.getByRole('button', { name: '看结果' }).click();
    expect(await listed()).to.deep.equal(['夜读空间']);
    await follow('免费');
    expect(await listed()).to.deep.equal(['夜读空间']);
    await follow('附近');
    await follow('四川省');
    await follow('成都市');
    expect(await listed()).to.deep.equal(['夜读空间']);
  });

  it('finds it by region, down to the county, and its institution', async () => {
    await page.goto('/');
    await follow('专区'); // at the top: a phone has no room for its first word
    expect(await heading()).to.equal('地方专区');
    await follow(/^浙江/);
    await follow(/^杭州市/);
    await follow(/^西湖区/);
    expect(await heading()).to.equal('西湖区专区');
    await follow('银龄剪纸体验课');
    await follow('青溪县文化馆');
    expect(await heading()).to.equal('青溪县文化馆');
    await follow('全部活动');
    expect(await page.locator('.cards h3').allTextContents()).to.have.members(['银龄剪纸体验课', '夜读空间']);
  });

  it('meets no barrier on the way: WCAG 2.2 AA, nothing too wide, no complaint of the browser', async () => {
    const looked = await watch.open({ width: 320, height: 640 });
    const found: string[] = [];
    for (const path of [
      '/',
      '/channels/activity',
      '/channels/venue',
      '/zones',
      '/zones/330106',
      '/search?q=剪纸',
      '/search?q=没有的',
    ]) {
      await looked.goto(path);
      if ((await excess(looked)) > 0) found.push(`${path} is too wide`);
      for (const finding of await axe(looked)) found.push(`${path} ${finding}`);
    }
    expect(found.join('\n')).to.equal('');
    expect(watch.complaints).to.deep.equal([]);
  });
});
