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

  it('R44 reach from the country down to the counties', async () => {
    expect(await page('/zones')).to.match(/href="\/zones\/330000">浙江省 <span class="s dim num">1</);
    for (const code of ['330822', '330800', '330000']) {
      const html = await page(`/zones/${code}`);
      expect(html, code).to.include('常山的课').and.not.to.include('成都的书');
    }
    expect(await page('/zones/330106')).not.to.include('常山的课');
    expect(await page('/zones/330800')).to.match(/href="\/zones\/330822">常山县 <span class="s dim num">1</);
    expect(await page('/zones/110000'))
      .to.include('朝阳的课')
      .and.to.include('/zones/110105');
  });

  it('show one channel of a zone', async () => {
    expect(await page('/zones/330000?channel=course')).to.include('常山的课');
    expect(await page('/zones/330000?channel=book')).to.include('还没有这样的内容');
  });

  it('are none where there is no such region', async () => {
    for (const code of ['999999', '33', 'x', '330199'])
      expect((await get(`/zones/${code}`)).status, code).to.equal(404);
  });

  it('R44 take over what was published under a code that was retired since, and the old address leads on', async () => {
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
