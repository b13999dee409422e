import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createHost, shelve } from '../support/published.ts';

describe('upcoming entries', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const host = await createHost(at, '青溪县文化馆');
    const none = { sessions: '', booking_start: '', booking_end: '', capacity: '' };
    const times = {
      全年的展览: ['2036-01-01 09:00', '2036-12-31 17:00'],
      今晚开幕的展览: ['2036-11-24 19:00', '2037-03-01 17:00'],
      今晚的音乐会: ['2036-11-24 19:30', '2036-11-24 21:30'],
      今天结束的展览: ['2036-11-01 09:00', '2036-11-24 17:00'],
      周六的讲座: ['2036-11-29 14:00', '2036-11-29 16:00'],
      这个月的展览: ['2036-11-01 09:00', '2036-11-28 17:00'],
      已经结束的: ['2036-11-01 09:00', '2036-11-23 17:00'],
    };
    await shelve(
      at,
      host,
      Object.entries(times).map(([title, [start_at = '', end_at = '']]) => ({
        channel: 'activity' as const,
        data: { ...none, title, start_at, end_at },
      })),
    );
  });
  after(() => at.close());

  const expected = ['今天结束的展览', '今晚开幕的展览', '今晚的音乐会', '这个月的展览', '周六的讲座', '全年的展览'];
  const all = async (asked: object, limit: number) => {
    const titles: string[] = [];
    let next: Awaited<ReturnType<typeof at.app.publicResources.page>>['next'];
    do {
      const page = await at.app.publicResources.page({
        channel: 'activity',
        order: 'coming',
        limit,
        after: next,
        ...asked,
      });
      titles.push(...page.listings.map(({ title }) => title));
      next = page.next;
    } while (next !== undefined);
    return titles;
  };

  it('begin with those that open or end first, not with the longest exhibition', async () => {
    expect(await all({}, 24)).to.deep.equal(expected);
    const calendar = await (await fetch(`${at.origin}/channels/activity/calendar.ics`)).text();
    const order = [...calendar.matchAll(/SUMMARY:(.+)\r/g)].map(([, title]) => title);
    expect(order).to.deep.equal(expected);
  });

  it('pages by it, each once, along the index and by words', async () => {
    expect(await all({}, 2)).to.deep.equal(expected);
    expect(await all({ facets: ['category=training'], region: '33' }, 2)).to.deep.equal(expected);
    expect(await all({ until: new Date('2036-11-25T00:00:00+08:00') }, 3)).to.deep.equal(
      expected.filter((title) => title !== '周六的讲座'),
    );
  });

  it('are told from past ones', async () => {
    const { listings } = await at.app.publicResources.page({ channel: 'activity', order: 'past' });
    expect(listings.map(({ title }) => title)).to.deep.equal(['已经结束的']);
  });
});
