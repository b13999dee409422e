import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../../src/actor.ts';
import { hours, after as later, minutes } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';
import { reviewer, uploadCover } from '../../support/resources.ts';

const halls = 50;
const operator: Actor = { kind: 'operator', name: 'test' };
const beijing = (at: Date) => `${later(at, hours(8)).toISOString().slice(0, 16)}:00+08:00`;

describe('R46 a week with fifty halls', function () {
  this.timeout(180_000);
  const monday = new Date('2036-11-24T00:00:00+08:00');
  const clock = testClock('2036-11-23T20:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const text = async (path: string) => (await fetch(at.origin + path)).text();
  /** Whether the list, the calendar and the feed have an entry at this moment. */
  const isOffered = async (host: string, id: string) => {
    const [list, calendar, feed, page] = await Promise.all([
      text(`/i/${host}?channel=activity`),
      text('/channels/activity/calendar.ics'),
      text(`/i/${host}/feed.xml`),
      text(`/resources/${id}`),
    ]);
    return { list: list.includes(id), calendar: calendar.includes(id), feed: feed.includes(id), page };
  };

  it('makes each change public within ten minutes, and offers nothing that is over', async () => {
    const own: { host: string; first: string; second: string }[] = [];
    for (let hall = 0; hall < halls; hall += 1) {
      const host = await createHost(at, `第 ${hall} 文化馆`);
      const events = [0, 1].map((place) => {
        // One each day from 9 to 20 o'clock, seven days through.
        const startsAt = later(monday, hours(24 * ((hall + 3 * place) % 7) + 9 + (hall % 10)));
        return {
          channel: 'activity' as const,
          data: {
            ...{
              title: `第 ${hall} 馆第 ${place} 场`,
              start_at: beijing(startsAt),
              end_at: beijing(later(startsAt, hours(1))),
            },
            ...{ sessions: '', booking_start: '', booking_end: '' },
          },
        };
      });
      const [first = '', second = ''] = await shelve(at, host, events);
      own.push({ host, first, second });
    }
    const lags: number[] = [];
    for (const [hall, { host, first, second }] of own.entries()) {
      // Every three hours one hall says something; ten minutes later it is looked at.
      clock.set(later(monday, hours(3) * hall).toISOString());
      const changedAt = clock.now();
      const before = { list: (await text(`/i/${host}?channel=activity`)).includes(first) };
      const kind = hall % 10 === 9 ? 3 : hall % 3;
      if (kind === 0)
        await at.app.resources.setLive(operator, first, { event_status: 'cancelled', reason: '老师生病' });
      if (kind === 1) await at.app.resources.setLive(operator, first, { remaining: '0' });
      if (kind === 2) await at.app.resources.setLive(operator, first, { remaining: '7' });
      if (kind === 3) {
        const revision = await at.app.resources.revise(operator, first);
        const saved = await at.app.review.save(operator, revision.id, {
          ...revision.data,
          ...{ title: `改名的第 ${hall} 场`, cover: await uploadCover(at, host) },
        });
        await at.app.review.approve(reviewer, (await at.app.review.submit(operator, saved.id)).id);
      }
      let said = false;
      while (!said && clock.now() <= later(changedAt, minutes(10))) {
        await at.app.resources.turn();
        const now = await isOffered(host, first);
        const isGone = !now.list && !now.calendar && !now.feed;
        said =
          kind < 2
            ? isGone
            : kind === 2
              ? !before.list || now.page.includes('7')
              : now.page.includes(`改名的第 ${hall} 场`);
        if (!said) clock.advance(minutes(1));
      }
      expect(said, `hall ${hall}, a change of kind ${kind}`).to.equal(true);
      lags.push((clock.now().getTime() - changedAt.getTime()) / 60_000);
      const other = await isOffered(host, second);
      expect(new Set([other.list, other.calendar, other.feed]).size, `hall ${hall}: all say the same`).to.equal(1);
    }
    expect(Math.max(...lags)).to.be.at.most(10);
    clock.set(later(monday, hours(24 * 7)).toISOString());
    for (const path of ['/channels/activity/calendar.ics', '/channels/activity/feed.xml'])
      expect(await text(path), path).to.not.match(/第 \d+ [馆场]/);
  });
});
