import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import { createApi } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { walk } from '../../support/open.ts';
import { createHost, shelve } from '../../support/published.ts';
import { foreign } from '../../support/schema-org.ts';

const times = (from: string, until: string) => ({
  ...{ start_at: `${from}:00+08:00`, end_at: `${until}:00+08:00`, sessions: '', booking_start: '', booking_end: '' },
});
const near = { region_code: '330822', lng: '118.5', lat: '28.9' };
const far = { region_code: '510104', lng: '104.08', lat: '30.65' };

const feed = z.object({ dataFeedElement: z.array(z.object({ item: z.object({ name: z.string() }) })) });

describe('R44 open reading', function () {
  this.timeout(60_000);
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let host: string;
  let call: ReturnType<typeof createApi>;
  const ids: Record<string, string> = {};
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    // or it asks for no answer from a cache
    call = createApi({ origin: at.origin, send: (url, init) => fetch(url, { ...init, cache: 'no-cache' }) });
    host = await createHost(at, '青溪县文化馆');
    const data = {
      over: { ...times('2036-11-20T14:00', '2036-11-20T16:00'), ...near },
      tonight: { ...times('2036-11-27T19:00', '2036-11-27T21:00'), ...far, fee_type: 'paid', price_min: '38' },
      saturday: { ...times('2036-11-29T10:00', '2036-11-29T12:00'), ...near, contact_phone: '13800138000' },
      display: { ...times('2036-12-05T14:00', '2036-12-05T16:00'), ...near, licence: 'display' },
      linked: { ...times('2036-12-06T14:00', '2036-12-06T16:00'), ...near, licence: 'link_only' },
    };
    const made = await shelve(
      at,
      host,
      Object.entries(data).map(([title, each], place) => ({
        ...{ channel: 'activity' as const, data: { title: `${title} 场`, ...each } },
        publishedAt: new Date(clock.now().getTime() - place * 60_000),
      })),
    );
    for (const [place, name] of Object.keys(data).entries()) ids[name] = made[place] ?? '';
    const [book = ''] = await shelve(at, host, [{ channel: 'book', data: { title: '剪纸入门' } }]);
    ids.book = book;
    await at.app.openReading.orderChanges();
  });
  beforeEach(() => clock.advance(61)); // a new budget
  after(() => at.close());

  const namesOf = (items: readonly Readonly<Record<string, unknown>>[]) =>
    items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? String(id));
  const names = async (query: string) => namesOf(await walk(call, `/open/resources?${query}`, 2));
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${at.origin}/api/v1${path}`, { method, headers, cache: 'no-cache' });

  it('finds by channel, region, institution, days, words and cost', async () => {
    expect(await names('channel=book')).to.deep.equal(['book']);
    expect(await names('channel=activity')).to.deep.equal(['over', 'tonight', 'saturday', 'display', 'linked']);
    expect(await names('region=510000')).to.deep.equal(['tonight']);
    expect(await names('region=330800&channel=activity')).to.have.members(['over', 'saturday', 'display', 'linked']);
    expect(await names(`institution_id=${host}`)).to.have.lengthOf(6);
    expect(await names('channel=activity&from=2036-11-27&to=2036-11-29')).to.deep.equal(['tonight', 'saturday']);
    expect(await names('channel=activity&to=2036-11-26')).to.deep.equal(['over']);
    expect(await names('free=true')).to.have.members(['over', 'saturday', 'display', 'linked']);
    expect(await names(`q=${encodeURIComponent('剪纸入门')}`)).to.include('book');
    expect(await names('q=saturday&region=510000')).to.deep.equal([]);
  });

  it('names all problems of a query together, with the cure', async () => {
    const wrong = await call('get', '/open/resources?from=2036-12-05&to=2036-12-01&q=a&region=999999');
    expect(wrong.status).to.equal(422);
    const errors = Array.isArray(wrong.body.errors) ? wrong.body.errors : [];
    expect(errors.map(({ pointer }) => pointer)).to.have.members(['/region', '/channel', '/q', '/to']);
    expect(JSON.stringify(errors)).to.include('activity');
    for (const query of [
      'channel=book&from=2036-12-05',
      'q=%20',
      'from=yesterday',
      `q=${'长'.repeat(101)}`,
      'region=33',
    ])
      expect((await call('get', `/open/resources?${query}`)).status, query).to.equal(422);
    expect((await call('get', '/open/resources?channel=nothing')).status).to.equal(404);
    expect((await call('get', '/open/institutions?region=999999')).status).to.equal(422);
    for (const date of ['2026-02-30', '2026-13-01', 'yesterday'])
      expect((await call('get', `/open/exports/${date}.ndjson.gz`)).status, date).to.equal(404);
  });

  it('knows its own cursors only, each for its question', async () => {
    const { body } = await call('get', '/open/resources?channel=activity&page_size=1');
    const next = encodeURIComponent(String(body.next));
    expect((await call('get', `/open/resources?channel=activity&page_size=1&cursor=${next}`)).status).to.equal(200);
    expect((await call('get', `/open/resources?channel=book&cursor=${next}`)).status).to.equal(400);
    expect((await call('get', `/open/resources?q=a&cursor=${next}`)).status).to.equal(400);
    expect((await call('get', '/open/changes?cursor=WyIxIl0.aaaaaaaaaaaaaaaaaaaaaa')).status).to.equal(400);
    expect((await call('get', `/open/institutions?cursor=${next}`)).status).to.equal(400);
  });

  it('keeps to the licence that the institution chose', async () => {
    const read = async (name: string) => (await call('get', `/open/resources/${ids[name]}`)).body;
    expect(await read('tonight')).to.include({ licence: 'share_by', source_name: '青溪县文化馆' });
    expect((await read('tonight')).content).to.include({ fee_type: 'paid', price_min: 38 });
    for (const name of ['display', 'linked']) {
      const item = await read(name);
      expect(item, name).to.include({ content: null, summary: null, title: `${name} 场` });
      const data = (await call('get', `/open/resources/${ids[name]}.jsonld`)).body;
      expect(data, name).to.include.keys(['name', 'url', 'startDate', 'endDate']);
      expect(data, name).not.to.have.any.keys(['description', 'image', 'offers', 'potentialAction']);
    }
  });

  it('gives no pictures, no file, no mobile number, and nothing that is between the institution and the Cloud', async () => {
    for (const item of await walk(call, '/open/resources', 50)) {
      const content = Object(item.content);
      expect(content, String(item.title)).not.to.have.any.keys([
        ...['cover', 'cover_crop', 'gallery', 'attachments', 'external_id', 'venue_external_id', 'seller_uscc'],
        ...['publish_at', 'expire_at', 'copyright_until'],
      ]);
    }
    const { body } = await call('get', `/open/resources/${ids.saturday}`);
    expect(JSON.stringify(body)).not.to.include('13800138000');
    expect((await call('get', `/open/resources/${ids.book}`)).body.content).to.include({
      contact_phone: '0571-88880000',
    });
  });

  it('writes the same by the words of schema.org', async () => {
    const one = await call('get', `/open/resources/${ids.tonight}.jsonld`);
    expect(one.body).to.include({ '@context': 'https://schema.org', '@type': 'Event', name: 'tonight 场' });
    expect(foreign(one.body)).to.deep.equal([]);
    const { content } = (await call('get', `/open/resources/${ids.tonight}`)).body;
    expect(Object(content)).to.include.keys(['lng', 'lat']);
    expect(one.body).to.have.nested.property('location.geo.@type', 'GeoCoordinates');
    expect(one.body)
      .to.have.nested.property('subjectOf.license')
      .that.matches(/\/docs\/open#(share_free|share_by|display|link_only)$/);
    const book = await call('get', `/open/resources/${ids.book}.jsonld`);
    const { licence } = (await call('get', `/open/resources/${ids.book}`)).body;
    expect(book.body.license).to.equal(`${at.origin}/docs/open#${licence}`);
    const list = await call('get', '/open/resources.jsonld?channel=activity&page_size=2');
    expect(foreign(list.body)).to.deep.equal([]);
    expect(list.body['@type']).to.equal('DataFeed');
    const [, next = ''] = /<([^>]+)>; rel="next"/.exec(list.headers.get('link') ?? '') ?? [];
    const more = await fetch(next);
    const { dataFeedElement: elements } = feed.parse(await more.json());
    expect(elements.map(({ item }) => item.name)).to.deep.equal(['saturday 场', 'display 场']);
  });

  it('lists who has something to show', async () => {
    await at.database.db.run(`update institutions set region_code = '330822' where id = $1`, [host]);
    await createHost(at, '什么都没有发布的馆');
    const [only, ...others] = await walk(call, '/open/institutions', 1);
    expect(others).to.deep.equal([]);
    expect(only).to.include({ id: host, name: '青溪县文化馆', url: `${at.origin}/i/${host}` });
    expect(await walk(call, '/open/institutions?region=330800')).to.have.lengthOf(1);
    expect(await walk(call, '/open/institutions?region=510000')).to.deep.equal([]);
  });

  it('is kept by caches, a single entry only as long as it is there, and answers 304', async () => {
    await at.app.openReading.exportToday();
    for (const [path, control] of [
      ['/open/resources', 'public, max-age=30'],
      ['/open/resources.jsonld', 'public, max-age=30'],
      ['/open/changes', 'public, max-age=30'],
      ['/open/institutions', 'public, max-age=300'],
      ['/open/exports', 'public, max-age=30'],
      ['/open/catalog.jsonld', 'public, max-age=300'],
      [`/open/institutions/${host}`, 'public, no-cache'],
      [`/open/resources/${ids.book}`, 'public, no-cache'],
      [`/open/resources/${ids.book}.jsonld`, 'public, no-cache'],
      ['/open/exports/2036-11-27.ndjson.gz', 'public, max-age=30'],
    ] as const) {
      const first = await call('get', path);
      expect(first.headers.get('cache-control'), path).to.equal(control);
      const again = await call('get', path, undefined, { 'if-none-match': first.headers.get('etag') ?? '' });
      expect([again.status, again.body], path).to.deep.equal([304, { text: '' }]);
      expect(again.headers.get('set-cookie'), path).to.equal(null);
      expect((await get(path, {}, 'HEAD')).status, path).to.equal(200);
    }
  });

  it('may be read by pages of other sites, also its refusals; nothing else may', async () => {
    const from = { origin: 'https://app.example.cn' };
    for (const path of ['/open/resources', '/open/resources/nothing', '/channels', '/regions'])
      expect((await get(path, from)).headers.get('access-control-allow-origin'), path).to.equal('*');
    const asked = await get('/open/resources', { ...from, 'access-control-request-method': 'GET' }, 'OPTIONS');
    expect(asked.status).to.equal(204);
    expect(asked.headers.get('access-control-allow-headers')).to.include('If-None-Match');
    expect((await get('/open/resources', from)).headers.get('access-control-allow-credentials')).to.equal(null);
    for (const path of ['/resources', '/me', '/changes', '/openapi.json'])
      expect((await get(path, from)).headers.get('access-control-allow-origin'), path).to.equal(null);
  });

  it('leads people to its page', async () => {
    const answer = await fetch(`${at.origin}/open`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([301, '/docs/open']);
    const html = await (await fetch(`${at.origin}/docs/open`, { headers: { accept: 'text/html' } })).text();
    for (const words of ['下载 2036-11-27 的全部内容', 'live_state', '使用条款', '署名可转载'])
      expect(html).to.include(words);
    expect(await (await fetch(`${at.origin}/llms.txt`)).text()).to.include('/docs/open.md');
    expect(await (await fetch(`${at.origin}/sitemaps/pages.xml`)).text()).to.include('/docs/open<');
  });

  it('reads the page of an institution, with its house under the licence of that entry', async () => {
    const before = (await call('get', `/open/institutions/${host}`)).body;
    expect(before).to.include({
      id: host,
      name: '青溪县文化馆',
      url: `${at.origin}/i/${host}`,
      house: null,
      phone: null,
    });
    expect(await walk(call, String(before.resources_url).split('/api/v1')[1] ?? '')).to.have.lengthOf(6);
    for (const path of [before.feed_url, before.calendar_url]) expect((await fetch(String(path))).status).to.equal(200);
    expect((await call('get', `/open/institutions/${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`)).status).to.equal(
      404,
    );
    const other = await createHost(at, '有馆舍的文化馆');
    await shelve(at, other, [
      {
        channel: 'venue',
        data: { title: '有馆舍的文化馆', licence: 'share_free', address: '河滨路 5 号', phone: '0570-8012345' },
      },
    ]);
    const { house } = (await call('get', `/open/institutions/${other}`)).body;
    expect(house).to.have.nested.property('content.address', '河滨路 5 号');
    expect(house).to.have.nested.property('content.phone', '0570-8012345');
  });
});
