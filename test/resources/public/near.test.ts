import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { placeOf } from '../../../src/resources/public/near-pages.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createBrowser } from '../../support/plain-browser.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('R04 events nearby', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock: testClock('2026-12-03T10:00:00+08:00') });
    const host = await createHost(at, '青溪县文化馆');
    const event = (title: string, day: string, [lng, lat]: [string, string], fee_type = 'free') => ({
      channel: 'activity' as const,
      data: {
        ...{
          title,
          lng,
          lat,
          datum: 'wgs84',
          fee_type,
          booking: 'none',
          booking_url: '',
          booking_start: '',
          booking_end: '',
        },
        ...{
          start_at: `${day}T14:00:00+08:00`,
          end_at: `${day}T16:00:00+08:00`,
          price_min: fee_type === 'paid' ? '30' : '',
        },
      },
    });
    await shelve(at, host, [
      event('远一点的剪纸', '2026-12-05', ['118.54', '28.90']),
      event('近处的剪纸', '2026-12-05', ['118.52', '28.90']),
      event('周日的收费课', '2026-12-06', ['118.51', '28.91'], 'paid'),
      event('二十公里外', '2026-12-05', ['118.70', '28.90']),
      event('下个月的市集', '2026-12-28', ['121.30', '30.80']),
      { channel: 'venue', data: { title: '青溪县文化馆', lng: '118.51', lat: '28.90', datum: 'wgs84' } },
    ]);
  });
  after(() => at.close());

  const titlesAt = async (query: string) => {
    const { text } = await createBrowser(at.origin).walk(`/nearby/here${query}`);
    return [...text.matchAll(/class="hit" href="\/resources\/[^>]+>([^<]+)</g)].map(([, title]) => title);
  };

  it('lists by day and distance what begins within five kilometres until Sunday', async () => {
    expect(await titlesAt('?at=118.51,28.90')).to.deep.equal(['近处的剪纸', '远一点的剪纸', '周日的收费课']);
    expect(await titlesAt('?at=118.51,28.90&free=1')).to.deep.equal(['近处的剪纸', '远一点的剪纸']);
  });

  it('goes wider and later where nothing is left, and says so', async () => {
    const { text } = await createBrowser(at.origin).walk('/nearby/here?at=118.78,28.90');
    expect(text).to.include('30 公里内').and.to.include('二十公里外');
    expect(await titlesAt('?at=121.31,30.81')).to.deep.equal(['下个月的市集']);
  });

  it('takes a typed place without script, and says when a position is denied, wrong or abroad', async () => {
    expect(await titlesAt(`?place=${encodeURIComponent('青溪县文化馆')}`)).to.include('近处的剪纸');
    for (const query of ['?at=none', '?at=2.35,48.85', '?at=1.23456,2', '?place=nowhere'])
      expect((await createBrowser(at.origin).walk(`/nearby/here${query}`)).text, query).to.include('没有得到位置');
    expect(placeOf('118.5123,28.9')).to.equal(undefined);
  });

  it('may ask for the position, as no other page may, and is kept by no cache', async () => {
    const here = await fetch(`${at.origin}/nearby/here`);
    expect(here.headers.get('permissions-policy')).to.include('geolocation=(self)');
    expect(here.headers.get('cache-control')).to.include('no-store');
    expect((await fetch(`${at.origin}/nearby`)).headers.get('permissions-policy')).to.include('geolocation=()');
  });
});
