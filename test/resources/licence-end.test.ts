import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { publish } from '../support/resources.ts';
import { until } from '../support/until.ts';

describe('R44 entries shown to the last day of their licence', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  const title = '授权将尽的专场音乐会';
  let at: TestApp;
  let id: string;
  let institution: string;
  let picture: string;
  let sitemap: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const actor = asMember(await createMember(at));
    institution = actor.institutionId;
    // 授权截止 is the last day on which it may be shown, whatever 下线时间 says.
    const until_ = { copyright_until: '2036-12-01', expire_at: '2036-12-20 09:00' };
    id = (await publish(at, actor, 'activity', { title, external_id: 'licensed', ...until_ })).entryId;
    await at.app.listingIndex.count();
    const html = await (await get(`/resources/${id}`)).text();
    picture = /<img class="cover-pic" src="([^"]+)"/.exec(html)?.[1] ?? `/pictures/resources/${id}-0-800.jpg`;
    sitemap =
      /<loc>([^<]+_\.xml)<\/loc>/.exec(await (await get('/sitemap.xml')).text())?.[1]?.replace(at.origin, '') ?? '';
  });
  after(() => at.close());

  const get = (path: string) => fetch(at.origin + path, { headers: { accept: 'text/html' }, cache: 'no-cache' });

  /** Every public page, feed, calendar, sitemap and search with published entries. No job runs in this test. */
  const lists = () => [
    ...[
      '/channels/activity',
      '/channels/activity?category=training',
      '/zones/330106',
      '/zones/330100',
      '/zones/330000',
    ],
    ...[`/i/${institution}`, '/search?q=授权将尽', '/search?q=专场音乐会&channel=activity'],
    ...['/feed.xml', '/channels/activity/feed.xml', '/zones/330106/feed.xml', `/i/${institution}/feed.xml`],
    ...['/channels/activity/calendar.ics', sitemap],
  ];
  const names = async (path: string) => {
    const text = (await (await get(path)).text()).replaceAll('\r\n ', '').replace(/<title>[\s\S]*?<\/title>/, '');
    return text.includes(title) || text.includes(`/resources/${id}`);
  };

  it('is in every list, feed, calendar and sitemap until the end of that day', async () => {
    clock.set('2036-12-01T23:59:59+08:00');
    expect((await get(`/resources/${id}`)).status).to.equal(200);
    expect((await get(`/resources/${id}/event.ics`)).status).to.equal(200);
    expect((await get(picture)).status).to.equal(200);
    for (const path of lists()) expect(await names(path), path).to.equal(true);
    await until(() => names('/'), 'the home page shows it');
  });

  it('is in none of them a second later, its page says that it is over, and its data and pictures are gone', async () => {
    clock.set('2036-12-02T00:00:00+08:00');
    const page = await get(`/resources/${id}`);
    expect(page.status).to.equal(410);
    expect(await page.text())
      .to.include('已到下线时间')
      .and.not.to.include('application/ld+json')
      .and.not.to.include(title);
    expect((await get(`/resources/${id}/event.ics`)).status).to.equal(410);
    expect((await get(picture)).status).to.equal(404);
    for (const path of lists()) expect(await names(path), path).to.equal(false);
    await until(async () => !(await names('/')), 'the home page does not show it');
    const search = await (await get(`/search?q=${encodeURIComponent('青溪县文化馆')}`)).text();
    expect(search).not.to.include(`href="/i/${institution}"`);
  });
});
