import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import type { Reader } from '../../../src/database/open.ts';
import { entriesNear } from '../../../src/resources/listing/near-store.ts';
import { placeOf, spanOf, timesOn } from '../../../src/resources/public/near-asked.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createBrowser, html } from '../../support/plain-browser.ts';
import { createHost, shelve } from '../../support/published.ts';
import { logPath } from '../../support/record.ts';

const me = '118.51,28.90';
const here = `/nearby/here?at=${me}`;

describe('R04 R44 events near a place', () => {
  let at: TestApp;
  let rehearsal = '';

  before(async () => {
    at = await startApp(import.meta.filename, { clock: testClock('2026-12-03T10:00:00+08:00') });
    const host = await createHost(at, '青溪县文化馆');
    const library = await createHost(at, '青溪县图书馆');
    const far = await createHost(at, '澜江市图书馆');
    const event = (title: string, from: string, [lng, lat]: [string, string], more: Record<string, string> = {}) => ({
      channel: 'activity' as const,
      data: {
        ...{ title, lng, lat, datum: 'wgs84', fee_type: 'free', booking: 'none', booking_url: '' },
        ...{ booking_start: '', booking_end: '', audience: 'elder', region_code: '330822', place_name: '' },
        ...{ start_at: `${from}:00+08:00`, end_at: `${from.slice(0, 11)}21:30:00+08:00` },
        ...more,
      },
    });
    const house = (title: string, lng: string, opening_hours: string) => ({
      channel: 'venue' as const,
      data: { title, lng, lat: '28.90', datum: 'wgs84', region_code: '330822', opening_hours },
    });
    [rehearsal = ''] = await shelve(at, host, [
      event('今晚的合唱排练', '2026-12-03T19:00', ['118.52', '28.90']),
      event('远一点的剪纸', '2026-12-05T14:00', ['118.54', '28.90']),
      event('近处的剪纸', '2026-12-05T14:00', ['118.52', '28.90']),
      event('周日的收费课', '2026-12-06T14:00', ['118.51', '28.91'], { fee_type: 'paid', price_min: '30' }),
      event('下周的讲座', '2026-12-09T14:00', ['118.51', '28.91']),
      { ...event('满员的课', '2026-12-05T09:00', ['118.51', '28.91']), live: { remaining: 0 } },
      house('青溪县文化馆', '118.515', '周一至周日 09:00–17:00'),
      house('青溪县文化馆小剧场', '118.515', '周一至周日 09:00–17:00'),
      house('青溪县夜读馆', '118.516', '周一至周日 18:00–22:00'),
    ]);
    await shelve(at, library, [
      event('山水长展', '2026-11-01T09:00', ['118.53', '28.90'], { end_at: '2026-12-20T17:00:00+08:00' }),
      event('绘本故事会', '2026-12-05T10:00', ['118.53', '28.90'], { audience: 'child' }),
    ]);
    await shelve(at, far, [
      event('二十公里外的亲子课', '2026-12-03T19:30', ['118.72', '28.90'], {
        audience: 'family',
        region_code: '330881',
      }),
      event('下个月的市集', '2026-12-28T14:00', ['121.30', '30.80'], { region_code: '330482' }),
    ]);
  });
  after(() => at.close());

  const textAt = async (path: string) => (await createBrowser(at.origin).walk(path)).text;
  const titlesIn = (text: string) =>
    [...text.matchAll(/class="hit" href="\/resources\/[^>]+>([^<]+)</g)].map(([, title]) => title);
  const titlesAt = async (query: string) => titlesIn(await textAt(`/nearby/here${query}`));
  const plainOf = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

  it('lists by time and then distance; running exhibitions, farther events and open houses follow', async () => {
    expect(await titlesAt(`?at=${me}`)).to.deep.equal([
      ...['今晚的合唱排练', '绘本故事会', '近处的剪纸', '远一点的剪纸', '周日的收费课'],
      '山水长展',
      '二十公里外的亲子课',
      '青溪县文化馆',
    ]);
    const text = plainOf(await textAt(here));
    expect(text).to.include('5 公里以内就是这些').and.to.include('30 公里内还有 1 场，最近的在江山市');
    expect(text).to.match(/地图上第 1 处 1 公里 青溪县文化馆/);
    expect(text).to.match(/20 公里 .*澜江市图书馆 江山市/);
  });

  it('narrows to a time and to a kind by chips that keep the place', async () => {
    expect((await titlesAt(`?at=${me}&when=tonight`)).slice(0, 2)).to.deep.equal([
      '今晚的合唱排练',
      '二十公里外的亲子课',
    ]);
    expect((await titlesAt(`?at=${me}&when=next`))[0]).to.equal('下周的讲座');
    expect((await titlesAt(`?at=${me}&when=weekend&child=1`))[0]).to.equal('绘本故事会');
    expect(await titlesAt(`?at=${me}&free=1`)).not.to.include('周日的收费课');
    const text = await textAt(`${here}&when=weekend&child=1&free=1`);
    expect(text).to.include('href="/nearby/here?at=118.51%2C28.90&amp;when=weekend&amp;free=1" aria-current="true"');
    expect(text).to.include('href="/nearby/here?at=118.51%2C28.90&amp;when=tomorrow&amp;child=1&amp;free=1"');
  });

  it('says in one sentence that nothing is left and where more is, and leads each step of widening to its own list', async () => {
    const text = await textAt(`${here}&when=tonight&child=1`);
    const [, sentence] = /<p class="wider">([^<]+)</.exec(text) ?? [];
    expect(sentence).to.equal(
      '常山县这一带今晚没有带孩子的活动了。30 公里内有 1 场，19:30 在江山市开始；5 公里内的下一场在 12月5日 周六 10:00；不限带孩子有 1 场。',
    );
    expect(titlesIn(text)).to.deep.equal(['二十公里外的亲子课', '绘本故事会', '今晚的合唱排练']);
    const steps = [
      ...text.matchAll(/<li>(?:<a href="([^"]+)">|<span class="z">)([^<]+)<\/\w+><b class="num(?: z)?">([^<]+)</g),
    ];
    expect(steps.map(([, href = '', words, count]) => [href.replaceAll('&amp;', '&'), words, count])).to.deep.equal([
      ['', '今晚，5 公里，带孩子', '0 场'],
      ['/nearby/here?at=118.51%2C28.90&when=tonight&km=30&child=1', '今晚，30 公里，带孩子', '1 场'],
      ['/nearby/here?at=118.51%2C28.90&child=1', '今天到周日，5 公里，带孩子', '1 场'],
      ['/nearby/here?at=118.51%2C28.90&when=tonight', '今晚，5 公里，不限带孩子', '1 场'],
    ]);
    for (const [, href = ''] of steps.slice(1))
      expect(titlesIn(await textAt(href.replaceAll('&amp;', '&'))), href).to.have.length.above(0);
    expect((await titlesAt('?at=121.31,30.81'))[0]).to.equal('下个月的市集');
    expect(plainOf(await textAt('/nearby/here?at=100.00,40.00')))
      .to.include('120 公里内今后 30 天也没有')
      .and.to.include('各地的活动');
  });

  it('finds by a typed county or house without script, and says when a position is denied, wrong or abroad', async () => {
    for (const place of ['青溪县文化馆', '常山县', '常山县城', '常山'])
      expect(await titlesAt(`?place=${encodeURIComponent(place)}`), place).to.include('近处的剪纸');
    for (const wrong of ['none', '2.35,48.85', '118.5123,28.9', "1' or 1=1"]) {
      const [alone, typed] = await Promise.all([
        textAt(`/nearby/here?at=${encodeURIComponent(wrong)}`),
        textAt(`/nearby/here?at=${encodeURIComponent(wrong)}&place=${encodeURIComponent('常山县')}`),
      ]);
      expect(alone, wrong).to.include('浏览器没有给出位置').and.to.include('name="place"');
      expect(typed, wrong).to.include('浏览器没有给出位置，按您写的地方找').and.to.include('value="常山县"');
      expect(titlesIn(typed)).to.include('近处的剪纸');
    }
    expect(await textAt('/nearby/here?place=nowhere'))
      .to.include('没有找到“nowhere”')
      .and.to.include('value="nowhere"');
    const chosen = await fetch(`${at.origin}/nearby/here?at=none`, { headers: { ...html, cookie: 'region=330822' } });
    expect(await chosen.text())
      .to.include('value="常山县"')
      .and.to.include('近处的剪纸');
    expect(placeOf('118.5123,28.9')).to.equal(undefined);
  });

  it('keeps the subject of a question as a condition, and houses that were asked for are there whether they are open or not', async () => {
    const of = (word: string) => `?at=${me}&q=${encodeURIComponent(word)}`;
    for (const asked of [of('合唱'), `${of('hechang')}&when=today`]) {
      const titles = await titlesAt(asked);
      expect(titles[0], asked).to.equal('今晚的合唱排练');
      expect(titles, asked).not.to.include('绘本故事会');
    }
    expect(await titlesAt(of('夜读馆'))).to.deep.equal(['青溪县夜读馆']);
    const text = await textAt(`/nearby/here${of('合唱')}&when=weekend&free=1`);
    expect(plainOf(text)).to.include('常山县这一带这周末没有“合唱”的免费的活动了').and.to.include('不限“合唱”有 3 场');
    expect(text).to.match(
      /href="\/nearby\/here\?at=118.51%2C28.90&amp;when=weekend&amp;free=1"\s+aria-current="true"\s*>“合唱”/,
    );
    // The form for another place keeps it.
    expect(text)
      .to.match(/name="q" value="合唱"/)
      .and.to.match(/name="when" value="weekend"/);
  });

  it('is what a search with 附近 leads to by one tap, with the rest of the question, and no search knows a position', async () => {
    const linkIn = async (asked: string) => {
      const text = await textAt(`/search?q=${encodeURIComponent(asked)}`);
      const [, href = ''] = /href="(\/nearby\/here[^"]*)">(?:按离|Sort)/.exec(text) ?? [];
      return decodeURIComponent(href.replaceAll('&amp;', '&')).replace('/nearby/here', '');
    };
    for (const [asked, expected] of [
      ['附近', ''],
      ['附近有什么好玩的', ''],
      ['离我最近的图书馆', '?q=图书馆'],
      ['最近的图书馆', '?q=图书馆'],
      ['图书馆离我多远', '?q=图书馆'],
      ['附近有没有书法班？', '?q=书法班'],
      ['今晚附近免费的亲子活动', '?when=tonight&child=1&free=1'],
      ['这周末我家周边剪纸', '?q=剪纸&when=weekend'],
      ['12月20日附近的讲座', '?q=讲座&when=2026-12-20'],
      ['12月底附近的讲座', '?q=讲座&when=month'],
      ['常山县附近的剪纸', '?place=常山县&q=剪纸'],
      ['libraries near me', '?q=图书馆'],
    ] as const)
      expect(await linkIn(asked), asked).to.equal(expected);
    for (const asked of ['剪纸', '最近的讲座'])
      expect(await textAt(`/search?q=${encodeURIComponent(asked)}`), asked).not.to.include('远近看');
    const placed = await textAt(`/nearby/here?place=${encodeURIComponent('常山县')}&q=${encodeURIComponent('合唱')}`);
    expect(titlesIn(placed)[0]).to.equal('今晚的合唱排练');
    expect(titlesIn(placed)).not.to.include('绘本故事会');
    expect(plainOf(placed)).to.match(/\d 公里 青溪县文化馆/);
  });

  it('keeps a day that was named, and reads no other as one', async () => {
    const named = await textAt(`/nearby/here?place=${encodeURIComponent('常山县')}&when=2026-12-20`);
    expect(plainOf(named)).to.include('12月20日 周').and.not.to.include('今后 30 天');
    const other = await textAt(`/nearby/here?place=${encodeURIComponent('常山县')}&when=2026-02-30`);
    expect(plainOf(other)).not.to.match(/2月30日|3月1日/);
  });

  it('gives an entry neighbours of other houses by their distance', async () => {
    const text = await textAt(`/resources/${rehearsal}`);
    const [, section = ''] = text.split('附近还有');
    expect(titlesIn(section).slice(0, 1)).to.deep.equal(['绘本故事会']);
    expect(section).to.include('<b>1 公里</b>').and.to.include('href="/nearby/here?at=118.52%2C28.90"');
  });

  it('may ask for the position, as no other page may, and is kept by no cache', async () => {
    const answer = await fetch(`${at.origin}${here}`, { headers: html });
    expect(answer.headers.get('permissions-policy')).to.include('geolocation=(self)');
    expect(answer.headers.get('cache-control')).to.include('no-store');
    const others = at.app.routes.filter(({ method, path }) => method === 'GET' && path !== '/nearby/here');
    let pages = 0;
    for (const { path } of others) {
      const other = await fetch(`${at.origin}${path.replaceAll(/:\w+/g, 'x')}`, { headers: html, redirect: 'manual' });
      await other.body?.cancel();
      // Answers for programs have no such header.
      const allowed = other.headers.get('permissions-policy');
      expect(allowed ?? 'geolocation=()', path).to.include('geolocation=()');
      if (allowed !== null) pages += 1;
    }
    expect(pages).to.be.above(200);
  });

  it('reads the lines of its cells alone, by the index and the next ones first, however much there is', async () => {
    const { db } = at.database;
    const asked: { text: string; values: readonly unknown[] }[] = [];
    const recorded: Reader = {
      rows(text, values = []) {
        asked.push({ text, values });
        return db.rows(text, values);
      },
      row: db.row,
    };
    const now = at.app.clock.now();
    const about = {
      place: [118.51, 28.9],
      now,
      ...spanOf('month', now),
      facets: [['fee_type=free']],
      isBookable: true,
      words: `'剪纸'`,
    } as const;
    for (const walk of ['coming', 'begun', 'running', 'houses'] as const)
      for (const km of [5, 120]) await entriesNear(recorded, walk, { ...about, km, limit: 300 });
    for (const { text, values } of asked) {
      const plan = await db.transaction(async (trx) => {
        await trx.run('set local enable_seqscan = off');
        return trx.rows<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
      });
      const lines = plan.map((row) => row['QUERY PLAN']);
      const isLong = text.includes("> interval '24 hours' order by l.ends_at");
      const index = isLong ? 'listings_running_near' : 'listings_near';
      expect(lines.join('\n'))
        .to.match(new RegExp(`Limit\\s+->  (?:Result|Index Scan using ${index})`))
        .and.to.include(`using ${index}`);
      expect(lines.join('\n')).to.match(/Index Cond: .*channel = .*floor.*cell\.east.*floor.*cell\.north/);
      expect(lines.filter((line) => line.includes(' on listings'))).to.have.length(1);
      // Not more lines of a wide circle than of a narrow one.
      expect(Number(values[5]) * (Array.isArray(values[1]) ? values[1].length : 0)).to.be.below(7_000);
    }
  });

  it('knows the times that differ on a day', () => {
    expect(timesOn(new Date('2026-12-03T10:00:00+08:00'))).to.deep.equal([
      ...['sunday', 'today', 'tonight', 'tomorrow', 'weekend', 'next'],
    ]);
    expect(timesOn(new Date('2026-12-06T18:00:00+08:00'))).to.deep.equal(['sunday', 'tomorrow', 'next']);
    const evening = spanOf('tonight', new Date('2026-12-03T10:00:00+08:00'));
    expect(evening).to.deep.equal({
      from: new Date('2026-12-03T17:30:00+08:00'),
      until: new Date('2026-12-04T00:00:00+08:00'),
    });
  });

  describe('in a browser', () => {
    let page: Page;
    const open = async (path: string, options: Omit<Parameters<typeof openPage>[0], 'origin'> = {}) => {
      page = await openPage({ origin: at.origin, width: 390, height: 844, ...options });
      await page.goto(path);
      return page;
    };
    const close = () => page.context().close();
    const over = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

    it('goes by one tap to the events nearby, with a cell in the address and nothing closer', async () => {
      await open('/nearby/here?when=tonight');
      await page.context().grantPermissions(['geolocation']);
      await page.context().setGeolocation({ longitude: 118.514_321, latitude: 28.901_234 });
      await page.getByRole('button', { name: '用我现在的位置' }).click();
      await page.waitForURL((url) => url.searchParams.has('at'));
      expect(page.url()).to.equal(`${at.origin}/nearby/here?when=tonight&at=118.51%2C28.90`);
      expect(await page.locator('.near .evs a').first().textContent()).to.equal('今晚的合唱排练');
      await page.locator('.map a').first().click();
      expect(new URL(page.url()).hash).to.equal('#p1');
      expect(await page.locator('#p1').textContent()).to.include('今晚的合唱排练');
      await close();
    });

    it('goes on with the typed place where the position is denied', async () => {
      await open(`/nearby/here?place=${encodeURIComponent('常山县')}`);
      await page.context().clearPermissions();
      await page.getByRole('button', { name: '用我现在的位置' }).click();
      await page.waitForURL((url) => url.searchParams.get('at') === 'none');
      expect(await page.getByLabel('您在哪里').inputValue()).to.equal('常山县');
      expect(await page.getByRole('status').textContent()).to.equal('浏览器没有给出位置，按您写的地方找。');
      await close();
    });

    it('works without script, at 320 px, in the dark and for the elder, without a finding of axe', async () => {
      await open('/nearby/here', { javaScript: false, width: 320 });
      expect(await page.getByRole('button', { name: '用我现在的位置' }).count()).to.equal(0);
      await page.getByLabel('您在哪里').fill('常山县');
      await page.getByRole('button', { name: '看附近有什么' }).click();
      expect(await page.locator('.near .evs a').first().textContent()).to.equal('今晚的合唱排练');
      expect(await over()).to.equal(0);
      await close();
      for (const [path, options] of [
        [here, { width: 320 }],
        [`${here}&when=tonight&child=1`, { width: 320, elder: true }],
        [here, { width: 1280, theme: 'dark' as const }],
      ] as const) {
        await open(path, options);
        expect(await axe(page), path).to.deep.equal([]);
        expect(await over(), path).to.equal(0);
        await close();
      }
    });
  });

  // The last one: everything above was asked with this position.
  it('has neither stored nor logged a position', async () => {
    const log = readFileSync(logPath('near'), 'utf8');
    // Both numbers of it, or one by its name: milliseconds may be 118.5 as well.
    expect(log).not.to.match(/(118\.5\d*|28\.9\d*)(,|%2C) ?\d|(lat|lng|lon|place|cell)\W{1,3}(118\.5|28\.9)/i);
    const audit = await at.database.db.rows<{ found: string }>(
      'select row_to_json(e)::text as found from audit_events e',
    );
    expect(audit.map(({ found }) => found).join('\n')).not.to.match(/118\.5[^0-9]|28\.90/);
  });
});
