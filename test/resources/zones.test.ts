import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { zoneOf } from '../../src/resources/listing/listing-index.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createHost, shelve } from '../support/published.ts';

describe('region zones', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let host: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
    await shelve(at, host, [
      { channel: 'course', data: { title: '常山的课', region_code: '330822' } },
      { channel: 'book', data: { title: '成都的书', region_code: '510104' } },
      { channel: 'course', data: { title: '朝阳的课', region_code: '110105' } },
    ]);
    await at.app.listingIndex.count();
  });
  after(() => at.close());

  const get = (path: string) => fetch(at.origin + path, { headers: { accept: 'text/html' }, redirect: 'manual' });
  const page = async (path: string) => (await get(path)).text();

  const wordsIn = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

  it('R44 stand as tiles in rough position, never as a drawn map, and once more as a list', async () => {
    const html = await page('/zones');
    expect([...html.matchAll(/<li class="x\d y\d[^"]*">/g)]).to.have.length(34);
    expect(new Set([...html.matchAll(/<li class="(x\d y\d)/g)].map(([, place]) => place)).size).to.equal(34);
    expect(wordsIn(html)).to.include('台湾， 未接入').and.to.include('方格按大致方位排列，不是地图');
    for (const part of ['华北', '东北', '华东', '中南', '西南', '西北']) expect(html).to.include(`<h3>${part}</h3>`);
  });

  it('R44 are found by the name of a place, and say so where none is called so', async () => {
    const found = await page('/zones?q=%E5%B8%B8%E5%B1%B1');
    expect(found).to.include('href="/zones/330822"').and.to.include('浙江省衢州市常山县');
    expect(wordsIn(await page('/zones?q=%E6%A1%83%E8%8A%B1%E6%BA%90'))).to.include('没有名称里有“桃花源”的地方');
    expect((await get(`/zones?q=${encodeURIComponent('%_<b>')}`)).status).to.equal(200);
  });

  it('R44 say plainly where nothing is, and lead up to where something is', async () => {
    const html = wordsIn(await page('/zones/330802'));
    expect(html).to.include('浙江省衢州市柯城区还没有机构接入').and.to.include('看衢州市的 1 条');
  });

  it('R44 mark the region chosen in this browser, and those in its city', async () => {
    const chosen = await get('/zones/330822?here=330822');
    expect(chosen.headers.get('set-cookie')).to.match(/region=330822/);
    const as = async (path: string) =>
      (await fetch(at.origin + path, { headers: { accept: 'text/html', cookie: 'region=330822' } })).text();
    expect(await as('/zones'))
      .to.include('<li class="x8 y6 me">')
      .and.to.include('您选过');
    expect(wordsIn(await as('/zones/330000'))).to.include('衢州市，您所在 全市 1 条');
    expect(wordsIn(await as('/zones/330822')))
      .to.include('这是您选的地区')
      .and.not.to.include('设为我的地区');
  });

  it('R44 reach from the country down to the counties', async () => {
    expect(wordsIn(await page('/zones'))).to.match(/浙江， 浙江 1 条/);
    for (const code of ['330822', '330800', '330000']) {
      const html = await page(`/zones/${code}`);
      expect(html, code).to.include('常山的课').and.not.to.include('成都的书');
    }
    expect(await page('/zones/330106')).not.to.include('常山的课');
    expect(wordsIn(await page('/zones/330800'))).to.match(/常山县 1 条 .*还没有内容的 柯城区/);
    expect(await page('/zones/110000'))
      .to.include('朝阳的课')
      .and.to.include('/zones/110105');
  });

  it('show one channel of a zone', async () => {
    expect(await page('/zones/330000?channel=course')).to.include('常山的课');
    expect(await page('/zones/330000?channel=book')).to.include('还没有这样的内容');
    expect(wordsIn(await page('/zones/330000'))).to.match(/全部(&nbsp;)? 1 学才艺(&nbsp;)? 1 /); // and no channel without anything
  });

  it('are none where there is no such region', async () => {
    for (const code of ['999999', '33', 'x', '330199'])
      expect((await get(`/zones/${code}`)).status, code).to.equal(404);
  });

  it('R44 take over publications of a code retired since, and the old address redirects', async () => {
    await at.app.regions.change(operator, { code: '330891', name: '信安区', validFrom: '2036-11-25' });
    await at.app.regions.change(operator, { code: '330822', validTo: '2036-11-25', replacedBy: '330891' });
    await at.app.listingIndex.moveRetiredRegions();
    expect(await page('/zones/330822')).to.include('常山的课'); // until then
    clock.set('2036-11-25T10:00:00+08:00');
    expect(zoneOf('330822', '2036-11-25')).to.equal('330891');
    await at.app.listingIndex.moveRetiredRegions();
    expect(await page('/zones/330891')).to.include('常山的课');
    expect(await page('/zones/330800')).to.include('常山的课');
    const old = await get('/zones/330822');
    expect(old.status).to.equal(301);
    expect(old.headers.get('location')).to.equal('/zones/330891?from=330822');
    expect(await page('/zones/330891?from=330822')).to.include('常山县已于 2036-11-25 并入这里');
    expect((await get('/zones/330822/feed.xml')).headers.get('location')).to.equal('/zones/330891/feed.xml');
    // It is found under the zone of today, and says where it was published.
    expect(await page('/channels/course?region=p33'))
      .to.include('常山的课')
      .and.to.include('常山县');
  });

  it('say so where nothing took the place of a code', async () => {
    await at.app.regions.change(operator, { code: '510104', validTo: '2036-11-25' });
    const answer = await get('/zones/510104');
    expect(answer.status).to.equal(410);
    expect(await answer.text()).to.include('锦江区已于 2036-11-25 停用');
    expect(await page('/zones/510100')).to.include('成都的书');
  });
});
