import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, minutes } from '../../../src/clock.ts';
import type { Data } from '../../../src/fields/form.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';

const own = { sessions: '', booking_start: '', booking_end: '', capacity: '40', region_code: '330106' } as const;

describe('R46 public lists and feeds', function () {
  this.timeout(120_000);
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let host: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
  });
  after(() => at.close());

  const iso = (hour: number, day = 25) =>
    `2036-11-${day}T${String(Math.floor(hour)).padStart(2, '0')}:${hour % 1 === 0 ? '00' : '30'}:00+08:00`;
  const event = (title: string, hour = 19, day = 25): Data => ({
    ...{ ...own, title, start_at: iso(hour, day), end_at: iso(hour + 1, day) },
  });
  const text = async (path: string) => {
    const answer = await fetch(at.origin + path);
    expect(answer.status, path).to.equal(200);
    return answer.text();
  };
  /** A list with all of its pages, one after the other as readers turn them. */
  async function all(path: string): Promise<string> {
    const pages: string[] = [];
    for (let next: string | undefined = path; next !== undefined && pages.length < 60; ) {
      const page: string = await text(next);
      pages.push(page);
      next = /<a href="([^"]+)" rel="next">/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    return pages.join('\n');
  }
  const lists = () => [
    ...['/', '/channels/activity', '/channels/activity?when=week', '/channels/activity?when=today', '/channels/live'],
    ...['/channels/activity/calendar?month=2036-11&day=2036-11-25', '/zones/330106', '/zones/330106?channel=activity'],
    ...[`/i/${host}`, `/i/${host}?channel=activity`, '/feed.xml', '/channels/activity/feed.xml', `/i/${host}/feed.xml`],
    ...['/channels/activity/calendar.ics', '/zones/330106/calendar.ics', '/channels/activity/calendar.ics?region=p33'],
  ];

  it('offer none of a thousand entries that are over, called off or full, and all three that are on', async () => {
    const kinds: readonly ((title: string) => {
      channel: 'activity' | 'live';
      data: Data;
      live?: Record<string, unknown>;
    })[] = [
      (title) => ({ channel: 'activity', data: event(title), live: { event_status: 'cancelled', reason: '台风' } }),
      (title) => ({ channel: 'activity', data: event(title), live: { event_status: 'ended' } }),
      (title) => ({ channel: 'activity', data: event(title), live: { remaining: 0 } }),
      (title) => ({ channel: 'activity', data: event(title, 8, 24) }),
      (title) => ({
        channel: 'live',
        data: { title, start_at: iso(19), end_at: iso(20) },
        live: { live_status: 'cancelled' },
      }),
    ];
    const stale = Array.from({ length: 1_000 }, (_, place) => kinds[place % kinds.length]?.(`没有了 ${place}`));
    const gone = new Set(
      await shelve(
        at,
        host,
        stale.flatMap((each) => each ?? []),
      ),
    );
    const on = await shelve(at, host, [
      { channel: 'activity', data: event('今晚的合唱', 19, 24) },
      { channel: 'activity', data: event('明天的讲座'), live: { remaining: 1 } },
      { channel: 'activity', data: event('明天的展览'), live: { event_status: 'scheduled' } },
    ]);
    await at.app.listingIndex.count();
    let found = 0;
    for (const path of lists()) {
      const page = await all(path);
      // Past ones stand apart, under their heading.
      const offered = page.replaceAll(/<details class="fin[\s\S]*?<\/details>/g, '');
      const ids = [...offered.matchAll(/(?:\/resources\/|UID:)([0-9a-f-]{36})/g)].flatMap(([, id]) => id ?? []);
      expect(ids.filter((id) => gone.has(id)).length, path).to.equal(0);
      if (path.includes('activity') && !path.includes('today')) expect(ids, path).to.include.members(on.slice(1));
      found += ids.length;
    }
    expect(found).to.be.greaterThan(20);
    const results = await text(`/search?q=${encodeURIComponent('没有了')}`);
    const rows = results.match(/<li>[\s\S]*?<\/li>/g)?.filter((row) => row.includes('没有了')) ?? [];
    expect(rows.length).to.be.greaterThan(0);
    for (const row of rows) expect(row, 'found, with its state').to.match(/已取消|已结束|已约满|invitations\.state/);
  });

  it('follow a statement of the institution at once, and the time within a minute', async () => {
    const [id = ''] = await shelve(at, host, [{ channel: 'activity', data: event('马上取消的课', 12, 24) }]);
    const isIn = async (path: string) => (await text(path)).includes(id);
    const paths = [
      '/channels/activity',
      '/channels/activity/calendar.ics',
      '/zones/330106/calendar.ics',
      '/channels/activity/feed.xml',
    ];
    for (const path of paths) expect(await isIn(path), path).to.equal(true);
    const operator = { kind: 'operator', name: 'test' } as const;
    await at.app.resources.setLive(operator, id, { remaining: '0' });
    for (const path of paths) expect(await isIn(path), `full: ${path}`).to.equal(false);
    await at.app.resources.setLive(operator, id, { remaining: '2' });
    for (const path of paths) expect(await isIn(path), `free again: ${path}`).to.equal(true);
    clock.set(later(new Date('2036-11-24T13:00:00+08:00'), minutes(1)).toISOString());
    for (const path of paths.slice(1)) expect(await isIn(path), `over: ${path}`).to.equal(false);
  });
});
