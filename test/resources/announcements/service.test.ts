import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../../src/actor.ts';
import { days } from '../../../src/clock.ts';
import { Problem } from '../../../src/errors.ts';
import { openQuestions } from '../../../src/resources/announcements/pasted.ts';
import type { Answers } from '../../../src/resources/announcements/service.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { publish } from '../../support/resources.ts';

const notice = `银龄剪纸体验课（第三期）
时间：12月5日（周六）下午2:00—4:00
地点：二楼204剪纸教室
地址：文一西路1号
名额：每期30人，免费
报名：电话0571-88880000
联系人周某，身份证330802194912310029
青溪县文化馆　2026年11月24日`;

const refused = async (work: Promise<unknown>): Promise<Problem> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof Problem) return error;
  throw error ?? new Error('nothing was refused');
};

describe('a pasted announcement', () => {
  const clock = testClock('2026-11-26T14:20:00+08:00');
  let at: TestApp;
  let actor: Member;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    actor = asMember(await createMember(at));
    // The hall shared one before: its licence, its site and its picture are known.
    await publish(at, actor, 'activity', { external_id: 'qx-before', title: '秋天的书法课', copyright_until: '' });
  });
  after(() => at.close());

  const questionsOf = async (id: string) => {
    const { pasted } = await at.app.announcements.get(actor, id);
    return pasted.items.map((item) =>
      openQuestions(item, channels.activity).map(({ field, kind }) => `${kind} ${field}`),
    );
  };
  const say = async (id: string, values: Record<string, string>, more: Partial<Answers> = {}) => {
    const { revision } = await at.app.announcements.get(actor, id);
    const said = { items: { 0: { isChosen: true, values } }, closures: [], ...more };
    await at.app.announcements.say(actor, id, revision, said);
  };
  /** Answers each open question with the value that stands there. */
  const look = async (id: string, values: Record<string, string> = {}) => {
    const { pasted } = await at.app.announcements.get(actor, id);
    const [item] = pasted.items;
    const open = item === undefined ? [] : openQuestions(item, channels.activity);
    const seen = open.flatMap(({ field }) => {
      const held = item?.values[field];
      return held === undefined ? [] : [[field, held.value] as const];
    });
    await say(id, { ...Object.fromEntries(seen), ...values });
  };

  it('is sent for review as any other entry, once every question was looked at, and its text goes', async () => {
    const { announcements, resources } = at.app;
    const id = await announcements.begin(actor, { text: notice });
    const early = await refused(announcements.send(actor, id));
    expect(early.code).to.equal('validation_failed');
    expect(Object.keys(early.fields ?? {}))
      .to.include('0.cover')
      .and.to.satisfy((all: string[]) => all.length < 5);
    await look(id);
    expect(await questionsOf(id)).to.deep.equal([[]]);
    await announcements.send(actor, id);
    const { pasted } = await announcements.get(actor, id);
    expect(pasted).to.deep.include({ text: '', items: [], unused: [], leftOut: [] });
    const entryId = pasted.sent?.[0]?.entryId ?? '';
    const { entry, data } = await resources.contents(actor, entryId);
    expect(entry).to.deep.include({ reviewState: 'submitted', title: '银龄剪纸体验课（第三期）', clientId: undefined });
    expect(data).to.include({
      start_at: '2026-12-05T14:00:00+08:00',
      end_at: '2026-12-05T16:00:00+08:00',
      ...{ capacity: '30', contact_phone: '0571-88880000', licence: 'share_by', source_name: data?.organizer },
      h5_url: 'https://m.qingxi.example.cn/',
    });
    await announcements.send(actor, id); // again it changes nothing
    expect(await resources.list({ institutionId: actor.institutionId, text: '银龄' })).to.have.length(1);
  });

  it('keeps no number of an identity document, neither in its text nor in a value', async () => {
    const id = await at.app.announcements.begin(actor, { text: notice });
    const { pasted } = await at.app.announcements.get(actor, id);
    expect(JSON.stringify(pasted)).not.to.include('330802194912310029');
    expect(pasted.text).to.include('身份证******************').and.to.include('电话0571-88880000');
    const stored = await at.database.db.row<{ state: Buffer }>(`select state from pasted_announcements where id = $1`, [
      id,
    ]);
    expect(stored?.state.toString('latin1')).not.to.include('0571');
  });

  it('remembers what a clerk corrected, for the next one; days and prices never; and forgets it', async () => {
    const { announcements } = at.app;
    const id = await announcements.begin(actor, { text: notice });
    await look(id, { place_name: '二楼 204 剪纸教室（电梯旁）', capacity: '25' });
    await announcements.send(actor, id);
    const [habit, ...others] = await announcements.habits(actor);
    expect(others).to.deep.equal([]);
    expect(habit).to.include({ field: 'place_name', value: '二楼 204 剪纸教室（电梯旁）' });
    const again = await announcements.begin(actor, { text: notice.replace('12月5日（周六）', '12月12日（周六）') });
    const { pasted } = await announcements.get(actor, again);
    expect(pasted.items[0]?.values.place_name).to.include({ source: 'habit', value: '二楼 204 剪纸教室（电梯旁）' });
    await announcements.forget(actor, habit?.key);
    expect(await announcements.habits(actor)).to.deep.equal([]);
  });

  it('that calls off an entry changes its live state at once, found by its number', async () => {
    const { announcements, resources } = at.app;
    const more = { external_id: 'QX-2026-0412', title: '冬日合唱音乐会', copyright_until: '' };
    const { entryId } = await publish(at, actor, 'activity', more);
    const text =
      '关于取消“冬日合唱音乐会”的通知\n原定12月12日14:00举办的冬日合唱音乐会（编号 QX-2026-0412）因故取消，敬请谅解。';
    const id = await announcements.begin(actor, { text });
    const { pasted } = await announcements.get(actor, id);
    expect(pasted.items[0]?.target).to.include({ entryId, isSeen: true });
    expect(pasted.items[0]?.change).to.include({ kind: 'cancelled' });
    await announcements.send(actor, id);
    expect(await resources.liveData(entryId)).to.include({ event_status: 'cancelled' });
  });

  it('that puts an entry off is asked about, changes it by a revision, and the new day ends the postponement', async () => {
    const { announcements, resources, review } = at.app;
    const own = {
      ...{ external_id: 'qx-chess', title: '社区象棋交流赛', copyright_until: '', sessions: '' },
      ...{ start_at: '2026-12-05T14:00:00+08:00', end_at: '2026-12-05T16:00:00+08:00' },
      ...{ booking_start: '', booking_end: '', capacity: '' },
    };
    const { entryId } = await publish(at, actor, 'activity', own);
    const text =
      '关于社区象棋交流赛延期的通知\n原定12月5日（周六）14:00举办的社区象棋交流赛，延期至12月12日（周六）14:00—16:00举行。';
    const id = await announcements.begin(actor, { text });
    const { pasted } = await announcements.get(actor, id);
    expect(pasted.items[0]?.target).to.include({ entryId, isSeen: false });
    expect(Object.keys((await refused(announcements.send(actor, id))).fields ?? {})).to.include('0.');
    await say(id, {}, { target: { item: 0, isThis: true } });
    await look(id);
    await announcements.send(actor, id);
    expect(await resources.liveData(entryId)).to.include({ event_status: 'postponed' });
    const { entry, data } = await resources.contents(actor, entryId);
    expect(data).to.include({ start_at: '2026-12-12T14:00:00+08:00', title: '社区象棋交流赛' });
    await review.approve({ kind: 'operator', name: 'reviewer' }, entry.submissionId ?? '');
    expect(await resources.liveData(entryId)).not.to.have.property('event_status');
  });

  it('of a coming closure shows it from its first day on, and writes one behind it into the hours of the house', async () => {
    const { announcements, resources } = at.app;
    const { entryId } = await publish(at, actor, 'venue', { external_id: 'qx-house', copyright_until: '' });
    const send = async (text: string) => {
      const id = await announcements.begin(actor, { text });
      const { pasted, revision } = await announcements.get(actor, id);
      await announcements.say(actor, id, revision, { items: {}, closures: pasted.closures.map(() => true) });
      await announcements.send(actor, id);
    };
    await send('闭馆公告\n因设备检修，12月8日至10日闭馆。\n12月20日闭馆一天。');
    const live = { temp_closed: '1', from: '2026-12-08T00:00:00+08:00', until: '2026-12-11T09:00:00+08:00' };
    expect(await resources.liveData(entryId)).to.deep.include(live);
    const { data } = await resources.contents(actor, entryId);
    expect(data?.closed_note).to.include('12月20日').and.not.to.include('12月8日');
    // The same once more, and longer: it is one closing.
    await send('闭馆公告\n检修延长，12月8日至12日闭馆。');
    expect(await resources.liveData(entryId)).to.deep.include({ ...live, until: '2026-12-13T09:00:00+08:00' });
  });

  it('of 45,000 characters is read aside, and a longer one is refused by its length', async function () {
    this.timeout(120_000);
    const { announcements } = at.app;
    const long = `${notice}\n${'本活动由馆方解释。'.repeat(5000)}`;
    const id = await announcements.begin(actor, { text: long });
    expect((await announcements.get(actor, id)).pasted.items[0]?.values.title?.value).to.include('银龄剪纸体验课');
    const tooLong = await refused(announcements.begin(actor, { text: `${notice}\n${'字'.repeat(60_000)}` }));
    expect(tooLong.fields?.text?.code).to.equal('pasting.text_too_long');
    // Blanks do not hide it.
    const blanks = await refused(announcements.begin(actor, { text: `${' \n'.repeat(70_000)}${'字'.repeat(60_001)}` }));
    expect(blanks.fields?.text?.code).to.equal('pasting.text_too_long');
  });

  it('is of its institution alone, is lost when it was changed meanwhile, and goes seven days after the last touch', async () => {
    const { announcements } = at.app;
    const id = await announcements.begin(actor, { text: notice });
    const other = asMember(await createMember(at));
    expect((await refused(announcements.get(other, id))).code).to.equal('not_found');
    const said = { items: {}, closures: [] };
    expect((await refused(announcements.say(actor, id, 9, said))).code).to.equal('conflict');
    expect((await refused(announcements.begin(actor, { text: ' \n' }))).fields?.text?.code).to.equal(
      'pasting.nothing_given',
    );
    clock.advance(days(6));
    await at.app.jobs.runNow('announcements.erase');
    expect(await announcements.get(actor, id)).to.include({ id });
    clock.advance(days(2));
    await at.app.jobs.runNow('announcements.erase');
    expect((await refused(announcements.get(actor, id))).code).to.equal('not_found');
  });

  it('without an entry becomes a draft of 文化资讯 where its hall wants that', async () => {
    const { announcements, review } = at.app;
    const text = '戏曲进乡村走进云岭镇\n11月21日晚，戏曲进乡村走进云岭镇，300余名村民观看了演出。';
    const id = await announcements.begin(actor, { text });
    expect((await announcements.get(actor, id)).pasted.none?.kind).to.equal('report');
    const submission = await review.find(await announcements.asNews(actor, id));
    expect(submission?.data).to.include({ title: '戏曲进乡村走进云岭镇', language: 'zh-Hans' });
    expect(submission?.data.body).to.include('300余名村民');
  });
});
