import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Data } from '../../../src/fields/form.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { createHost, shelve } from '../../support/published.ts';
import { publish } from '../../support/resources.ts';

const times = (from: string, until: string) => ({
  ...{
    start_at: `${from}:00+08:00`,
    end_at: `${until}:00+08:00`,
    sessions: '',
    booking_start: '',
    booking_end: '',
    capacity: '30',
  },
});
const near = { region_code: '330822', lng: '118.5', lat: '28.9' };
const far = { region_code: '510104', lng: '104.08', lat: '30.65' };

describe('R44 lists of events', () => {
  // A Thursday.
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let host: string;
  const ids: Record<string, string> = {};
  const given = {
    over: { ...times('2036-11-20T14:00', '2036-11-20T16:00'), ...near },
    morning: { ...times('2036-11-27T09:00', '2036-11-27T11:00'), ...near },
    now: { ...times('2036-11-27T11:00', '2036-11-27T13:00'), ...near },
    tonight: { ...times('2036-11-27T19:00', '2036-11-27T21:00'), ...far, fee_type: 'paid', price_min: '38' },
    saturday: { ...times('2036-11-29T10:00', '2036-11-29T12:00'), ...far },
    show: { ...times('2036-11-01T09:00', '2036-12-13T17:00'), ...near, category: 'exhibition' },
    december: { ...times('2036-12-05T14:00', '2036-12-05T16:00'), ...near },
    ended: { ...times('2036-11-28T14:00', '2036-11-28T16:00'), ...near },
  };
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
    const names = Object.keys(given);
    const found = await shelve(
      at,
      host,
      Object.entries(given).map(([title, data]) => ({
        ...{ channel: 'activity' as const, data: { title: `${title} 场`, ...data } },
        ...(title === 'ended' && { live: { event_status: 'ended' } }),
      })),
    );
    for (const [place, name] of names.entries()) ids[name] = found[place] ?? '';
  });
  after(() => at.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(at.origin + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  const html = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).text();
  const titles = (text: string) =>
    [...text.matchAll(/<a class="hit" href="\/resources\/[^"]+">(\w+) 场</g)].map(([, name]) => name);
  const main = (text: string) => text.replace(/<details class="fin.*?<\/details>/s, '');

  it('go by days, with those open for weeks after today and past ones folded away at the end', async () => {
    const page = await html('/channels/activity');
    expect(titles(main(page))).to.deep.equal(['now', 'tonight', 'show', 'saturday', 'december']);
    expect(titles(page).slice(5)).to.deep.equal(['morning', 'over']);
    expect(page).to.match(/<b>27<\/b><span class="on">今天<\/span><span>11月 周四<\/span>\s*<span class="s">2 场/);
    expect(page).to.match(/<b>5<\/b><span>12月 周五<\/span>/);
    expect(page).to.include('正在进行，到 12月13日').and.to.include('已结束');
  });

  it('answer 今天, 周末, 免费 and 附近, each with the others', async () => {
    const of = async (query: string, headers?: Record<string, string>) =>
      titles(main(await html(`/channels/activity?${query}`, headers)));
    expect(await of('when=today')).to.deep.equal(['now', 'tonight', 'show']);
    expect(await of('when=weekend')).to.deep.equal(['show', 'saturday']);
    expect(await of('when=week')).to.deep.equal(['now', 'tonight', 'show', 'saturday']);
    expect(await of('when=past')).to.deep.equal(['morning', 'over']);
    expect(await of('free=1&when=today')).to.deep.equal(['now', 'show']);
    // Without a chosen region the chip leads to the choice.
    expect(await html('/channels/activity')).to.include('href="/nearby?channel=activity"');
    expect(await html('/nearby?channel=activity&in=p51')).to.include(
      'href="/channels/activity?near=1&amp;here=510100"',
    );
    const answer = await get('/channels/activity?near=1&here=510100');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).to.match(/^region=510100; path=\/;.*httponly/i);
    expect(titles(main(await answer.text()))).to.deep.equal(['tonight', 'saturday']);
    expect(await of('near=1&when=today', { cookie: 'region=510100' })).to.deep.equal(['tonight']);
    for (const odd of ['region=1', 'region=999999', "region='"])
      expect(await of('near=1', { cookie: odd }), odd).to.have.length(5);
  });

  it('show a month with the events that begin on each day, and one day of it below', async () => {
    const page = await html('/channels/activity/calendar');
    expect(page).to.include('aria-label="11月27日，2 场"').and.to.include('aria-label="11月29日，1 场"');
    expect(page).to.include('11:00 now 场').and.to.include('2036年12月');
    expect(titles(page), 'what is over today is not offered').to.deep.equal(['now', 'tonight']);
    expect(titles(await html('/channels/activity/calendar?day=2036-11-20')), 'a day before').to.deep.equal(['over']);
    expect(titles(await html('/channels/activity/calendar?month=2036-12&day=2036-12-05'))).to.deep.equal(['december']);
    expect(titles(await html('/channels/activity/calendar?month=2036-12'))).to.deep.equal(['december']);
    expect(titles(await html('/channels/activity/calendar?region=p51'))).to.deep.equal(['tonight']);
    for (const odd of ['month=2036-13', 'month=x', 'month=2099-01', 'day=2036-02-31', "month='", 'day=1'])
      expect((await get(`/channels/activity/calendar?${odd}`)).status, odd).to.equal(200);
    expect((await get('/channels/book/calendar')).status).to.equal(404);
    expect((await get('/channels/nothing/calendar')).status).to.equal(404);
  });

  it('put past ones apart in zones and on the pages of institutions as well', async () => {
    for (const path of ['/zones/330822', `/i/${host}/entries`]) {
      expect(await html(path), path)
        .not.to.include('over 场')
        .and.not.to.include('morning 场');
      expect(await html(`${path}?when=past`), path)
        .to.include('over 场')
        .and.not.to.include('december 场');
      expect(await html(`${path}?channel=activity&when=past`), path).to.include('over 场');
    }
  });

  it('keep a course that has begun among the present ones: its end is unknown', async () => {
    await shelve(at, host, [{ channel: 'course', data: { title: '剪纸 课', start_at: '2036-11-20T14:00', ...near } }]);
    for (const path of ['/zones/330822', `/i/${host}/entries`]) {
      expect(await html(path), path).to.include('剪纸 课');
      expect(await html(`${path}?when=past`), path).not.to.include('剪纸 课');
    }
  });

  it('lead to all that is on now, where more is than the first six', async () => {
    const few = await html('/channels/activity');
    expect(few).not.to.include('看全部正在进行的内容');
    const weeks = Array.from({ length: 31 }, (_, n) => ({
      channel: 'activity' as const,
      data: { title: `第${n}号 场`, ...times('2036-11-01T09:00', '2036-12-20T17:00'), ...near, category: 'exhibition' },
    }));
    await shelve(at, await createHost(at, '展览很多的文化馆'), weeks);
    const first = await html('/channels/activity?free=1');
    const href = (text: string, about: RegExp) =>
      new RegExp(`<a (?:class="hit" )?href="([^"]+)"${about.source}`).exec(text)?.[1]?.replaceAll('&amp;', '&');
    const all: string[] = [];
    let path = href(first, />看全部正在进行的内容</);
    expect(path).to.equal('/channels/activity?free=1&running=1');
    for (; path !== undefined; path = href(await html(path), / rel="next"/)) {
      const text = await html(path);
      expect(text).to.include('<h2 class="cap">正在进行</h2>').and.not.to.include('tonight 场');
      all.push(...[...text.matchAll(/>(第\d+号|show) 场</g)].map(([, name = '']) => name));
    }
    expect(new Set(all)).to.have.property('size', 32);
    expect(all).to.have.length(32);
  });

  it('turn the pages of a day on which more begins than stands on one', async () => {
    const evening = Array.from({ length: 103 }, (_, n) => ({
      channel: 'live' as const,
      data: { title: `第${n}场直播`, start_at: '2036-12-24T19:00:00+08:00', end_at: '2036-12-24T21:00:00+08:00' },
    }));
    await shelve(at, await createHost(at, '直播很多的文化馆'), evening);
    const all: string[] = [];
    let path: string | undefined = '/channels/live/calendar?month=2036-12&day=2036-12-24';
    while (path !== undefined) {
      const text = await html(path);
      const below = text.slice(text.indexOf('aria-labelledby="day"'));
      all.push(...[...below.matchAll(/>(第\d+场直播)</g)].map(([, title = '']) => title));
      path = /<a href="([^"]+)#day" rel="next"/.exec(below)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(new Set(all).size).to.equal(103);
  });

  it('turn forwards and back by numbered pages, each line once', async () => {
    const many = Array.from({ length: 53 }, (_, n) => ({
      channel: 'audio' as const,
      data: { title: `第 ${n} 段录音` },
    }));
    await shelve(at, await createHost(at, '许多条图书馆'), many);
    const next = (text: string, rel: string) =>
      new RegExp(`<a href="([^"]+)" rel="${rel}">`).exec(text)?.[1]?.replaceAll('&amp;', '&');
    const shown = (text: string) =>
      [...text.matchAll(/<h3><a href="[^"]+">(第 \d+ 段录音)/g)].map(([, title = '']) => title);
    const pages: string[][] = [];
    let last = '';
    for (let path: string | undefined = '/channels/audio'; path !== undefined; path = next(last, 'next')) {
      last = await html(path);
      pages.push(shown(last));
    }
    expect(pages.map(({ length }) => length)).to.deep.equal([24, 24, 5]);
    expect(new Set(pages.flat()).size).to.equal(53);
    expect(last).to.match(/aria-current="page"><span class="vh">第 <\/span>3</);
    const second = await html(next(last, 'prev') ?? '');
    expect(shown(second)).to.deep.equal(pages[1]);
    expect(next(second, 'prev')).to.equal('/channels/audio');
    expect(shown(await html(next(second, 'next') ?? ''))).to.deep.equal(pages[2]);
  });

  it('R46 show nothing beyond its 下线时间, also before a job has taken it off', async () => {
    const member = await createMember(at);
    const { institutionId } = member;
    const put = (title: string, data: Data) => publish(at, asMember(member), 'news', { title, ...data });
    const { entryId } = await put('只到十二点半的消息', { external_id: 'ends', expire_at: '2036-11-27 12:30' });
    await put('一直在的消息', { external_id: 'stays' });
    const lists = ['/channels/news', `/i/${institutionId}`];
    for (const path of lists)
      expect(await html(path), path)
        .to.include('只到十二点半的消息')
        .and.include('一直在的消息');
    clock.set('2036-11-27T12:30:00+08:00');
    try {
      for (const path of lists)
        expect(await html(path), path)
          .to.include('一直在的消息')
          .and.not.include('只到十二点半的消息');
      expect((await get(`/resources/${entryId}`)).status).to.be.oneOf([404, 410]);
    } finally {
      clock.set('2036-11-27T12:00:00+08:00');
    }
  });
});
