import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { createMember, openConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { bands } from '../support/pictures.ts';
import { calendarOf, type Site, startSite } from '../support/site.ts';
import { main } from './office.ts';

const tomorrow = '2096-12-05';
const time = (clock: string) => `${tomorrow.replaceAll('-', '')}T${clock}00`;

describe('a source, in a browser on a phone', function () {
  this.timeout(120_000);
  let at: TestApp;
  let site: Site;
  let page: Page;
  before(async () => {
    site = await startSite();
    at = await startApp(import.meta.filename, { jobs: true, env: { OUTGOING_HOSTS: site.host } });
  });
  after(async () => {
    await page?.context().close();
    await at.close();
    await site.close();
  });

  it('goes from its address to the first entry in review in 6 clicks at most', async () => {
    const member = await createMember(at);
    await at.database.db.run(
      `update institutions set region_code = '330106', address = '文一西路 1 号' where id = $1`,
      [member.institutionId],
    );
    site.contents.set('/events', {
      body: '<html><head><link rel="alternate" type="text/calendar" href="/events.ics"></head><body></body></html>',
    });
    const talk = {
      uid: 'a',
      title: '冬至夜的青溪小戏',
      start: time('1900'),
      end: time('2030'),
      place: '小剧场',
      category: '活动',
    };
    const staff = { uid: 'b', title: '馆员例会', start: time('1500'), end: time('1600'), category: '内部' };
    site.contents.set('/events.ics', { body: calendarOf([talk, staff]), type: 'text/plain' });

    page = await openConsole(at, member, { width: 390 });
    const effort = await counted(page);
    const click = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
    await page.goto('/console/sources');
    expect(await axe(page)).to.deep.equal([]);
    await page.getByLabel('网址').fill(`${site.url}/events`);
    await click('先看一眼');
    expect(await main(page))
      .to.include('看见 2 场，还没有接入')
      .and.to.include('“内部”放哪里');
    expect(await axe(page)).to.deep.equal([]);
    // The category that no word tells is asked for, and the cover: nothing typed is lost.
    await click('接入，先全部送审');
    expect(await page.locator('.errors li').allTextContents()).to.have.length(2);
    await page.getByLabel('内部').selectOption({ label: '不收' });
    const chooser = page.waitForEvent('filechooser');
    await page.getByLabel('没有配图时的封面').click();
    await (await chooser).setFiles({ name: '馆舍.png', mimeType: 'image/png', buffer: await bands(1280, 720) });
    await click('接入，先全部送审');
    await page.getByText('审核中').waitFor({ timeout: 60_000 });
    expect(await main(page))
      .to.include('贵馆网站上有 1 条，这里有 1 条')
      .and.to.include('冬至夜的青溪小戏');
    expect(await axe(page)).to.deep.equal([]);
    expect(effort.clicks).to.be.at.most(6);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
  });
});
