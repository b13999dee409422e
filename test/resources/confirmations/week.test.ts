import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, hours } from '../../../src/clock.ts';
import { clashesIn } from '../../../src/resources/confirmations/clashes.ts';
import { type Confirmation, confirmationOf, weekAsked } from '../../../src/resources/listing/confirmed.ts';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { formOn } from '../../support/plain-browser.ts';
import { shelve } from '../../support/published.ts';
import { publish } from '../../support/resources.ts';
import { isKeyed } from '../../support/words.ts';

const at8 = (day: string) => new Date(`${day}T08:00:00+08:00`);

describe('the week that an institution is asked about', () => {
  it('is the next one from Thursday on, and the present one until Wednesday', () => {
    for (const [day, monday, isNext] of [
      ['2026-11-26', '2026-11-30', true],
      ['2026-11-29', '2026-11-30', true],
      ['2026-11-30', '2026-11-30', false],
      ['2026-12-02', '2026-11-30', false],
      ['2026-12-03', '2026-12-07', true],
    ] as const)
      expect(weekAsked(at8(day)), day).to.deep.include({ name: monday, isNext });
  });
});

describe('the last word of an institution about an event', () => {
  const now = at8('2026-12-02');
  const of = (starts: string, published: string, confirmed?: string, mode = 'offline', lasts = 2) => {
    const startsAt = at8(starts);
    return confirmationOf(
      {
        ...{ startsAt, endsAt: new Date(startsAt.getTime() + hours(lasts) * 1000), facts: { mode } },
        ...{ changedAt: at8(published), confirmedAt: confirmed === undefined ? undefined : at8(confirmed) },
      },
      now,
    );
  };
  const lines: readonly [string, Confirmation | undefined, Confirmation | undefined][] = [
    ['confirmed today', of('2026-12-05', '2026-10-01', '2026-12-02'), { code: 'today' }],
    ['confirmed yesterday', of('2026-12-05', '2026-10-01', '2026-12-01'), undefined],
    ['published seven days ago', of('2026-12-05', '2026-11-25'), undefined],
    ['published eight days ago', of('2026-12-05', '2026-11-24'), { code: 'old', days: 8 }],
    [
      'confirmed on the Thursday on which the week was asked about',
      of('2026-12-06', '2026-10-01', '2026-11-26'),
      undefined,
    ],
    ['of next week, about which the institution was not asked yet', of('2026-12-09', '2026-10-01'), undefined],
    ['online', of('2026-12-05', '2026-10-01', undefined, 'online'), undefined],
    [
      'open for months, confirmed three weeks ago',
      of('2026-10-01', '2026-09-01', '2026-11-11', 'offline', 24 * 120),
      undefined,
    ],
    [
      'open for months, silent for two',
      of('2026-10-01', '2026-10-01', undefined, 'offline', 24 * 120),
      { code: 'old', days: 62 },
    ],
  ];
  for (const [one, is, expected] of lines) it(`is told of one ${one}`, () => expect(is).to.deep.equal(expected));
});

describe('two events in one room', () => {
  const event = (entryId: string, from: string, to: string, more: object = {}) => ({
    ...{ entryId, title: entryId, place: '204 教室', venue: undefined, isOnline: false },
    ...{ startsAt: new Date(`${from}+08:00`), endsAt: new Date(`${to}+08:00`), ...more },
  });
  const one = event('one', '2026-12-05T14:00', '2026-12-05T16:00');
  it('clash where they overlap, and the second one is named', () => {
    const two = event('two', '2026-12-05T15:00', '2026-12-05T17:00');
    expect([...clashesIn([one, two])]).to.deep.equal([['two', 'one']]);
  });
  it('do not clash one after the other, in other houses, online, without a room, or beside an exhibition', () => {
    for (const other of [
      event('next', '2026-12-05T16:00', '2026-12-05T17:00'),
      event('house', '2026-12-05T14:00', '2026-12-05T16:00', { venue: 'b' }),
      event('online', '2026-12-05T14:00', '2026-12-05T16:00', { isOnline: true }),
      event('roomless', '2026-12-05T14:00', '2026-12-05T16:00', { place: undefined }),
      event('long', '2026-12-01T09:00', '2026-12-31T17:00'),
    ])
      expect([...clashesIn([{ ...one, venue: 'a' }, other])], other.entryId).to.deep.equal([]);
  });
});

describe('下周都照常吗', function () {
  this.timeout(60_000);
  const clock = testClock('2026-11-18T01:00:00Z'); // a Wednesday
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const event = (title: string, starts: string, more: Record<string, string> = {}) => {
    const ends = starts.replace(/T(\d\d)/, (_, hour: string) => `T${String(Number(hour) + 2).padStart(2, '0')}`);
    return {
      ...{
        title,
        external_id: `w-${title.length}-${starts.replace(/\D/g, '')}`,
        start_at: `${starts}:00+08:00`,
        end_at: `${ends}:00+08:00`,
      },
      ...{ sessions: '', booking_start: '', booking_end: '', publish_at: '', expire_at: '', copyright_until: '' },
      ...more,
    };
  };
  const home = async (who: Colleague) => (await signInToConsole(at, who)).walk('/console');
  const letters = async (accountId: string) =>
    (
      await at.database.db.rows<{ text: string }>(`select i::text as text from inbox i where i.account_id = $1`, [
        accountId,
      ])
    ).filter(({ text }) => /都照常|没有确认|week_letter/.test(text));

  it('R43 is asked from Thursday on, reminded of twice, and answered with one tap', async () => {
    const member = await createMember(at);
    const actor = asMember(member);
    const choir = await publish(
      at,
      actor,
      'activity',
      event('合唱团公开排练', '2026-12-02T19:00', { place_name: '301 舞蹈房' }),
    );
    const cutting = await publish(
      at,
      actor,
      'activity',
      event('银龄剪纸体验课', '2026-12-05T14:00', { place_name: '204 剪纸教室' }),
    );
    await publish(
      at,
      actor,
      'activity',
      event('剪纸入门，第 4 期', '2026-12-05T15:00', { place_name: '204 剪纸教室' }),
    );
    const reported = await publish(
      at,
      actor,
      'activity',
      event('用接口报名额的课', '2026-12-04T09:00', { place_name: '二楼' }),
    );
    const off = await publish(at, actor, 'activity', event('取消了的讲座', '2026-12-04T14:00', { place_name: '三楼' }));
    await at.app.resources.setLive(actor, off.entryId, { event_status: 'cancelled', reason: '老师生病' });

    clock.set('2026-11-25T01:00:00Z');
    expect((await home(member)).text, 'Wednesday').to.not.include('合唱团公开排练');
    clock.set('2026-11-26T01:00:00Z');
    await at.app.resources.setLive(actor, reported.entryId, { remaining: '5' });
    const page = await home(member);
    expect(page.text).to.include('下周 3 场，都照常吗？').and.to.include('2 场照常');
    expect(page.text)
      .to.include('和“银龄剪纸体验课”同一间教室')
      .and.not.include('用接口报名额的课')
      .and.not.include('取消了的讲座');

    clock.set('2026-11-27T02:00:00Z');
    await at.app.resources.remindOfWeek();
    await at.app.resources.remindOfWeek();
    expect(await letters(member.accountId), 'Friday, once').to.have.lengthOf(1);
    clock.set('2026-11-30T02:00:00Z');
    await at.app.resources.remindOfWeek();
    expect(await letters(member.accountId), 'Monday').to.have.lengthOf(2);

    const shown = async (path: string) => (await fetch(`${at.origin}${path}`)).text();
    const old = isKeyed ? /invitations\.unconfirmed/ : /12 天没有确认，去之前请打电话/;
    expect(await shown(`/resources/${choir.entryId}`), 'Monday, unconfirmed').to.match(old);
    expect(await shown('/channels/activity')).to.match(old);

    const again = await signInToConsole(at, member);
    const before = await again.walk('/console');
    expect(before.text).to.include('这周还有 3 场，都照常吗？');
    const done = (await again.submit(formOn(before, '/console/resources/week'))).text;
    expect(done)
      .to.match(/11月30日 .*确认了这周 2 场。/)
      .and.to.include('还有 1 场没有确认');
    expect(await shown(`/resources/${cutting.entryId}`)).to.match(isKeyed ? /invitations\.confirmed/ : /馆方今天确认/);
    const [answer] = await at.database.db.rows(`select entries from week_confirmations where institution_id = $1`, [
      actor.institutionId,
    ]);
    expect(answer).to.deep.equal({ entries: 2 });

    clock.advance(days(1));
    await at.app.resources.remindOfWeek();
    expect(await shown(`/resources/${choir.entryId}`), 'the day after').to.not.match(
      /invitations\.confirmed|馆方今天确认/,
    );
  });

  it('R48 is answered by a program as well, within its reach', async () => {
    clock.set('2026-12-03T01:00:00Z');
    const program = await createPartnerProgram(at, 'resource:read resource:write');
    await publish(at, program.actor, 'activity', event('由程序推来的', '2026-12-08T09:00', { place_name: '一楼' }));
    await publish(at, program.actor, 'activity', event('同一间的另一场', '2026-12-08T10:00', { place_name: '一楼' }));
    const { status, body } = await program.call('post', '/resources:confirm-week');
    expect(status).to.equal(200);
    expect(body).to.deep.include({ week: '2026-12-07', confirmed: 1 });
    expect(body.left).to.have.lengthOf(1).and.to.have.nested.property('[0].clashes_with', '由程序推来的');
    expect((await program.call('post', '/resources:confirm-week')).body.confirmed).to.equal(0);
    const unknown = await program.call('post', '/resources:confirm-week', { week: '2026-12-07' });
    expect([unknown.status, unknown.body.code]).to.deep.equal([422, 'validation_failed']);
    const reads = await createPartnerProgram(at, 'resource:read', { institutionId: program.institutionId });
    expect((await reads.call('post', '/resources:confirm-week')).status).to.equal(403);
  });

  it('reminds the 41st institution as well', async () => {
    clock.set('2026-12-03T01:00:00Z');
    const halls = [];
    for (let n = 0; n < 41; n += 1) halls.push(await createMember(at));
    for (const { institutionId } of halls)
      await shelve(at, institutionId, [
        { channel: 'activity', data: event('下周的讲座', '2026-12-09T14:00'), publishedAt: clock.now() },
      ]);
    clock.set('2026-12-04T02:00:00Z');
    await at.app.resources.remindOfWeek();
    for (const { accountId } of halls) expect(await letters(accountId)).to.have.lengthOf(1);
  });
});
