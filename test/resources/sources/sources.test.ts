import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { system } from '../../../src/actor.ts';
import { dayOf, minutes } from '../../../src/clock.ts';
import { createDuplicates } from '../../../src/resources/entries/duplicates.ts';
import { createCollecting } from '../../../src/resources/sources/collecting.ts';
import { createFetching } from '../../../src/resources/sources/fetching.ts';
import { readSource } from '../../../src/resources/sources/reading/read.ts';
import { createRun } from '../../../src/resources/sources/reading-run.ts';
import type { Settings } from '../../../src/resources/sources/source.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { reviewer, uploadCover } from '../../support/resources.ts';
import { calendarOf, type Event, type Site, startSite } from '../../support/site.ts';

const talk: Event = {
  uid: 'a',
  title: '冬至夜的青溪小戏',
  start: '20361222T190000',
  end: '20361222T203000',
  place: '小剧场',
  category: '活动',
};
const paper: Event = {
  uid: 'b',
  title: '银龄剪纸体验课',
  start: '20361205T140000',
  end: '20361205T160000',
  place: '204 教室',
  category: '活动',
};
const choir: Event = {
  uid: 'c',
  title: '合唱团公开排练',
  start: '20361209T190000',
  end: '20361209T203000',
  place: '301 舞蹈房',
  category: '活动',
};
const staff: Event = {
  uid: 'd',
  title: '馆员例会',
  start: '20361210T150000',
  end: '20361210T160000',
  category: '内部',
};

describe('a source of a hall', function () {
  this.timeout(180_000);
  const clock = testClock('2036-11-24T01:00:00Z');
  let at: TestApp;
  let site: Site;
  before(async () => {
    site = await startSite();
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: site.host } });
  });
  after(async () => {
    await at.close();
    await site.close();
  });

  async function hall() {
    const actor = asMember(await createMember(at));
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [actor.institutionId]);
    const cover = await uploadCover(at, actor.institutionId);
    const settings: Settings = {
      ...{ categories: { 活动: 'activity', 公告: 'news' }, otherwise: 'activity', places: { 小剧场: '四楼小剧场' } },
      fixed: { address: '文一西路 1 号', cover, fee_type: 'free', booking: 'none' },
    };
    return { actor, settings };
  }

  let calendars = 0;
  /** A hall with a calendar on its site, connected and not read yet. */
  async function connected(...events: Event[]) {
    const { actor, settings } = await hall();
    calendars += 1;
    const path = `/${calendars}.ics`;
    const put = (...next: Event[]) => site.contents.set(path, { body: calendarOf(next), type: 'text/calendar' });
    put(...events);
    const { sources } = at.app;
    const id = await sources.begin(actor, actor.institutionId, {
      address: `${site.url}${path}`,
      form: 'calendar',
      title: '日历',
      settings,
    });
    const view = () => sources.view(actor, id);
    return {
      ...{ actor, id, path, put, view, settings },
      async run() {
        clock.advance(minutes(10));
        await sources.run(id);
        const [run] = (await view()).runs;
        return {
          created: run?.created,
          changed: run?.changed,
          gone: run?.gone,
          refused: run?.refused,
          read: run?.read,
        };
      },
      async items() {
        return (await view()).items.map(({ title, state, reviewState, publicationState }) =>
          [title, state, reviewState, publicationState].join(' ').trim(),
        );
      },
      async approveAll() {
        for (const { submissionId, reviewState } of (await view()).items)
          if (submissionId !== undefined && reviewState === 'submitted')
            await at.app.review.approve(reviewer, submissionId);
      },
      async liveOf(title: string) {
        const item = (await view()).items.find((each) => each.title === title);
        return at.app.resources.liveData(item?.entryId ?? '');
      },
    };
  }

  it('shows the first entries before anything is kept, and says which form it chose', async () => {
    const { actor } = await hall();
    site.contents.set('/events', {
      body: `<html><head><link rel="alternate" type="text/calendar" href="/look.ics"><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>`,
    });
    site.contents.set('/look.ics', { body: calendarOf([paper, talk]), type: 'application/octet-stream' });
    const found = await at.app.sources.look(actor, actor.institutionId, `${site.url}/events`);
    expect([found.address, found.reading.form, found.why.code]).to.deep.equal([
      `${site.url}/look.ics`,
      'calendar',
      'sources.page_names_calendar',
    ]);
    expect(found.coming.map(({ title }) => title)).to.deep.equal(['银龄剪纸体验课', '冬至夜的青溪小戏']);
    expect(await at.app.sources.list(actor, actor.institutionId)).to.deep.equal([]);
  });

  it('R43 brings new items to review once, names those that it cannot take, and reads on by ETag', async () => {
    const { run, items, view, path, actor } = await connected(talk, paper, staff, {
      ...choir,
      place: undefined as never,
    });
    const first = await run();
    expect(first).to.deep.equal({ created: 2, changed: 0, gone: 0, refused: 2, read: 4 });
    expect((await items()).toSorted()).to.deep.equal([
      '冬至夜的青溪小戏 here submitted',
      '合唱团公开排练 refused',
      '银龄剪纸体验课 here submitted',
      '馆员例会 refused',
    ]);
    const reasons = (await view()).items.flatMap(({ reason }) => reason?.code ?? []);
    expect(reasons.toSorted()).to.deep.equal(['sources.category_unset', 'sources.gaps']);
    expect(await run()).to.include({ created: 0, changed: 0, refused: 2 });
    expect(site.requests.filter((each) => each.path === path).map(({ status }) => status)).to.deep.equal([200, 304]);
    const { entryId = '' } = (await view()).items.find(({ title }) => title === talk.title) ?? {};
    const { data } = await at.app.resources.contents(actor, entryId);
    expect(data).to.include({
      place_name: '四楼小剧场',
      start_at: '2036-12-22T19:00:00+08:00',
      category: 'performance',
      address: '文一西路 1 号',
    });
  });

  it('follows changes: a correction is reviewed, a move is postponed until then, an item that is gone or cancelled is called off', async () => {
    const { run, put, approveAll, liveOf, items } = await connected(talk, paper, choir);
    await run();
    await approveAll();
    put({ ...talk, start: '20361223T190000', end: '20361223T203000' }, { ...paper, status: 'CANCELLED' });
    expect(await run()).to.include({ created: 0, gone: 2 });
    expect(await liveOf(talk.title)).to.include({ event_status: 'postponed' });
    expect(await liveOf(paper.title)).to.include({ event_status: 'cancelled' });
    expect(await liveOf(choir.title)).to.include({ event_status: 'cancelled' });
    expect(await items()).to.include('冬至夜的青溪小戏 here submitted published');
    await approveAll();
    await run();
    expect(await liveOf(talk.title)).to.include({ event_status: 'scheduled' });
    put({ ...talk, start: '20361223T190000', end: '20361223T203000' }, paper, choir);
    await run();
    expect(await liveOf(paper.title)).to.include({ event_status: 'scheduled' });
    expect(await liveOf(choir.title)).to.include({ event_status: 'scheduled' });
  });

  it('takes the same item under another key for the same, and places left without a review', async () => {
    const { run, put, approveAll, liveOf, view } = await connected(talk, { ...paper, more: ['X-REMAINING:9'] });
    await run();
    await approveAll();
    put({ ...talk, uid: 'other' }, { ...paper, more: ['X-REMAINING:3'] });
    expect(await run()).to.deep.equal({ created: 0, changed: 1, gone: 0, refused: 0, read: 2 });
    expect(await liveOf(paper.title)).to.include({ remaining: '3' });
    const { count } =
      (await at.database.db.row<{ count: number }>(
        `select count(*)::integer as count from entries where institution_id = $1`,
        [(await view()).source.institutionId],
      )) ?? {};
    expect(count).to.equal(2);
  });

  it('withdraws nothing where half of it is missing, asks, and follows the answer', async () => {
    const four = [talk, paper, choir, { ...talk, uid: 'e', title: '新年音乐会' }];
    const { run, put, approveAll, view, liveOf, id, actor } = await connected(...four);
    await run();
    await approveAll();
    put(talk);
    expect(await run()).to.include({ gone: 0 });
    expect((await view()).source.shrunk).to.deep.equal({ was: 4, now: 1 });
    expect(await liveOf(choir.title)).to.deep.equal({});
    await at.app.sources.answer(actor, id, true);
    expect(await run()).to.include({ gone: 3 });
    expect((await view()).source).to.include({ shrunk: undefined, mayShrink: false });
  });

  it('asks no more about those that its hall leaves as they are, until the source has them again', async () => {
    const four = [talk, paper, choir, { ...talk, uid: 'e', title: '新年音乐会' }];
    const { run, put, approveAll, view, liveOf, id, actor } = await connected(...four);
    const shrunk = async () => (await view()).source.shrunk;
    await run();
    await approveAll();
    put(talk);
    await run();
    await at.app.sources.answer(actor, id, false);
    expect(await run()).to.include({ gone: 0 });
    expect(await shrunk()).to.equal(undefined);
    put({ ...talk, place: '302 舞蹈房' });
    expect(await run()).to.include({ changed: 1, gone: 0 });
    expect([await shrunk(), await liveOf(choir.title)]).to.deep.equal([undefined, {}]);
    put(...four);
    await run();
    put(talk);
    expect(await run()).to.include({ gone: 0 });
    expect(await shrunk(), 'gone once more').to.deep.equal({ was: 4, now: 1 });
  });

  it('sends an item whose picture cannot be fetched with the cover of its hall, and says so', async () => {
    const { run, view } = await connected({ ...talk, more: ['ATTACH:https://localhost:1/a.jpg'] });
    expect(await run()).to.include({ created: 1, refused: 0 });
    const { runs, items } = await view();
    expect(items[0]?.reviewState).to.equal('submitted');
    expect(runs[0]?.lines[0]?.reason?.code).to.equal('sources.cover_instead');
  });

  it('tells its hall once after three failures, waits longer each time, and keeps everything', async () => {
    const { run, view, actor, items } = await connected(talk);
    await run();
    site.setDown(true);
    for (let n = 0; n < 5; n += 1) await run();
    const { source } = await view();
    expect([source.failures, source.fault?.code]).to.deep.equal([5, 'sources.answers']);
    expect(source.nextAt.getTime() - clock.now().getTime()).to.equal(40 * 60_000);
    const { count } =
      (await at.database.db.row<{ count: number }>(
        `select count(*)::integer as count from inbox where event = 'source.failing' and institution_id = $1`,
        [actor.institutionId],
      )) ?? {};
    expect(count).to.equal(1);
    expect(await items()).to.deep.equal(['冬至夜的青溪小戏 here submitted']);
    site.setDown(false);
    await run();
    expect((await view()).source).to.include({ failures: 0, fault: undefined });
  });

  it('is read for one institution, and by one reader at a time', async () => {
    const { id, path, actor, settings } = await connected(talk);
    const other = await hall();
    const again = (who: typeof actor) =>
      at.app.sources
        .begin(who, who.institutionId, { address: `${site.url}${path}/`, form: 'calendar', title: '', settings })
        .catch((error) => error.fields?.address?.code);
    expect(await again(actor)).to.equal('sources.own_address');
    expect(await again(other.actor)).to.equal('sources.address_of_other');
    expect(await at.app.sources.view(other.actor, id).catch((error) => error.code)).to.equal('not_found');
    await Promise.all([at.app.sources.run(id), at.app.sources.run(id)]);
    expect(site.requests.filter((each) => each.path === path).length).to.equal(1);
  });

  it('joins an entry that its hall wrote by the form, and keeps the hall’s own fields', async () => {
    const { actor, settings } = await hall();
    const { resources, sources } = at.app;
    const cover = settings.fixed.cover ?? '';
    // More halls than a form shows as alike have the same course at the same hour.
    for (let other = 0; other < 4; other += 1) {
      const { actor: neighbour } = await hall();
      await resources.proposeMany(
        neighbour,
        'activity',
        { institutionId: neighbour.institutionId, clientId: undefined },
        [
          {
            externalId: 'theirs-1',
            data: { title: paper.title, start_at: '2036-12-05T14:00:00+08:00', region_code: '330106', cover },
          },
        ],
      );
    }
    const [own] = await resources.proposeMany(
      actor,
      'activity',
      { institutionId: actor.institutionId, clientId: undefined },
      [
        {
          externalId: 'mine-1',
          data: {
            title: paper.title,
            start_at: '2036-12-05T14:00:00+08:00',
            region_code: '330106',
            cover,
            notice: '请带老花镜',
          },
        },
      ],
    );
    site.contents.set('/join.ics', { body: calendarOf([paper]), type: 'text/calendar' });
    const id = await sources.begin(actor, actor.institutionId, {
      address: `${site.url}/join.ics`,
      form: 'calendar',
      title: '',
      settings,
    });
    await sources.run(id);
    const { items } = await sources.view(actor, id);
    expect(items.map(({ entryId, reviewState }) => [entryId, reviewState])).to.deep.equal([
      [own?.entryId, 'submitted'],
    ]);
    const { data } = await resources.contents(system('test'), own?.entryId ?? '');
    expect(data).to.include({ notice: '请带老花镜', end_at: '2036-12-05T16:00:00+08:00' });
  });

  it('goes on where a reader was killed, loses nothing and doubles nothing', async () => {
    const events = Array.from({ length: 120 }, (_each, n) => ({
      ...talk,
      uid: `k${n}`,
      title: `第 ${n} 场 ${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${n * 7919}`,
    }));
    const { id, view, actor } = await connected(...events);
    const count = async () =>
      (
        await at.database.db.row<{ count: number }>(
          `select count(*)::integer as count from entries where institution_id = $1`,
          [actor.institutionId],
        )
      )?.count;
    let calls = 0;
    const duplicates = createDuplicates(at.app);
    const collect = createCollecting({ ...at.app, get: createFetching({ ...at.app, agent: 'test' }) });
    const dying = createRun({
      ...{ ...at.app, duplicates, collect, trust: { after: 0, share: 1 } },
      resources: {
        ...at.app.resources,
        // Killed after its first chunk is committed, before the second.
        async proposeMany(...about) {
          calls += 1;
          if (calls === 2) throw new Error('killed');
          return at.app.resources.proposeMany(...about);
        },
      },
    });
    expect(await dying(id).catch((error: unknown) => String(error))).to.equal('Error: killed');
    expect(await count()).to.equal(100);
    expect(await at.app.sources.run(id), 'it is held for a minute').to.equal(true);
    clock.advance(minutes(2));
    await at.app.sources.run(id);
    expect(await count()).to.equal(120);
    expect((await view()).items.filter(({ reviewState }) => reviewState === 'submitted').length).to.equal(120);
  });

  it('is reviewed by sample after enough approvals in a row, until one is sent back or withdrawn', async () => {
    const { id, run: _run, put, approveAll, view, items, actor } = await connected(talk, paper);
    const duplicates = createDuplicates(at.app);
    const collect = createCollecting({ ...at.app, get: createFetching({ ...at.app, agent: 'test' }) });
    const run = async (share: number) => {
      clock.advance(minutes(10));
      await createRun({ ...at.app, duplicates, collect, trust: { after: 2, share } })(id);
    };
    await run(0);
    expect(await items(), 'all of it at first').to.include('银龄剪纸体验课 here submitted');
    await approveAll();
    await run(0);
    expect((await view()).source.trust).to.equal(2);
    put(talk, paper, choir);
    await run(0);
    expect(await items()).to.include('合唱团公开排练 here approved published');
    put(talk, paper, choir, { ...talk, uid: 'n', title: '新年音乐会' });
    await run(1); // each is in the sample
    const sampled = (await view()).items.find(({ title }) => title === '新年音乐会');
    expect(sampled?.reviewState).to.equal('submitted');
    await at.app.review.sendBack(reviewer, sampled?.submissionId ?? '', '请写清楚在哪个厅');
    await run(0);
    expect((await view()).source.trust).to.equal(0);

    const { entryId = '' } = (await view()).items.find(({ title }) => title === choir.title) ?? {};
    await at.database.db.run(`update sources set trust = 9 where id = $1`, [id]);
    await at.app.review.approve(reviewer, (await at.app.resources.withdraw(actor, entryId, '这一场不办了')).id);
    await run(0);
    expect((await view()).source.trust, 'withdrawn here, while the source still has it').to.equal(0);
    put(talk, paper, { ...choir, place: '302 舞蹈房' });
    await run(0);
    expect(await items(), 'a change does not bring it back').to.include('合唱团公开排练 skipped approved withdrawn');
  });

  it('withdraws an article that a feed has no more between others, and enters it again where it is there again', async () => {
    const { actor, settings } = await hall();
    const { sources, review } = at.app;
    const articles = (...numbers: number[]) =>
      site.contents.set('/articles', {
        body: `<rss version="2.0"><channel><title>x</title>${numbers
          .map(
            (n) =>
              `<item><title>冬季剪纸成果展第 ${n} 篇</title><guid>${n}</guid><link>https://www.qx.example.cn/a/${n}</link>
               <pubDate>${new Date(Date.UTC(2036, 10, n)).toUTCString()}</pubDate><description>第 ${n} 篇</description></item>`,
          )
          .join('')}</channel></rss>`,
      });
    articles(13, 12, 11, 10);
    const address = `${site.url}/articles`;
    const id = await sources.begin(actor, actor.institutionId, {
      ...{ address, form: 'feed', title: '', settings: { ...settings, otherwise: 'news' } },
    });
    const run = async () => {
      clock.advance(minutes(10));
      await sources.run(id);
      const waiting = await at.database.db.rows<{ id: string }>(
        `select id from submissions where institution_id = $1 and state = 'submitted'`,
        [actor.institutionId],
      );
      for (const each of waiting) await review.approve(reviewer, each.id);
      return (await sources.view(actor, id)).items
        .map(({ key, state, publicationState }) => [key, state, publicationState].join(' '))
        .toSorted();
    };
    const all = ['10', '11', '12', '13'].map((key) => `${key} here published`);
    expect(await run()).to.deep.equal(all);
    articles(14, 13, 11); // 10 is too old for it, and 12 is deleted
    expect(await run()).to.deep.equal([
      ...['10 here published', '11 here published', '12 gone withdrawn', '13 here published', '14 here published'],
    ]);
    articles(14, 13, 12, 11);
    expect(await run()).to.deep.equal([...all, '14 here published']);
  });

  it('takes the day at which it met an article whose feed gives days to come, and none of these for deleted', async () => {
    const { actor, settings } = await hall();
    const { sources } = at.app;
    const articles = (...days: number[]) =>
      site.contents.set('/gancio', {
        body: `<rss version="2.0"><channel><title>x</title>${days
          .map(
            (day) =>
              `<item><title>街坊音乐会第 ${day} 场</title><guid>${day}</guid><description>第 ${day} 场</description>
               <link>https://www.qx.example.cn/g/${day}</link><pubDate>${new Date(Date.UTC(2037, 1, day)).toUTCString()}</pubDate></item>`,
          )
          .join('')}</channel></rss>`,
      });
    articles(9, 8, 7, 6, 5);
    const id = await sources.begin(actor, actor.institutionId, {
      ...{ address: `${site.url}/gancio`, form: 'feed', title: '', settings: { ...settings, otherwise: 'news' } },
    });
    const met = dayOf(clock.now());
    await sources.run(id);
    const { items } = await sources.view(actor, id);
    expect(items.map(({ reviewState }) => reviewState)).to.deep.equal(Array(5).fill('submitted'));
    const { data } = await at.app.resources.contents(actor, items[0]?.entryId ?? '');
    expect(data).to.include({ published_on: met });
    articles(9, 8, 6, 5);
    clock.advance(minutes(10));
    await sources.run(id);
    expect((await sources.view(actor, id)).items.filter(({ state }) => state === 'gone')).to.deep.equal([]);
  });

  it('brings articles of RSS to the news, and follows the changes of OpenActive by its cursor', async () => {
    const { actor, settings } = await hall();
    const { sources } = at.app;
    site.contents.set('/rss', {
      body: `<rss version="2.0"><channel><title>x</title><item><title>冬季剪纸成果展开幕</title><guid>7</guid><link>https://www.qx.example.cn/a/7</link>
        <category>公告</category><pubDate>Sun, 23 Nov 2036 02:00:00 GMT</pubDate><description>&lt;p&gt;一百二十件作品&lt;/p&gt;</description></item></channel></rss>`,
    });
    const news = await sources.begin(actor, actor.institutionId, {
      address: `${site.url}/rss`,
      form: 'feed',
      title: '',
      settings,
    });
    await sources.run(news);
    const [article] = (await sources.view(actor, news)).items;
    expect([article?.reviewState, article?.state]).to.deep.equal(['submitted', 'here']);
    expect((await at.app.resources.contents(actor, article?.entryId ?? '')).data).to.include({
      published_on: '2036-11-23',
      body: '一百二十件作品',
    });

    const session = (id: number, remaining: number) => ({
      ...{ state: 'updated', kind: 'Session', id, modified: id },
      data: {
        ...{
          '@type': 'ScheduledSession',
          name: `瑜伽第 ${id} 课 ${'晨午晚'[id]}`,
          startDate: '2036-12-05T11:00:00Z',
          endDate: '2036-12-05T12:00:00Z',
        },
        ...{
          url: `https://a.example/${id}`,
          location: { name: '301', address: '文一西路 1 号' },
          remainingAttendeeCapacity: remaining,
          maximumAttendeeCapacity: 20,
        },
      },
    });
    const rpde = (after: number, items: object[], next: number) =>
      site.contents.set(`/rpde?after=${after}`, {
        body: JSON.stringify({ items, next: `/rpde?after=${next}`, license: 'x' }),
        type: 'application/json',
      });
    rpde(0, [session(0, 5), session(1, 5)], 1);
    rpde(1, [], 1);
    const id = await sources.begin(actor, actor.institutionId, {
      address: `${site.url}/rpde?after=0`,
      form: 'rpde',
      title: '',
      settings,
    });
    await sources.run(id);
    const rows = async () =>
      (await sources.view(actor, id)).items.map(({ title, state, live }) => [title.slice(0, 7), state, live].join(' '));
    expect(await rows()).to.deep.equal(['瑜伽第 0 课 here {"remaining":"5"}', '瑜伽第 1 课 here {"remaining":"5"}']);
    rpde(1, [session(0, 2), { state: 'deleted', kind: 'Session', id: 1, modified: 9 }], 2);
    rpde(2, [], 2);
    clock.advance(minutes(10));
    await sources.run(id);
    expect((await rows()).map((row) => row.replace(/ \{"event.*/, ''))).to.deep.equal([
      '瑜伽第 0 课 here {"remaining":"2"}',
      '瑜伽第 1 课 gone',
    ]);
    expect((await sources.view(actor, id)).source.cursor).to.equal(`${site.url}/rpde?after=2`);
  });

  it('follows OpenActive of more than ten thousand changes over several runs, a minute apart', async () => {
    const { actor, settings } = await hall();
    const { sources } = at.app;
    const pages = 12;
    for (let page = 0; page <= pages; page += 1) {
      const items = Array.from({ length: page === pages ? 0 : 1_000 }, (_each, n) => ({
        ...{ state: 'updated', kind: 'Session', id: page * 1_000 + n, modified: page * 1_000 + n },
        data: {
          ...{ '@type': 'ScheduledSession', name: `瑜伽第 ${page} 课` },
          // All but the last one of each page are over.
          ...(n === 999
            ? { startDate: '2036-12-05T11:00:00Z', endDate: '2036-12-05T12:00:00Z' }
            : { startDate: '2036-01-05T11:00:00Z', endDate: '2036-01-05T12:00:00Z' }),
          ...{ url: `https://a.example/${page}`, location: { name: '301', address: '文一西路 1 号' } },
        },
      }));
      const next = `/long?after=${Math.min(pages, page + 1)}`;
      site.contents.set(`/long?after=${page}`, { body: JSON.stringify({ items, next }), type: 'application/json' });
    }
    const address = `${site.url}/long?after=0`;
    const id = await sources.begin(actor, actor.institutionId, { address, form: 'rpde', title: '', settings });
    const reading = createRun({
      ...{ ...at.app, duplicates: createDuplicates(at.app), trust: { after: 0, share: 1 } },
      collect: createCollecting({
        ...{ ...at.app, get: createFetching({ ...at.app, agent: 'test' }) },
        readContent: async (content) => readSource(content), // a thread for each page takes seconds on a busy machine
      }),
    });
    const run = async () => {
      await reading(id);
      const { source, items } = await sources.view(actor, id);
      return [items.length, source.fault, (source.nextAt.getTime() - clock.now().getTime()) / 60_000];
    };
    expect(await run()).to.deep.equal([10, undefined, 1]);
    clock.advance(minutes(1));
    expect(await run()).to.deep.equal([12, undefined, 10]);
  });
});
