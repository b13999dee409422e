import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { calendar, rss } from '../../../src/resources/public/feeds.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';

/** The names and texts of the elements of an XML document; fails where one does not end. */
function elementsOf(xml: string): { name: string; text: string }[] {
  expect(xml).to.match(/^<\?xml version="1.0" encoding="UTF-8"\?>\n</);
  const found: { name: string; text: string }[] = [];
  const open: string[] = [];
  for (const [, closing, name = '', , single, text = ''] of xml
    .slice(xml.indexOf('?>') + 2)
    .matchAll(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>([^<]*)/g)) {
    if (closing === '/') expect(open.pop()).to.equal(name);
    else {
      found.push({ name, text });
      if (single !== '/') open.push(name);
    }
    expect(text).not.to.match(/&(?!(amp|lt|gt|quot|#39);)/);
  }
  expect(open).to.deep.equal([]);
  return found;
}

const textsOf = (elements: ReturnType<typeof elementsOf>, wanted: string) =>
  elements.filter(({ name }) => name === wanted).map(({ text }) => text);

describe('feeds', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let host: string;
  let ids: string[];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
    ids = await shelve(at, host, [
      { channel: 'activity', data: { title: '剪纸 & <窗花>' } },
      { channel: 'book', data: { title: '陶庵梦忆' } },
    ]);
    await at.app.listingIndex.count();
  });
  after(() => at.close());

  const get = (path: string) => fetch(at.origin + path);

  for (const path of ['/feed.xml', '/channels/activity/feed.xml', '/zones/330106/feed.xml'])
    it(`are RSS 2.0: ${path}`, async () => {
      const answer = await get(path);
      expect(answer.headers.get('content-type')).to.equal('application/rss+xml; charset=utf-8');
      expect(answer.headers.get('cache-control')).to.match(/^public, max-age=\d+$/);
      const elements = elementsOf(await answer.text());
      expect(elements.slice(0, 2).map(({ name }) => name)).to.deep.equal(['rss', 'channel']);
      expect(textsOf(elements, 'title')).to.include('剪纸 &amp; &lt;窗花&gt;');
      expect(textsOf(elements, 'link')).to.include(`${at.origin}/resources/${ids[0]}`);
      for (const date of textsOf(elements, 'pubDate')) expect(new Date(date).toUTCString()).to.equal(date);
    });

  it('are answered with 304 for a known ETag', async () => {
    const first = await get('/feed.xml');
    const again = await fetch(`${at.origin}/feed.xml`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
      cache: 'no-cache',
    });
    expect(again.status).to.equal(304);
  });

  it('are of an institution, and none where there is none', async () => {
    expect(await (await get(`/i/${host}/feed.xml`)).text()).to.include('陶庵梦忆');
    expect((await get('/i/00000000-0000-4000-8000-000000000000/feed.xml')).status).to.equal(404);
    expect((await get('/channels/nothing/feed.xml')).status).to.equal(404);
  });

  it('hold nothing that XML cannot hold', () => {
    const item = {
      id: 'x',
      href: 'https://a.example.cn/',
      title: 'a\u0000\u000b]]>',
      summary: '',
      category: '',
      author: '',
    };
    const about = { title: '', description: '', href: '', self: '' };
    const xml = rss({ ...about, items: [{ ...item, publishedAt: clock.now() }] });
    expect(textsOf(elementsOf(xml), 'title')).to.deep.equal(['\n'.slice(1), 'a]]&gt;']);
  });

  it('of activities are calendars (RFC 5545)', async () => {
    const answer = await get('/channels/activity/calendar.ics');
    expect(answer.headers.get('content-type')).to.equal('text/calendar; charset=utf-8');
    const text = await answer.text();
    const lines = text.split('\r\n');
    expect(lines.at(-1)).to.equal('');
    expect(lines.every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n'))).to.equal(true);
    const unfolded = text.replaceAll('\r\n ', '').split('\r\n');
    expect(unfolded).to.include.members([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'DTSTART:20361205T060000Z',
      'DTEND:20361205T080000Z',
      'SUMMARY:剪纸 & <窗花>',
      'LOCATION:青溪县文化馆，二楼多功能厅，文一西路 1 号',
      'STATUS:CONFIRMED',
      'END:VCALENDAR',
    ]);
    const [, north, east] = /\nGEO:(\S+);(\S+)\r/.exec(text) ?? [];
    expect([Number(north), Number(east)].map(Math.round), 'as satellites know it').to.deep.equal([30, 120]);
    expect(await (await get('/zones/330106/calendar.ics')).text(), 'by place').to.include(`UID:${ids[0]}@`);
    expect(await (await get('/zones/110105/calendar.ics')).text()).to.not.include('BEGIN:VEVENT');
    const one = await get(`/resources/${ids[0]}/event.ics`);
    expect(one.headers.get('content-disposition')).to.include('.ics');
    expect((await get(`/resources/${ids[1]}/event.ics`)).status).to.equal(404);
  });

  it('fold and escape characters special to calendars', () => {
    const event = { id: 'x', href: 'https://a.example.cn/', title: '一, 二; 三\\\n四', summary: '很长'.repeat(60) };
    const times = {
      startsAt: clock.now(),
      endsAt: clock.now(),
      changedAt: clock.now(),
      place: undefined,
      cancelled: false,
    };
    const text = calendar('名', [{ ...event, ...times }]);
    expect(text.replaceAll('\r\n ', '')).to.include('SUMMARY:一\\, 二\\; 三\\\\\\n四\r\n');
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).to.equal(true);
  });

  it('leave out nothing at the borders of the parts of the sitemap, also of later entries', async () => {
    const { publicResources } = at.app;
    const [many, few] = [await createHost(at, '边界图书馆'), 5];
    const before = await shelve(
      at,
      many,
      Array.from({ length: 11 }, (_, n) => ({ channel: 'audio' as const, data: { title: `先 ${n}` } })),
    );
    const parts = await publicResources.sitemapParts(few);
    expect(parts.length).to.be.within(2, 4);
    const later = await shelve(
      at,
      many,
      Array.from({ length: 25 }, (_, n) => ({ channel: 'audio' as const, data: { title: `后 ${n}` } })),
    );
    const found = (await Promise.all(parts.map(publicResources.sitemapPart)))
      .flatMap((part) => part ?? [])
      .map(({ entryId }) => entryId);
    expect(found).to.include.members([...ids, ...before, ...later]);
    expect(new Set(found).size).to.equal(found.length);
    for (const odd of ['x', `${many}_x`, `${many}_${many}_`, `_${many}`, many.slice(1)])
      expect((await get(`/sitemaps/${odd}.xml`)).status, odd).to.equal(404);
  });

  it('tell search engines of every page, in parts', async () => {
    const index = textsOf(elementsOf(await (await get('/sitemap.xml')).text()), 'loc');
    expect(index[0]).to.equal(`${at.origin}/sitemaps/pages.xml`);
    const all: string[] = [];
    for (const part of index) all.push(...textsOf(elementsOf(await (await fetch(part)).text()), 'loc'));
    for (const path of [
      '/',
      '/channels/activity',
      '/zones',
      '/zones/330106',
      '/zones/330100',
      `/i/${host}`,
      ...ids.map((id) => `/resources/${id}`),
    ])
      expect(all, path).to.include(at.origin + path);
    for (const href of all) expect((await fetch(href)).status, href).to.equal(200);
    const robots = await (await get('/robots.txt')).text();
    expect(robots).to.include(`Sitemap: ${at.origin}/sitemap.xml`).and.to.include('Disallow: /console');
    expect(robots, 'open to everybody').to.include('Allow: /api/v1/open\n');
    const page = await (await get(`/resources/${ids[0]}`)).text();
    const data = /<link rel="alternate" type="application\/ld\+json" href="([^"]+)">/.exec(page)?.[1] ?? '';
    expect(data).to.equal(`/api/v1/open/resources/${ids[0]}.jsonld`);
    for (const path of [
      data,
      '/api/v1/open/resources.jsonld?channel=activity',
      '/api/v1/open/resources.jsonld?region=330106',
    ])
      expect((await get(path)).status, path).to.equal(200);
    expect(page).to.include('<link rel="license" href="/docs/open#terms">');
  });
});

describe('the calendar of a channel', () => {
  let at: TestApp;
  let host: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock: testClock('2036-11-24T10:00:00+08:00') });
    host = await createHost(at, '直播很多的文化馆');
  });
  after(() => at.close());

  it('says where it ends, and is whole for a region', async () => {
    const many = Array.from({ length: 502 }, (_, n) => ({
      channel: 'live' as const,
      data: { title: `第${n}场`, start_at: '2036-12-24T19:00:00+08:00', end_at: '2036-12-24T21:00:00+08:00' },
    }));
    const [, last = ''] = await shelve(at, host, many.slice(0, 500));
    const of = async (query = '') =>
      (await (await fetch(`${at.origin}/channels/live/calendar.ics${query}`)).text()).replaceAll('\r\n ', '');
    const count = (text: string) => text.split('BEGIN:VEVENT').length - 1;
    expect(count(await of())).to.equal(500);
    await shelve(at, host, [
      ...many.slice(500, 501),
      { channel: 'live', data: { ...many[501]?.data, title: '成都一场', region_code: '510104' } },
    ]);
    const text = await of();
    expect(last).not.to.equal('');
    expect(count(text)).to.equal(501);
    expect(text).to.match(
      new RegExp(
        `UID:live-more@[^]*DTSTART:20361224T110000Z[^]*SUMMARY:“看直播”之后还有，请到网页查看[^]*URL:${at.origin}/channels/live/calendar\r\n`,
      ),
    );
    const far = await of('?region=p51&region_code=x');
    expect(count(far)).to.equal(1);
    expect(far).to.include('SUMMARY:成都一场');
    const page = await (
      await fetch(`${at.origin}/channels/live?region=p51`, { headers: { accept: 'text/html' } })
    ).text();
    expect(page).to.include('href="/channels/live/calendar.ics?region=p51"');
  });
});
