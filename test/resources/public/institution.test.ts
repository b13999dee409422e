import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';
import { foreign } from '../../support/schema-org.ts';

describe('the page of an institution (文旅号)', () => {
  const clock = testClock('2036-11-27T10:00:00+08:00'); // a Thursday
  let at: TestApp;
  let host: string;
  let ids: string[];
  const hours = '周二至周日 09:00–11:30\n周二至周日 13:30–17:00';
  const when = (day: string) => ({
    start_at: `${day}T14:00`,
    end_at: `${day}T16:00`,
    booking_start: '',
    booking_end: '',
  });
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
    ids = await shelve(at, host, [
      { channel: 'venue', data: { title: '溪口分馆', external_id: 'branch', address: '别处路 5 号' } },
      { channel: 'venue', data: { title: '青溪县文化馆', external_id: 'house', opening_hours: hours } },
      {
        channel: 'venue',
        data: { title: '204 剪纸教室', parent_external_id: 'house', room_type: 'dance', address: '房间路 1 号' },
      },
      ...['01', '02', '03', '04', '05', '06', '07'].map((day) => ({
        channel: 'activity' as const,
        data: { title: `第${day}场`, ...when(`2036-12-${day}`) },
        ...(day === '02' && { live: { event_status: 'cancelled', reason: '台风' } }),
      })),
      { channel: 'course', data: { title: '越剧身段' } },
      { channel: 'news', data: { title: '换了椅子', summary: '旧椅子送给了六个村的礼堂。' } },
      { channel: 'audio', data: { title: '竹马调' } },
    ]);
    await at.app.listingIndex.count();
  });
  after(() => at.close());

  const get = (path: string) =>
    fetch(at.origin + path, { headers: { accept: 'text/html' }, redirect: 'manual', cache: 'no-cache' });
  const html = async (path = `/i/${host}`) => (await get(path)).text();
  const dataIn = (page: string): Record<string, unknown> =>
    JSON.parse(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? 'null');

  it('R44 says whether it is open, by the entry of the house and not by a branch or a room', async () => {
    const page = await html();
    expect(page).to.include('现在开放，11:30 闭馆').and.to.include('周一闭馆').and.to.include('文一西路 1 号');
    expect(page).to.include('href="tel:057188880000"').and.to.include('uri.amap.com');
    expect(page).to.not.include('别处路').and.to.not.include('房间路');
    clock.set('2036-11-27T18:00:00+08:00');
    expect(await html())
      .to.include('今天已闭馆')
      .and.to.include('明天 9:00 开放');
    clock.set('2036-11-30T18:00:00+08:00');
    expect(await html()).to.include('周二 9:00 开放');
    clock.set('2036-11-27T10:00:00+08:00');
  });

  it('R44 shows the next six events without those called off, courses, news with their first line, and works', async () => {
    const page = await html();
    const on = page.slice(page.indexOf('id="on"'), page.indexOf('id="learn"'));
    expect([...on.matchAll(/第(\d\d)场/g)].map(([, day]) => day)).to.eql(['01', '03', '04', '05', '06', '07']);
    expect(page).to.include('越剧身段').and.to.include('竹马调').and.to.include('旧椅子送给了六个村的礼堂。');
    expect(page).to.include(`href="/i/${host}/entries?channel=activity"`);
  });

  it('is followed by RSS and by a calendar of its own events, with those called off as such', async () => {
    const page = await html();
    expect(page).to.include(`href="/i/${host}/feed.xml"`).and.to.include(`href="/i/${host}/calendar.ics"`);
    const calendar = await html(`/i/${host}/calendar.ics`);
    expect(calendar.match(/BEGIN:VEVENT/g)).to.have.length(7);
    expect(calendar).to.include('STATUS:CANCELLED');
  });

  it('keeps its lists at an address of their own, and leads there from the former one', async () => {
    const moved = await get(`/i/${host}?channel=activity`);
    expect(moved.status).to.equal(301);
    expect(moved.headers.get('location')).to.equal(`/i/${host}/entries?channel=activity`);
    expect(await html(`/i/${host}/entries?channel=activity`)).to.include('第07场');
  });

  it('R46 says at once that the house is closed, why, and until when', async () => {
    const { db } = at.app;
    await db.transaction(async (trx) => {
      await trx.run(`insert into live_states (entry_id, data, updated_at) values ($1, $2, $3)`, [
        ...[ids[1], JSON.stringify({ temp_closed: true, reason: '消防检修', until: '2036-12-02T09:00:00+08:00' })],
        clock.now(),
      ]);
      await trx.changed('resources');
    });
    expect(await html())
      .to.include('暂停开放，12月2日 09:00 恢复')
      .and.to.include('消防检修');
    await db.transaction(async (trx) => {
      await trx.run(`delete from live_states where entry_id = $1`, [ids[1]]);
      await trx.changed('resources');
    });
  });

  it('is for machines a thing of its own kind, with its hours', async () => {
    await at.app.db.transaction((trx) => trx.run(`update institutions set kind = 'library' where id = $1`, [host]));
    const data = dataIn(await html(`/i/${host}?x=1`));
    expect(data).to.include({ '@type': 'Library', name: '青溪县文化馆', telephone: '0571-88880000' });
    expect(data.openingHoursSpecification).to.have.length(2);
    expect(foreign(data)).to.eql([]);
  });

  it('is the same page where nothing is known but the certification', async () => {
    const bare = await createHost(at, '云岭文艺院团');
    await at.app.db.transaction(async (trx) => {
      await trx.run(`update institutions set kind = 'troupe', region_code = '330822' where id = $1`, [bare]);
      await trx.changed('institutions');
    });
    const page = await html(`/i/${bare}`);
    expect(page).to.include('云岭文艺院团').and.to.include('开放时间还没有公布').and.to.include('常山县');
    expect(page).to.include('现在没有安排好的活动').and.to.not.include('calendar.ics');
    expect(dataIn(page)).to.include({ '@type': 'PerformingGroup' });
  });
});
