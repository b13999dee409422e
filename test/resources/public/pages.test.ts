import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import type { Data } from '../../../src/fields/form.ts';
import { channels, isChannelCode } from '../../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { createHost, shelve } from '../../support/published.ts';
import { publish, reviewer } from '../../support/resources.ts';
import { foreign } from '../../support/schema-org.ts';
import { until } from '../../support/until.ts';

describe('public pages of resources', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  const ids: Record<string, string> = {};
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    actor = asMember(await createMember(at));
    for (const code of Object.keys(channels).filter(isChannelCode))
      ids[code] = (await publish(at, actor, code)).entryId;
    await at.app.listingIndex.count();
  });
  after(() => at.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(at.origin + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual', cache: 'no-cache' });
  const page = async (path: string) => (await get(path)).text();
  const dataIn = (html: string): Record<string, unknown> =>
    JSON.parse(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? 'null');

  for (const code of Object.keys(channels).filter(isChannelCode))
    it(`R42 R44 shows ${channels[code].name} in its channel, its zones, its institution and alone`, async () => {
      const { title = '' } = channels[code].example;
      const href = `/resources/${ids[code]}`;
      for (const path of [
        `/channels/${code}`,
        '/zones/330106',
        '/zones/330100',
        '/zones/330000',
        `/i/${actor.institutionId}`,
      ])
        expect(await page(path), path).to.include(`href="${href}"`);
      const html = await page(href);
      expect(/<h1>(.*?)<\/h1>/s.exec(html)?.[1]?.replace(/<[^>]*>|\s/g, '')).to.equal(title);
      const data = dataIn(html);
      expect(data).to.include({
        '@context': 'https://schema.org',
        '@type': channels[code].schemaType,
        url: `${at.origin}${href}`,
        name: title,
      });
      expect(foreign(data)).to.deep.equal([]);
    });

  it('gives the properties of an activity that search engines require', async () => {
    const data = dataIn(await page(`/resources/${ids.activity}`));
    expect(data).to.deep.include({
      startDate: '2036-12-05T14:00:00+08:00',
      endDate: '2036-12-05T16:00:00+08:00',
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      isAccessibleForFree: true,
    });
    expect(data.location).to.have.nested.property('address.addressRegion', '浙江省');
    expect(data.location).to.have.nested.property('geo.latitude').that.is.closeTo(30.2616, 0.001);
    expect(data.offers).to.include({ '@type': 'Offer', price: 0, priceCurrency: 'CNY' });
    expect(await page(`/resources/${ids.activity}`)).to.include(`/resources/${ids.activity}/event.ics`);
  });

  it('R46 shows the live state at once, in lists, alone and for machines', async () => {
    const path = `/resources/${ids.activity}`;
    const before_ = await get(path);
    await at.app.resources.setLive(actor, ids.activity ?? '', { event_status: 'cancelled', reason: '台风' });
    expect(await page('/channels/activity'), 'what is called off is not offered').to.not.include(path);
    const answer = await get(path, { 'if-none-match': before_.headers.get('etag') ?? '' });
    expect(answer.status).to.equal(200);
    const html = await answer.text();
    expect(html).to.include('台风');
    expect(dataIn(html)).to.include({ eventStatus: 'https://schema.org/EventCancelled' });
    await at.app.resources.setLive(actor, ids.activity ?? '', { remaining: '7' });
    expect(await page(path)).to.include('余 7 位');
  });

  it('answers with an ETag that holds as long as nothing changed, for each display of its own', async () => {
    for (const path of ['/channels/book', `/resources/${ids.book}`, '/zones/330000', `/i/${actor.institutionId}`]) {
      const first = await get(path);
      expect(first.headers.get('cache-control'), path).to.include('s-maxage=1');
      expect(first.headers.get('vary'), path).to.match(/cookie/i);
      const tag = first.headers.get('etag') ?? '';
      expect((await get(path, { 'if-none-match': tag })).status, path).to.equal(304);
      expect((await get(path, { 'if-none-match': tag, cookie: 'theme=dark' })).status, path).to.equal(200);
    }
  });

  it('offers covers as WebP in three widths to browsers that know it, each lighter than its JPEG', async () => {
    const html = await page(`/resources/${ids.news}`);
    const [, offered = ''] = /<source type="image\/webp" srcset="([^"]+)"/.exec(html) ?? [];
    const all = offered.split(', ').map((each) => each.split(' '));
    expect(all.map(([, width]) => width)).to.deep.equal(['320w', '512w', '768w']);
    for (const [src = '', width = ''] of all) {
      const picture = await get(src);
      const bytes = Buffer.from(await picture.arrayBuffer());
      expect(picture.headers.get('content-type'), src).to.equal('image/webp');
      expect(bytes.toString('latin1', 8, 12), src).to.equal('WEBP');
      expect(await sharp(bytes).metadata(), src).to.include({ width: Number.parseInt(width, 10), format: 'webp' });
      expect((await get(src.replace('.webp', '.jpg'))).status, src).to.equal(404);
    }
    const weigh = async (src: string) => (await (await get(src)).arrayBuffer()).byteLength;
    const [, large = ''] = /, (\S+-800\.jpg\S*) 800w/.exec(html) ?? [];
    expect(await weigh(all.at(-1)?.[0] ?? '')).to.be.below(await weigh(large));
    expect((await get(large.replace('.jpg', '.webp'))).status).to.equal(404);
  });

  it('draws covers once, at two widths, as pictures and nothing else', async () => {
    const html = await page(`/resources/${ids.news}`);
    const [, src = ''] = /<img class="cover-pic" src="([^"]+)"/.exec(html) ?? [];
    const picture = await get(src);
    expect(picture.headers.get('content-type')).to.equal('image/jpeg');
    expect(picture.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(picture.headers.get('cache-control')).to.equal('public, max-age=86400');
    expect((await picture.arrayBuffer()).byteLength).to.be.within(500, 40_000);
    // A cache that many share must not give one reader's colours to all.
    const coloured = await get(`${src}&theme=dark`);
    if (coloured.headers.get('set-cookie') !== null) expect(coloured.headers.get('cache-control')).to.equal('no-store');
    expect((await get(src.replace('-400.', '-500.'))).status).to.equal(404);
    expect((await get(src.replace('-0-', '-7-'))).status).to.equal(404);
  });

  it('filters by the channel’s filters, and ignores anything else', async () => {
    expect(await page('/channels/activity?category=training')).to.include('银龄剪纸体验课');
    expect(await page('/channels/activity?category=film')).to.include('没有符合条件的内容');
    expect(await page('/channels/activity?region=p33&fee_type=free_booking')).to.include('银龄剪纸体验课');
    expect(await page('/channels/activity?region=p51')).to.include('没有符合条件的内容');
    expect(await page('/channels/venue?bookable=1')).to.include('青溪县文化馆');
    const far = '00000000-0000-4000-8000-000000000000';
    for (const after_ of [`-99999999999999.${far}`, `999999999999999.${far}`, `1e9.${far}`, `5.${'-'.repeat(36)}`])
      for (const path of [
        '/channels/activity?',
        '/channels/book?',
        '/zones/330000?',
        `/i/${actor.institutionId}/entries?`,
      ])
        expect((await get(`${path}after=${after_}`)).status, path + after_).to.equal(200);
    expect((await get(`/search?q=书&after=1e300_1_${far}`)).status).to.equal(200);
    for (const odd of ['category=x', 'region=1', 'when=never', 'after=x', 'category=a&category=b', "after='"])
      expect(await page(`/channels/activity?${odd}`), odd).to.include('银龄剪纸体验课');
    expect((await get('/channels/nothing')).status).to.equal(404);
  });

  it('tells upcoming entries from past ones', async () => {
    expect(await page('/channels/activity?when=today')).to.include('没有');
    clock.set('2036-12-04T10:00:00+08:00');
    expect(await page('/channels/activity?when=week')).to.include('银龄剪纸体验课');
    expect(await page('/')).to.include('接下来的活动');
    clock.set('2036-12-06T10:00:00+08:00');
    const list = await page('/channels/activity');
    expect(list.replace(/<details class="fin.*?<\/details>/s, '')).not.to.include('银龄剪纸体验课');
    expect(list, 'apart, and last').to.include('银龄剪纸体验课');
    expect(await page('/channels/activity?when=past')).to.include('银龄剪纸体验课');
    clock.set('2036-11-24T10:00:00+08:00');
  });

  it('pages by key, each line once', async () => {
    const host = await createHost(at, '许多条图书馆');
    const many = Array.from({ length: 53 }, (_, n) => ({
      channel: 'audio' as const,
      data: { title: `第 ${n} 段录音` },
    }));
    await shelve(at, host, many);
    const seen: string[] = [];
    for (let path: string | undefined = `/i/${host}/entries`; path !== undefined; ) {
      const html: string = await page(path);
      seen.push(...[...html.matchAll(/<h3><a href="[^"]+">(第 \d+ 段录音)/g)].map(([, title = '']) => title));
      path = /<a href="([^"]+)" rel="next">/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).to.have.length(53);
    expect(new Set(seen).size).to.equal(53);
  });

  it('R46 shows a withdrawn entry as withdrawn, and in no list', async () => {
    const { entryId } = await publish(at, actor, 'market', { external_id: 'gone', title: '将要撤回的礼盒' });
    expect(await page('/channels/market')).to.include('将要撤回的礼盒');
    const sent = await at.app.resources.withdraw(actor, entryId, '商品停售');
    await at.app.review.approve(reviewer, sent.id);
    const answer = await get(`/resources/${entryId}`);
    expect(answer.status).to.equal(410);
    const html = await answer.text();
    expect(html).to.include('撤回').and.not.to.include('商品停售').and.not.to.include('将要撤回的礼盒');
    expect(await page('/channels/market')).not.to.include('将要撤回的礼盒');
    expect(await page('/search?q=将要撤回')).not.to.include('礼盒');
  });

  it('heeds 定时发布 and 下线时间 to the minute, also before a job does', async () => {
    const times = { publish_at: '2036-11-25 09:00', expire_at: '2036-11-26 09:00' };
    const { entryId } = await publish(at, actor, 'video', { external_id: 'timed', title: '只放一天的片子', ...times });
    expect((await get(`/resources/${entryId}`)).status).to.equal(404);
    clock.set('2036-11-25T09:00:00+08:00');
    await at.app.resources.turn();
    expect(await page('/channels/video')).to.include('只放一天的片子');
    clock.set('2036-11-26T09:00:00+08:00');
    expect((await get(`/resources/${entryId}`)).status).to.equal(410);
    expect(await page('/channels/video')).not.to.include('只放一天的片子');
    clock.set('2036-11-24T10:00:00+08:00');
  });

  it('redirects a version to its entry, and finds nothing for an invalid id', async () => {
    const [version] = await at.app.resources.versions(ids.book ?? '');
    const answer = await get(`/resources/${version?.id}`);
    expect(answer.status).to.equal(301);
    expect(answer.headers.get('location')).to.equal(`/resources/${ids.book}`);
    for (const odd of ['x', '00000000-0000-4000-8000-000000000000', "'"])
      expect((await get(`/resources/${odd}`)).status, odd).to.equal(404);
  });

  it('shows nothing of an institution that was disabled', async () => {
    const host = await createHost(at, '将停用的美术馆');
    const [id] = await shelve(at, host, [{ channel: 'course', data: { title: '停用馆的课' } }]);
    expect(await page('/channels/course')).to.include('停用馆的课');
    await at.database.db.run('update institutions set disabled_at = $2 where id = $1', [host, clock.now()]);
    for (const path of ['/channels/course', '/zones/330106', '/search?q=停用馆的课', '/channels/course/feed.xml'])
      expect(await page(path), path).not.to.include(`/resources/${id}`);
    expect((await get(`/i/${host}`)).status).to.equal(404);
    expect((await get(`/resources/${id}`)).status).to.equal(410);
  });

  it('R37 R42 R44 opens with the seven channels, new entries that are not over, and the news', async () => {
    clock.advance(60);
    const [ahead, over] = await shelve(at, await createHost(at, '办过活动的美术馆'), [
      { channel: 'activity', publishedAt: new Date(clock.now().getTime() - 1_000) },
      {
        channel: 'activity',
        data: {
          ...{ title: '昨天的讲座', booking_start: '', booking_end: '', sessions: '' },
          ...{ start_at: '2036-11-23T09:00:00+08:00', end_at: '2036-11-23T11:00:00+08:00' },
        },
      },
    ]);
    // The page may be half a second old.
    await until(async () => (await page('/')).includes(`/resources/${ahead}`), 'the home page shows what is ahead');
    const html = await page('/');
    const shelf = /近日推荐[\s\S]*?<\/section>/.exec(html)?.[0] ?? '';
    expect(shelf).to.include(`/resources/${ahead}`).and.not.to.include(`/resources/${over}`);
    for (const code of ['news', 'live', 'activity', 'venue', 'course', 'book', 'market'])
      expect(html).to.include(`href="/channels/${code}"`);
    expect(html).to.include('近日推荐').and.to.include('文化资讯').and.to.include('机构后台');
    const list = await page('/channels');
    for (const code of ['news', 'live', 'activity', 'venue', 'course', 'book', 'market'])
      expect(list).to.include(`href="/channels/${code}"`);
  });

  it('R44 leads with upcoming events of the chosen region, and says so where there are none', async () => {
    const host = await createHost(at, '南宁市的馆');
    const evening = (title: string, from: string, region_code: string, more: Data = {}) => ({
      channel: 'activity' as const,
      data: {
        ...{
          title,
          region_code,
          lng: '',
          lat: '',
          booking: 'none',
          booking_url: '',
          booking_start: '',
          booking_end: '',
          sessions: '',
        },
        ...{ start_at: `${from}T19:00:00+08:00`, end_at: `${from}T21:00:00+08:00`, ...more },
      },
    });
    const closed = { booking: 'online', booking_url: 'https://m.qingxi.example.cn/1' };
    await shelve(at, host, [
      ...['一', '二', '三', '四', '五'].map((no) => evening(`可以来的第${no}场`, '2036-11-27', '450102')),
      evening('预约截止的一场', '2036-11-26', '450102', { ...closed, booking_end: '2036-11-23T09:00:00+08:00' }),
      evening('昨晚的一场', '2036-11-23', '450102'),
    ]);
    const as = async (region: string) => {
      const answer = await fetch(`${at.origin}/`, { headers: { accept: 'text/html', cookie: `region=${region}` } });
      return /<section class="sec soon[\s\S]*?<\/section>/.exec(await answer.text())?.[0] ?? '';
    };
    const near = await as('450103'); // another district of the same city
    expect(near).to.include('南宁市，接下来').and.to.include('可以来的第五场');
    expect(near).not.to.include('预约截止的一场').and.not.to.include('昨晚的一场');
    expect(near.indexOf('可以来的第一场')).to.be.greaterThan(-1);
    const elsewhere = await as('540100');
    expect(elsewhere).to.include('拉萨市还没有接下来的活动').and.to.include('可以来的第一场');
    // A region that is chosen on the page where one says where one is comes with its address, and is remembered.
    const chosen = await get('/?here=450103');
    expect(chosen.headers.get('set-cookie')).to.include('region=450103');
    expect(await chosen.text()).to.include('南宁市，接下来');
  });
});
