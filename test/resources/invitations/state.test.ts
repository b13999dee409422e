import { expect } from 'chai';
import { describe, it } from 'mocha';
import { channels } from '../../../src/resources/channels/channels.ts';
import { dateLeafOf, distanceOf, spanOf, weekdayOf } from '../../../src/resources/invitations/days.ts';
import { presentEntry } from '../../../src/resources/invitations/entry.ts';
import { opennessOf, weekOf } from '../../../src/resources/invitations/hours.ts';
import { closingAhead, type State, stateOf } from '../../../src/resources/invitations/state.ts';
import { createWords } from '../../../src/words/index.ts';

const at = (time: string) => new Date(`${time}:00+08:00`);
const now = at('2026-11-26T12:40');
const { say } = createWords()('zh', 'citizen');
const english = createWords()('en', 'citizen');
const said = (state: State | undefined) => state && { ...state, words: say(state.words) };
const event = (starts: string, ends: string, values: Record<string, unknown> = {}) =>
  stateOf(
    { schemaType: 'Event', startsAt: at(starts), endsAt: at(ends), values: { booking: 'online', ...values } },
    now,
  );
/** An activity as it is published. */
const openedAs = (values: Record<string, unknown>, startsAt: Date, endsAt: Date) => ({
  ...{ entryId: 'a', publicationId: 'b', channel: 'activity', institutionId: 'c', institution: '青溪县文化馆' },
  ...{ regionCode: '330822', title: '剪纸体验课', summary: '', cover: undefined, facts: values, live: {} },
  ...{ startsAt, endsAt, publishedAt: now, changedAt: now, pictures: {}, version: 1 },
  values: { end_at: endsAt.toISOString(), ...values },
});
const evening = ['2026-12-05T14:00', '2026-12-05T16:00'] as const;
const online = { booking: 'online', booking_url: 'https://m.qx.example.cn/1' };

describe('R44 whether one can still come', () => {
  // State × its display: the words in a list, the one button, whether it goes into a calendar.
  type Said = [words: string, button: string | undefined, isForCalendar: boolean];
  const soon = ['2026-11-26T14:00', '2026-11-26T16:00'] as const;
  const running = ['2026-11-26T12:00', '2026-11-26T14:00'] as const;
  const weeks = ['2026-11-01T09:00', '2026-12-13T17:00'] as const;
  const gone = ['2026-11-12T14:00', '2026-11-12T16:00'] as const;
  const closed = { ...online, booking_end: '2026-11-25T18:00:00+08:00' };
  const later = { ...online, booking_start: '2026-12-01T09:00:00+08:00' };
  const full = { ...online, remaining: 0 };
  const onTheWeb = { booking: 'none', mode: 'online', h5_url: 'https://m.qx.example.cn/2' };
  const off = { ...online, event_status: 'cancelled' };
  const put = { ...online, event_status: 'postponed' };
  const matrix: [string, readonly [string, string], Record<string, unknown>, ...Said][] = [
    ['to come, without booking', evening, { booking: 'none' }, '无需预约', '导航过去', true],
    ['to come, booked at the door', evening, { booking: 'onsite' }, '现场预约', '导航过去', true],
    ['to come, booked there', evening, online, '可以预约', '在线预约', true],
    ['to come, with places', evening, { ...online, remaining: 18 }, '余 18 位', '在线预约', true],
    ['to come, booked by telephone', evening, { booking: 'phone' }, '可以预约', '打电话预约', true],
    ['to come, on the web', evening, onTheWeb, '无需预约', '去参加', true],
    ['to come, full', evening, full, '已约满', undefined, true],
    ['to come, before booking', evening, later, '12月1日 开始预约', undefined, true],
    ['to come, after booking', evening, closed, '预约已截止', undefined, true],
    ['soon, without booking', soon, { booking: 'none' }, '1 小时后开始', '现在导航过去', true],
    ['soon, still to be booked', soon, online, '1 小时后开始', '在线预约', true],
    ['soon, on the web', soon, onTheWeb, '1 小时后开始', '去参加', true],
    ['soon, full', soon, full, '已约满', undefined, true],
    ['soon, after booking', soon, closed, '预约已截止', undefined, true],
    ['on, without booking', running, { booking: 'none' }, '正在进行', '现在导航过去', false],
    ['on, full', running, full, '正在进行', undefined, false],
    ['on, after booking', running, closed, '正在进行', undefined, false],
    ['open for weeks', weeks, { booking: 'none' }, '正在进行，到 12月13日', '导航过去', true],
    ['open for weeks, after booking', weeks, closed, '正在进行，到 12月13日', undefined, true],
    ['put off', evening, put, '延期，时间另行通知', undefined, false],
    ['called off', evening, off, '已取消', undefined, false],
    ['called off, soon', soon, off, '已取消', undefined, false],
    ['over', gone, { booking: 'none' }, '已结束', undefined, false],
    ['over, by its operator', evening, { ...online, event_status: 'ended' }, '已结束', undefined, false],
  ];
  for (const [what, [starts, ends], values, words, button, isForCalendar] of matrix)
    it(`offers exactly the possible actions of an activity ${what}`, () => {
      const given = { mode: 'onsite', address: '溪口路 18 号', contact_phone: '057188880000', ...values };
      const shown = presentEntry(openedAs(given, at(starts), at(ends)), (code) => channels[code as 'activity'], {
        now,
        say,
      });
      const { state, go, hasCalendar, distance, date } = shown;
      expect([state?.words, go?.label, hasCalendar]).to.deep.equal([words, button, isForCalendar]);
      // 今天 stands on the leaf of the calendar, and nowhere beside it.
      expect([date?.weekday, distance]).not.to.deep.equal(['今天', '今天']);
      if (state?.isOver || state?.code === 'postponed') expect(date?.look).to.equal('past');
    });

  it('says of a booking that it is over, not until when it was open', () => {
    const shown = presentEntry(openedAs(closed, at(soon[0]), at(soon[1])), (code) => channels[code as 'activity'], {
      now,
      say,
    });
    expect(JSON.stringify(shown.answers)).to.include('11月25日 18:00 已截止');
    const moved = presentEntry(openedAs(put, at(soon[0]), at(soon[1])), (code) => channels[code as 'activity'], {
      now,
      say,
    });
    expect(JSON.stringify(moved.answers)).to.include('原定');
  });

  const cases: [string, ReturnType<typeof event>, string, boolean][] = [
    ['with places', event(...evening, { remaining: 18 }), '余 18 位', false],
    ['with few places', event(...evening, { remaining: 4 }), '余 4 位', false],
    ['full', event(...evening, { remaining: 0 }), '已约满', false],
    ['without booking', event(...evening, { booking: 'none' }), '无需预约', false],
    ['before booking', event(...evening, { booking_start: '2026-12-01T09:00:00+08:00' }), '12月1日 开始预约', false],
    ['after booking', event(...evening, { booking_end: '2026-11-25T18:00:00+08:00' }), '预约已截止', false],
    ['open for booking', event(...evening), '可以预约', false],
    ['in an hour', event('2026-11-26T14:00', '2026-11-26T16:00', { remaining: 3 }), '1 小时后开始', false],
    ['in a moment', event('2026-11-26T13:00', '2026-11-26T16:00'), '一小时内开始', false],
    ['that is on', event('2026-11-26T12:00', '2026-11-26T14:00'), '正在进行', false],
    ['that is open for weeks', event('2026-11-01T09:00', '2026-12-13T17:00'), '正在进行，到 12月13日', false],
    ['that is over', event('2026-11-12T14:00', '2026-11-12T16:00'), '已结束', true],
    ['that was ended', event(...evening, { event_status: 'ended' }), '已结束', true],
    ['that was called off', event(...evening, { event_status: 'cancelled' }), '已取消', true],
    ['that was put off', event(...evening, { event_status: 'postponed' }), '延期，时间另行通知', false],
  ];
  for (const [what, state, words, isOver] of cases)
    it(`shows the state of an activity ${what}`, () => expect(said(state)).to.include({ words, isOver }));

  it('says so of broadcasts: to come, running, seen again', () => {
    const show = (starts: string, values: Record<string, unknown> = {}) =>
      said(
        stateOf(
          { schemaType: 'BroadcastEvent', startsAt: at(starts), endsAt: at(`${starts.slice(0, 10)}T23:00`), values },
          now,
        ),
      )?.words;
    expect(show('2026-11-26T20:00')).to.equal('7 小时后开始');
    expect(show('2026-11-28T19:30')).to.equal('11月28日 19:30 开播');
    expect(show('2026-11-26T12:30')).to.equal('直播中');
    expect(show('2026-11-20T12:30')).to.equal('已结束');
    expect(show('2026-11-20T12:30', { replay_url: 'https://a.cn/1.mp4' })).to.equal('可看回放');
    expect(show('2026-11-28T12:30', { live_status: 'cancelled', replay_url: 'https://a.cn/1.mp4' })).to.equal('已取消');
  });

  it('shows the state of houses by their hours, of goods by their stock, and none without one', () => {
    const hours = [
      { days: [2, 3, 4, 5], open: '09:00', close: '11:30' },
      { days: [4], open: '13:30', close: '17:00' },
    ];
    const house = (time: string, values: Record<string, unknown> = {}) =>
      said(
        stateOf(
          { schemaType: 'Place', startsAt: undefined, endsAt: undefined, values: { opening_hours: hours, ...values } },
          at(time),
        ),
      )?.words;
    expect(house('2026-11-26T10:00')).to.equal('现在开放，11:30 闭馆');
    expect(house('2026-11-26T12:40')).to.equal('今天 13:30 开放');
    expect(house('2026-11-26T17:00')).to.equal('今天已闭馆');
    expect(house('2026-11-23T10:00')).to.equal('今天闭馆');
    expect(house('2026-11-26T10:00', { temp_closed: true, until: '2026-12-01T09:00:00+08:00' })).to.equal(
      '暂停开放，12月1日 09:00 恢复',
    );
    const closed = { temp_closed: true, from: '2026-11-28T09:00:00+08:00', until: '2026-12-01T09:00:00+08:00' };
    expect(house('2026-11-26T10:00', closed), 'announced').to.equal('现在开放，11:30 闭馆');
    expect(house('2026-11-28T10:00', closed)).to.equal('暂停开放，12月1日 09:00 恢复');
    expect(house('2026-12-01T10:00', closed), 'and over by itself').to.equal('现在开放，11:30 闭馆');
    const ahead = (time: string) => {
      const told = closingAhead({ ...closed, reason: '消防检修' }, at(time));
      return told && say(told);
    };
    expect(ahead('2026-11-26T10:00')).to.equal('11月28日 09:00 起闭馆，12月1日 09:00 恢复开放：消防检修');
    expect([ahead('2026-11-28T10:00'), ahead('2026-12-02T10:00')]).to.eql([undefined, undefined]);
    const goods = (stock: number) =>
      said(stateOf({ schemaType: 'Product', startsAt: undefined, endsAt: undefined, values: { stock } }, now))?.words;
    expect([goods(3), goods(0)]).to.deep.equal(['有货', '暂时缺货']);
    expect(stateOf({ schemaType: 'Book', startsAt: undefined, endsAt: undefined, values: {} }, now)).to.equal(
      undefined,
    );
    expect(opennessOf([], now)).to.equal(undefined);
    const [today] = weekOf(hours, now).filter(({ isToday }) => isToday);
    expect([{ ...today, name: today && say(today.name) }]).to.deep.equal([
      { name: '周四', isToday: true, spans: ['9:00—11:30', '13:30—17:00'] },
    ]);
  });

  it('writes days as people say them, by the calendar of Beijing', () => {
    expect(say(weekdayOf(at('2026-11-29T00:10')))).to.equal('周日');
    expect(say(spanOf(at('2026-12-05T14:00'), at('2026-12-05T16:00'), now))).to.equal('12月5日 周六 14:00—16:00');
    expect(say(spanOf(at('2026-12-31T09:00'), at('2027-01-03T17:00'), now))).to.equal(
      '12月31日 周四 09:00 至 2027年1月3日 周日 17:00',
    );
    expect(
      [at('2026-11-26T23:59'), at('2026-11-27T00:00'), at('2026-12-05T14:00')].map((each) =>
        say(distanceOf(each, now)),
      ),
    ).to.deep.equal(['今天', '明天', '还有 9 天']);
    expect(dateLeafOf(at('2026-11-26T23:59'), now, false, say)).to.include({
      month: '11月',
      day: '26',
      weekday: '今天',
      look: 'today',
    });
    expect(dateLeafOf(at('2026-11-12T14:00'), now, true, say)).to.include({ day: '12', weekday: '周四', look: 'past' });
  });

  it('shows the same in English, with Chinese only in texts of institutions', () => {
    const given = { ...online, remaining: 18, capacity: 30, booking_end: '2026-12-04T18:00:00+08:00', age_min: 60 };
    const values = {
      ...given,
      mode: 'offline',
      fee_type: 'free_booking',
      accessibility: ['sign'],
      audience: ['elder'],
    };
    const shown = presentEntry(
      openedAs(values, at(evening[0]), at(evening[1])),
      (code) => channels[code as 'activity'],
      {
        now,
        say: english.say,
      },
    );
    expect([shown.state?.words, shown.go?.label, shown.distance]).to.eql([
      '18 places left',
      'Book online',
      'In 9 days',
    ]);
    expect(shown.date).to.include({ month: 'Dec', day: '5', weekday: 'Sat' });
    const answers = shown.answers.map(({ title, lines }) => [title, ...lines.flat().map(({ words }) => words)]);
    expect(answers).to.eql([
      ['When', 'Sat 5 Dec, 14:00–16:00'],
      ['Where', '青溪县文化馆'],
      ['Places', '18 of 30 places left', 'Book by 4 Dec, 18:00'],
      ['Fee', 'Free, booking needed'],
      ['For', '60 and over; Older people; with sign language'],
    ]);
  });
});
