import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { dashboardOf } from '../../../src/statistics/dashboards/dashboard.ts';
import { seenOf } from '../../../src/statistics/dashboards/seen.ts';
import { createDashboards } from '../../../src/statistics/dashboards/service.ts';
import { summedOf } from '../../../src/statistics/dashboards/summed.ts';
import { attestedOf } from '../../../src/statistics/reports/attested.ts';
import { rowOf } from '../../../src/statistics/reports/metric.ts';
import { attestedShown } from '../../../src/statistics/totals/figure.ts';
import { createPartnerProgram } from '../../support/api.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { plainWords } from '../../support/words.ts';

const { say } = plainWords('zh', 'operator');
const day = '2026-11-22';

describe('the part of a reported figure that the Cloud saw', () => {
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '440103'], first: day, last: day, kind: () => 'library' },
      figures: () => ({ pv: 20, uv: 10, ip: 9, new_activities: 2, new_venues: 0 }),
    });
    const people = [await createCitizen(at, 'citizen-one'), await createCitizen(at, 'citizen-two')];
    const login = (place: number, person: number) =>
      at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '192.0.2.1', 'x')`,
        [people[person]?.id, '2026-11-22T02:00:00Z', made[place]?.clientId],
      );
    await login(0, 0);
    await login(0, 0);
    await login(0, 1);
    await login(2, 1);
    await at.app.countCloud();
    await at.app.totals.roll();
  });
  after(() => at.close());

  it('R51 is in the summary of the API beside the sums, of days without a report too, and hides few people', async () => {
    const held: { metric: string; standing: 'open' }[] = [];
    const days = [
      { day: '2026-11-20', reported: { pv: 900, uv: 300, ip: 9 }, counted: { ncc_visits: 60, ncc_visitors: 31 }, held },
      { day: '2026-11-21', reported: {}, counted: { ncc_visits: 34, ncc_visitors: 10, ncc_activities: 2 }, held },
      { day: '2026-11-22', reported: { pv: 100, uv: 50, ip: 8 }, counted: { ncc_logins: 3, ncc_clicks: 4 }, held },
    ];
    const in_question = 0;
    expect(summedOf('pv', days)).to.eql({
      ...{ total: 1_000, daily_average: 500, peak: 900, in_question },
      // Nothing of the day without a report.
      attested: { kind: 'at_least', value: 60 + 3 },
    });
    // The same as on the dashboard: people of several days are no sum.
    expect(summedOf('uv', days)).to.eql({
      ...{ total: null, daily_average: 175, peak: 300, in_question },
      attested: { kind: 'at_least', value: 31 },
    });
    expect(summedOf('new_activities', days).attested, 'seen, and not reported').to.equal(null);
    const some = [
      { day, reported: { new_activities: 0 }, counted: { ncc_activities: 3 }, held },
      { day: '2026-11-23', reported: { new_activities: 9 }, counted: { ncc_activities: 3 }, held },
    ];
    expect(summedOf('new_activities', some).attested).to.eql({ kind: 'exact', value: 3 });
    const none = { total: null, daily_average: null, peak: null, in_question, attested: null };
    expect(summedOf('ncc_visits', days)).to.eql({ ...none, total: 94, daily_average: 47, peak: 60 });
    expect(summedOf('ncc_clicks', days), 'no people').to.eql({ ...none, total: 4, daily_average: 4, peak: 4 });
    expect(summedOf('ncc_logins', days), 'few').to.eql(none);
    expect(summedOf('attendees', days), 'not known').to.eql(none);
    const alone = [{ day, reported: { pv: 20, uv: 10 }, counted: { ncc_visits: 9, ncc_visitors: 9 }, held }];
    expect(summedOf('pv', alone)).to.eql({ ...none, total: 20, daily_average: 20, peak: 20 });
    // R54: a day in question stays in the sum and is not the highest; a question about visits is one about visitors too.
    const asked = days.map((each) =>
      each.day === '2026-11-20' ? { ...each, held: [{ metric: 'pv', standing: 'open' as const }] } : each,
    );
    expect(summedOf('uv', asked)).to.include({ daily_average: 175, peak: 50, in_question: 1 });
    expect(summedOf('ncc_visits', asked), 'counted by the Cloud').to.include({ peak: 60, in_question: 0 });
    expect(attestedShown({ ncc_visits: 9, ncc_visitors: 10, ncc_activities: 1 }, 'few')).to.have.all.keys(
      ...['uv', 'visits', 'new_activities'],
    );
  });

  it('R51 is answered by the API of both a day and a summary as the dashboard shows it', async () => {
    const program = await createPartnerProgram(at, 'stats:read');
    await at.database.db.run(`insert into daily_counts (client_id, day, figures) values ($1, $2, $3), ($1, $4, $3)`, [
      program.clientId,
      '2026-11-21',
      rowOf({ ncc_logins: 47, ncc_login_users: 8, ncc_visits: 47 }),
      day,
    ]);
    const { body } = await program.call('get', `/stats/summary?from=2026-11-20&to=${day}`);
    const metric = z.looseObject({ code: z.string() });
    const { metrics: found } = z.object({ metrics: z.array(metric) }).parse(body);
    const of = (code: string) => found.find((each) => each.code === code);
    expect(of('ncc_logins')).to.deep.include({ total: 94, daily_average: 47, peak: 47, attested: null });
    expect(of('ncc_login_users')).to.deep.include({ total: null, daily_average: null, peak: null });
    expect(of('pv'), 'nothing was reported').to.deep.include({ total: null, attested: null });
    expect(of('active_users')).to.deep.include({ attested: null });
  });

  it('R51 is never more than a lower bound, or all there is on the Cloud, and unknown of what it cannot see', () => {
    const figures = { ncc_logins: 3, ncc_login_users: 2, ncc_activities: 0 };
    expect([attestedOf('pv', figures), attestedOf('uv', figures), attestedOf('new_activities', figures)]).to.eql([
      { kind: 'at_least', value: 3 },
      { kind: 'at_least', value: 2 },
      { kind: 'exact', value: 0 },
    ]);
    // With a count of its own; the logins are that of days before.
    expect(attestedOf('pv', { ...figures, ncc_visits: 40 })).to.eql({ kind: 'at_least', value: 40 });
    for (const code of ['ip', 'bookings', 'ncc_logins', 'new_venues'] as const)
      expect(attestedOf(code, figures), code).to.eql({ kind: 'unknown', value: undefined });
  });

  it('R51 is a band of the reported figure and never more, and hides few people from lower levels', () => {
    const band = (
      value: number,
      seen: number | undefined,
      code: 'pv' | 'new_activities' | 'bookings' | 'attendees' = 'pv',
    ) => seenOf({ code, value, seen, sight: 'all' }, say);
    expect([band(1_000, 379)?.text, band(1_000, 379)?.width]).to.eql(['看见 ≥ 37%', 37.9]);
    expect(band(1_000, 3)?.text).to.equal('看见 不到 1%');
    expect(band(4, 4, 'new_activities')?.text).to.equal('看见 100%');
    expect([band(4, 9, 'new_activities')?.value, band(4, 9)?.width], 'no more than all of it').to.eql([4, 100]);
    expect([band(0, 0), band(10, undefined), band(10, 3, 'attendees')]).to.eql([undefined, undefined, undefined]);
    expect(seenOf({ code: 'pv', value: 1_000, seen: 9, sight: 'few' }, say)).to.equal(undefined);
  });

  it('R51 adds up alike for the country, a kind, a province, a county and an institution', async () => {
    const dashboards = createDashboards(at.app);
    const asked = { kind: 'day', day, metric: 'pv', trend: 30 } as const;
    const institution = made[0]?.institutionId ?? '';
    for (const [place, expected] of [
      [{}, { 33: { sum: 3, days: 1 }, 44: { sum: 1, days: 1 } }],
      [{ institutionKind: 'library' }, { 33: { sum: 3, days: 1 }, 44: { sum: 1, days: 1 } }],
      [{ region: '3301' }, { 330106: { sum: 3, days: 1 } }],
      [{ region: '3301', institutionKind: 'library' }, { 330106: { sum: 3, days: 1 } }],
      [{ region: '330106' }, { [institution]: { sum: 3, days: 1 } }],
      [{ institution }, { [made[0]?.clientId ?? '']: { sum: 3, days: 1 } }],
    ] as const) {
      const { below } = await dashboards.look(operator, { ...asked, ...place });
      const seen = below.flatMap((each) => (each.seen === undefined ? [] : [[each.key, each.seen]]));
      expect(Object.fromEntries(seen), JSON.stringify(place)).to.eql(expected);
    }
  });

  it('R51 stands beside the reported figure on the page, in its files and for programs', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['statistics']));
    const address = `/admin/statistics?date=${day}`;
    const page = (await browser.walk(address)).text;
    expect(page)
      .to.include('aria-label="国家云自己看见至少 4 次"')
      .and.include('看见 ≥ 6%') // 4 of 60
      .and.include('其中国家云自己看见至少 4 次（6%）')
      .and.include('国家云自己看见，是下限');
    const csv = (await browser.walk(`/admin/statistics/export?date=${day}&format=csv`)).text;
    const [head = '', line = ''] = csv.split(/\r?\n/);
    expect(head).to.include('"资源访问量（国家云看见）","怎样看见","独立访客数（国家云看见，未去重）"');
    expect(line, 'R03 a file is passed on').to.match(/,"<10","至少",/);
    const { clientId = '' } = made[0] ?? {};
    const attested = await at.app.statistics.attested(operator, clientId, { from: day, to: day });
    expect(attested.get(day)).to.deep.include({
      pv: { kind: 'at_least', value: 3 },
      uv: { kind: 'at_least', value: 2 },
      new_activities: { kind: 'exact', value: 0 },
    });
  });

  describe('of reports that have less than the Cloud counted', () => {
    const asked = { kind: 'day', day, metric: 'new_activities', trend: 30 } as const;

    // The first application reports none of the one that was counted, the second nine, of which three were.
    before(async () => {
      const { db } = at.database;
      for (const [place, [reported, counted]] of (
        [
          [0, 1],
          [9, 3],
        ] as const
      ).entries()) {
        const ak = made[place]?.clientId;
        await db.run(`update daily_reports set figures[4] = $2::bigint where client_id = $1`, [ak, reported]);
        await db.run(
          `insert into daily_counts (client_id, day, region_code, kind, figures) values ($1, $2, '330106', 'library', $3)
           on conflict (client_id, day) do update set figures = excluded.figures`,
          [ak, day, rowOf({ ncc_activities: counted, ncc_logins: 3, ncc_visits: 3 })],
        );
      }
      await db.run(`insert into totals_due (day, region_code) values ($1, '330106')`, [day]);
      await at.app.totals.roll();
    });

    const levels = () =>
      [
        [{}, '33'],
        [{ institutionKind: 'library' }, '33'],
        [{ region: '33' }, '3301'],
        [{ region: '3301' }, '330106'],
        [{ region: '3301', institutionKind: 'library' }, '330106'],
      ] as const;

    it('R51 is at most each report, at every level, and its parts make it', async () => {
      const dashboards = createDashboards(at.app);
      for (const [place, key] of levels()) {
        const { below, kinds, days } = await dashboards.look(operator, { ...asked, ...place });
        expect(below.find((each) => each.key === key)?.seen, JSON.stringify(place)).to.eql({ sum: 3, days: 1 });
        expect(kinds.find((each) => each.key === 'library')?.seen?.sum, JSON.stringify(place)).to.equal(3);
        expect(days.find((each) => each.day === day)?.attested, JSON.stringify(place)).to.include({
          new_activities: 3,
        });
      }
      const { below } = await dashboards.look(operator, { ...asked, region: '330106' });
      expect(new Map(below.map((each) => [each.key, each.seen?.sum]))).to.eql(
        new Map([
          [made[0]?.institutionId, 0],
          [made[1]?.institutionId, 3],
        ]),
      );
    });

    it('R51 is said with both numbers on the passport and the dashboard of an application, and of sums with what no report has', async () => {
      const dashboards = createDashboards(at.app);
      const application = { ...asked, application: made[0]?.clientId ?? '' };
      const own = await dashboards.passport(operator, application, say);
      expect(own).to.include({ text: '0', over: '国家云数到 1 个，报送 0 个', seen: undefined });
      const { kpis } = dashboardOf(await dashboards.look(operator, application), say);
      expect(kpis.map(({ over }) => over).filter(Boolean)).to.eql(['国家云数到 1 个，报送 0 个']);
      const province = await dashboards.passport(operator, { ...asked, region: '33' }, say);
      expect(province).to.include({ text: '9', over: '国家云数到 4 个，其中 1 个报送里没有', ownSeen: undefined });
      expect(province.seen).to.include({ value: 3, share: '33%' });
      expect(province.seenText).to.eql({ seen: '3', rest: '6' });
      expect(province.parts.map(({ seen }) => seen)).to.eql(['33%']);
      const browser = await signInToConsole(at, await createStaff(at, ['statistics']));
      const page = (await browser.walk(`/admin/statistics/passport?region=33&date=${day}&metric=new_activities`)).text;
      expect(page).to.include('国家云数到 4 个，其中 1 个报送里没有');
    });

    it('R51 is at most their sum of days that were added up before there was a sum of it', async () => {
      const { db } = at.database;
      await db.run(`update daily_totals set attested = null, figures[18] = 40 where day = $1 and region = '3301'`, [
        day,
      ]);
      const { below } = await createDashboards(at.app).look(operator, { ...asked, region: '33' });
      expect(below.find(({ key }) => key === '3301')?.seen).to.eql({ sum: 9, days: 1 });
    });

    it('R51 is taken of no sum that a version without it has made since', async () => {
      const { db } = at.database;
      await db.run(`insert into totals_due (day, region_code) values ($1, '330106')`, [day]);
      await at.app.totals.roll();
      const seen = async () =>
        (await createDashboards(at.app).look(operator, { ...asked, region: '33' })).below.find(
          ({ key }) => key === '3301',
        )?.seen;
      expect(await seen()).to.eql({ sum: 3, days: 1 });
      await db.run(
        `update daily_totals set figures[18] = 5, updated_at = updated_at + interval '1 minute' where day = $1 and region = '3301'`,
        [day],
      );
      expect(await seen(), 'the least of both sums').to.eql({ sum: 5, days: 1 });
    });
  });
});
