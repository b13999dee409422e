import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { regionOn } from '../../src/fields/regions/region-table.ts';
import { compared } from '../../src/statistics/dashboards/kpis.ts';
import { createDashboards, type DashboardQuery } from '../../src/statistics/dashboards/service.ts';
import { createQuality } from '../../src/statistics/quality/quality.ts';
import { dayAfter, daysBetween } from '../../src/statistics/reports/closing.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';

/** Numbers that are the same at each run. */
function dice(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

const qualityOf = (at: TestApp) =>
  createQuality({
    ...at.app,
    membersOf: at.app.institutions.membersOf,
    publicUrl: at.origin,
    tell: at.app.webhooks.tell,
  });

const figures = { pv: 9, uv: 3, ip: 3, new_activities: 0, new_venues: 0 };

async function place(at: TestApp, region: string | null, kind: string | null = null) {
  const { id } = await at.app.institutions.create(operator, { name: `文化馆 ${region}`, certified: true });
  await at.database.db.run(`update institutions set region_code = $2, kind = $3 where id = $1`, [id, region, kind]);
  return id;
}

describe('due reports', () => {
  it('R53 is right at a first start in the afternoon, before any night has passed', async () => {
    const clock = testClock('2026-11-20T15:00:00+08:00');
    const at = await startApp(import.meta.filename, { clock });
    try {
      const akOf = async (region: string) => {
        const institutionId = await place(at, region, 'library');
        return (await createClient(at, { scope: 'openid stats:write' }, { institutionId })).clientId;
      };
      const [first] = [await akOf('330106'), await akOf('330102'), await akOf('330300'), await akOf('110105')];
      await createClient(at, { scope: 'openid' }); // asked for no service data
      clock.set('2026-11-24T15:00:00+08:00');
      await at.app.statistics.report(operator, first ?? '', '2026-11-23', { figures, note: '核对' });
      await at.app.totals.roll();
      const usual: DashboardQuery = { kind: 'day', day: '2026-11-23', metric: 'pv', trend: 30 };
      const { days, below, kinds } = await createDashboards(at.app).look(operator, usual);
      expect(days.at(-1)).to.include({ due: 4, reported: 1 });
      expect(below.map(({ key, due, reported }) => [key, due, reported])).to.deep.equal([
        ['11', 1, 0],
        ['33', 3, 1],
      ]);
      expect(kinds.map(({ key, due, reported }) => [key, due, reported])).to.deep.equal([['library', 4, 1]]);
      const quality = await qualityOf(at).look(operator, { day: '2026-11-23' });
      expect([quality.total?.due, quality.total?.reported, quality.missing.length]).to.deep.equal([4, 1, 3]);
      expect(quality.coverage.map(({ code, part }) => [code, part])).to.deep.equal([
        ['11', '0.0%'],
        ['33', '33.3%'],
      ]);
    } finally {
      await at.close();
    }
  });

  it('R53 ends with the day on which an institution is disabled, and stays for the days before', async () => {
    const clock = testClock('2026-11-10T10:00:00+08:00');
    const at = await startApp(import.meta.filename, { clock });
    try {
      const institutionId = await place(at, '330106');
      const { clientId } = await createClient(at, { scope: 'openid stats:write' }, { institutionId });
      await createClient(at, { scope: 'openid stats:write' }, { institutionId });
      clock.set('2026-11-12T10:00:00+08:00');
      await at.app.applications.disable(operator, clientId, '投诉核实中');
      clock.set('2026-11-14T10:00:00+08:00');
      await at.app.applications.enable(operator, clientId);
      clock.set('2026-11-16T10:00:00+08:00');
      await at.app.closing.disable(operator, institutionId, '投诉核实中');
      clock.set('2026-11-20T10:00:00+08:00');
      await at.app.closing.enable(operator, institutionId);
      clock.set('2026-11-23T15:00:00+08:00');
      const dueBy = async (asked: object) => {
        const usual: DashboardQuery = { kind: 'month', day: '2026-11-22', metric: 'pv', trend: 30, ...asked };
        const { days, period } = await createDashboards(at.app).look(operator, usual);
        return days.filter(({ day }) => day >= '2026-11-10' && day <= period.last).map(({ due }) => due);
      };
      // From the 10th to the 22nd.
      const wanted = [2, 2, 1, 1, 2, 2, 0, 0, 0, 0, 2, 2, 2];
      for (const asked of [{}, { region: '33' }, { region: '330106' }, { institution: institutionId }])
        expect(await dueBy(asked), JSON.stringify(asked)).to.deep.equal(wanted);
      expect(await dueBy({ application: clientId })).to.deep.equal([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1]);
      const { look, preview } = qualityOf(at);
      const missingOn = async (day: string) => (await look(operator, { day })).missing.length;
      expect([await missingOn('2026-11-15'), await missingOn('2026-11-16'), await missingOn('2026-11-20')]).to.eql([
        2, 0, 2,
      ]);
      // The letter names the days on which it was owed, of the last seven.
      expect((await preview(operator, [clientId])).applications[0]?.days).to.deep.equal(
        daysBetween('2026-11-20', '2026-11-22'),
      );
      expect(await at.app.statistics.owed(operator, clientId, { from: '2026-11-01', to: '2026-11-30' })).to.deep.equal([
        ...daysBetween('2026-11-10', '2026-11-11'),
        ...daysBetween('2026-11-14', '2026-11-15'),
        ...daysBetween('2026-11-20', '2026-11-22'),
      ]);
    } finally {
      await at.close();
    }
  });
});

// Institutions and applications come, are disabled and enabled, move and become something else, report with and without a duty, late and on
// time; the server is up at random hours only. Everything is written down here as it happens, and counted again from there.
describe('figures recomputed from the events', () => {
  const clock = testClock('2026-09-30T10:00:00+08:00');
  const roll = dice(41);
  const pick = <One>(all: readonly One[]): One => {
    const one = all[roll(all.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const [first, last] = ['2026-10-01', '2026-11-09'];
  // 330103 was retired in 2021.
  const regions = ['330106', '330102', '330103', '330300', '110105', '510107', null];
  const kindsOfAll = ['library', 'museum', null];
  type Turn<Value> = { at: string; value: Value };
  type Place = { id: string; region: Turn<string | null>[]; kind: Turn<string | null>[]; isOpen: Turn<boolean>[] };
  type App = { ak: string; at: Place; isAsked: boolean; isOn: Turn<boolean>[] };
  /** With the region and kind of its institution when it came. */
  type Reported = { app: App; day: string; pv: number; late: boolean; region: string | null; kind: string | null };
  const places: Place[] = [];
  const apps: App[] = [];
  const reports: Reported[] = [];
  let at: TestApp;

  const moment = () => clock.now().toISOString();
  /** How something stood at the end of a day of Beijing; undefined: it was not there yet. */
  const standing = <Value>(turns: readonly Turn<Value>[], day: string): Value | undefined =>
    turns.findLast((turn) => turn.at < new Date(`${dayAfter(day)}T00:00:00+08:00`).toISOString())?.value;
  const owes = (app: App, day: string) =>
    app.isAsked && standing(app.isOn, day) === true && standing(app.at.isOpen, day) === true;
  const hasReported = (app: App, day: string) => reports.find((one) => one.app === app && one.day === day);
  /** Every application and day with a due report, with the region and kind of its institution then. */
  const dueOn = (day: string) =>
    apps
      .filter((app) => owes(app, day) || hasReported(app, day) !== undefined)
      .map((app) => {
        const report = hasReported(app, day);
        // A report without a duty counts at the application's region of that day.
        const { region, kind } = owes(app, day)
          ? { region: standing(app.at.region, day), kind: standing(app.at.kind, day) }
          : { region: report?.region, kind: report?.kind };
        return { app, report, region: region == null ? '000000' : regionOn(region, day), kind: kind ?? '' };
      });

  before(async function () {
    this.timeout(120_000);
    at = await startApp(import.meta.filename, { clock });
    const { db } = at.database;
    const arrive = async () => {
      const [region, kind] = [pick(regions), pick(kindsOfAll)];
      const [value, when] = [true, moment()];
      const id = await place(at, region, kind);
      places.push({
        id,
        region: [{ at: when, value: region }],
        kind: [{ at: when, value: kind }],
        isOpen: [{ at: when, value }],
      });
    };
    const apply = async (own: Place, isAsked: boolean) => {
      const scope = isAsked ? 'openid stats:write' : 'openid';
      const { clientId } = await createClient(at, { scope }, { institutionId: own.id });
      apps.push({ ak: clientId, at: own, isAsked, isOn: [{ at: moment(), value: true }] });
    };
    for (let n = 0; n < 7; n += 1) {
      await arrive();
      await apply(places[n] as Place, n !== 3);
    }
    const happenings = [
      arrive,
      async () => {
        const own = pick(places);
        if (own.isOpen.at(-1)?.value) await apply(own, roll(5) > 0);
      },
      async () => {
        const app = pick(apps);
        const isOn = app.isOn.at(-1)?.value === true;
        if (isOn) await at.app.applications.disable(operator, app.ak, '核实');
        else await at.app.applications.enable(operator, app.ak);
        app.isOn.push({ at: moment(), value: !isOn });
      },
      async () => {
        const own = pick(places);
        const isOpen = own.isOpen.at(-1)?.value === true;
        if (isOpen) await at.app.closing.disable(operator, own.id, '核实');
        else await at.app.closing.enable(operator, own.id);
        own.isOpen.push({ at: moment(), value: !isOpen });
      },
      async () => {
        const own = pick(places);
        const [region, kind] = [pick(regions), pick(kindsOfAll)];
        await db.run(`update institutions set region_code = $2, kind = $3, updated_at = $4 where id = $1`, [
          own.id,
          region,
          kind,
          clock.now(),
        ]);
        own.region.push({ at: moment(), value: region });
        own.kind.push({ at: moment(), value: kind });
      },
    ];
    for (const day of daysBetween(first, last)) {
      clock.set(`${dayAfter(day)}T${roll(2) === 0 ? '09' : '15'}:${10 + roll(40)}:00+08:00`);
      const late = Number(moment().slice(11, 13)) >= 4; // UTC: noon in Beijing
      for (const app of apps) {
        if (app.isOn[0] !== undefined && app.isOn[0].at >= new Date(`${dayAfter(day)}T00:00:00+08:00`).toISOString())
          continue;
        if (roll(owes(app, day) ? 4 : 9) === 0 || (!owes(app, day) && roll(3) > 0)) continue;
        const pv = 1 + roll(900);
        await at.app.statistics.report(operator, app.ak, day, {
          figures: { ...figures, pv, uv: 1, ip: 1 },
          note: '核对',
        });
        const [region = null, kind = null] = [app.at.region.at(-1)?.value, app.at.kind.at(-1)?.value];
        reports.push({ app, day, pv, late, region, kind });
      }
      if (roll(3) === 0) {
        clock.set(`${dayAfter(day)}T${16 + roll(7)}:00:00+08:00`);
        await pick(happenings)();
      }
      if (roll(4) === 0) await at.app.totals.roll(); // a server that is up now and then
    }
    clock.set(`${dayAfter(last)}T16:00:00+08:00`);
    await at.app.totals.roll();
  });
  after(() => at.close());

  type Row = ReturnType<typeof dueOn>[number] & { day: string };
  const rowsOf = (asked: DashboardQuery, from: string, to: string): Row[] =>
    daysBetween(from, to).flatMap((day) =>
      dueOn(day)
        .filter(({ app, region, kind }) => {
          if (asked.application !== undefined) return app.ak === asked.application;
          if (asked.institution !== undefined) return app.at.id === asked.institution;
          if (asked.institutionKind !== undefined && (kind === '' ? 'none' : kind) !== asked.institutionKind)
            return false;
          return region.startsWith(asked.region ?? '');
        })
        .map((row) => ({ ...row, day })),
    );
  const counted = (rows: readonly Row[]) => ({
    due: rows.length,
    dueDays: new Set(rows.map(({ day }) => day)).size,
    reported: rows.filter(({ report }) => report !== undefined).length,
    late: rows.filter(({ report }) => report?.late).length,
    sum: rows.reduce((sum, { report }) => sum + (report?.pv ?? 0), 0),
  });

  it('R53 R54 agree in 应报, 已报, 逾期, 完整率 and sums at every level, by kind, below and as of an earlier day', async () => {
    const { look } = createDashboards(at.app);
    const seen = { due: 0, missing: 0 };
    for (let n = 0; n < 120; n += 1) {
      const app = pick(apps);
      const code = (pick(regions) ?? '000000').slice(0, 2 * roll(4));
      const asked: DashboardQuery = {
        ...(n % 6 === 4
          ? { institution: app.at.id }
          : n % 6 === 5
            ? { application: app.ak }
            : { region: code.startsWith('330103') ? '330105' : code }),
        ...{ kind: pick(['day', 'week', 'month', 'year'] as const), day: pick(daysBetween(first, last)) },
        ...{ metric: 'pv', trend: 30 },
        ...(n % 6 < 2 && code.length < 6 && { institutionKind: pick(['library', 'museum', 'none']) }),
      };
      if (n % 6 > 2 && n % 12 > 6) asked.asOf = dayAfter(asked.day ?? last, 1 + roll(9)); // every report came on the next day
      const found = await look(operator, asked);
      const { first: from, last: to } = found.period;
      const wanted = counted(rowsOf(asked, [from, first].toSorted()[1] ?? from, to));
      const { whole } = compared('pv', found);
      const { due, dueDays, reported, late, sum } = whole;
      const about = JSON.stringify({ ...asked, from, to });
      // Applications that reported nothing in September owe it from the day of their approval.
      const before = from < first ? rowsOf(asked, '2026-09-30', '2026-09-30').length : 0;
      expect({ due, dueDays, reported, late, sum }, about).to.deep.equal({
        ...wanted,
        due: wanted.due + before,
        dueDays: wanted.dueDays + Math.min(1, before),
      });
      seen.due += due;
      seen.missing += due - reported;
      if (found.below.length > 0) {
        const add = (of: 'due' | 'reported' | 'late' | 'sum') => found.below.reduce((all, each) => all + each[of], 0);
        expect([add('due'), add('reported'), add('late'), add('sum')], `below ${about}`).to.deep.equal([
          due,
          reported,
          late,
          sum,
        ]);
      }
      if (found.kinds.length > 0 && asked.institutionKind === undefined)
        expect(
          found.kinds.reduce((all, each) => all + each.due, 0),
          `kinds ${about}`,
        ).to.equal(due);
    }
    expect(seen.due).to.be.above(2_000);
    expect(seen.missing).to.be.above(400);
  }).timeout(120_000);

  it('R53 agree in 数据质量, letters, closing of months, ranks and the API', async () => {
    const quality = qualityOf(at);
    for (const day of daysBetween('2026-10-20', last)) {
      const region = pick(['', '33', '3301', '330105', '11', '51']);
      const { total, missing } = await quality.look(operator, { day, region });
      const rows = dueOn(day).filter((row) => row.region.startsWith(region));
      const silent = rows.flatMap(({ app, report }) => (report === undefined ? app.ak : []));
      expect([total?.due ?? 0, total?.reported ?? 0], `${day} ${region}`).to.deep.equal([
        rows.length,
        rows.length - silent.length,
      ]);
      expect(missing.map(({ clientId }) => clientId).toSorted(), `${day} ${region}`).to.deep.equal(silent.toSorted());
    }
    const week = daysBetween(dayAfter(last, -6), last);
    const isReachable = (app: App) => app.isOn.at(-1)?.value === true && app.at.isOpen.at(-1)?.value === true;
    const { applications } = await quality.preview(operator, apps.map(({ ak }) => ak).slice(0, 100));
    const gaps = apps
      .filter(isReachable)
      .map((app) => ({
        ak: app.ak,
        days: week.filter((day) => owes(app, day) && hasReported(app, day) === undefined),
      }))
      .filter(({ days }) => days.length > 0);
    expect(applications.map(({ clientId, days }) => `${clientId} ${days.join()}`).toSorted(), 'letters').to.deep.equal(
      gaps.map(({ ak, days }) => `${ak} ${days.join()}`).toSorted(),
    );
    for (const app of apps) {
      const owed = await at.app.statistics.owed(operator, app.ak, { from: first, to: last });
      expect(owed, app.ak).to.deep.equal(daysBetween(first, last).filter((day) => owes(app, day)));
    }
    const { look } = createDashboards(at.app);
    let ranked = 0;
    for (const own of places) {
      const province = standing(own.region, dayAfter(last))?.slice(0, 2);
      const asked: DashboardQuery = { institution: own.id, kind: 'month', day: '2026-10-31', metric: 'pv', trend: 30 };
      const { rank } = await look(operator, asked);
      if (province === undefined || rank === undefined) continue;
      const rows = rowsOf({ ...asked, region: province }, first, '2026-10-31');
      const all = daysBetween(first, '2026-10-31').flatMap((day) =>
        dueOn(day).filter((row) => row.region.startsWith(province)),
      );
      expect(rows.length).to.be.above(0);
      const byPlace = [...Map.groupBy(all, ({ app }) => app.at)].map(([one, due]) => ({
        one,
        isEnough: due.filter(({ report }) => report !== undefined).length >= 0.8 * due.length,
        hasAny: due.some(({ report }) => report !== undefined),
        sum: due.reduce((sum, { report }) => sum + (report?.pv ?? 0), 0),
      }));
      const inRank = byPlace.filter(({ isEnough, hasAny }) => isEnough && hasAny);
      const sum = inRank.find(({ one }) => one === own)?.sum ?? 0;
      expect(rank, own.id).to.include({
        place: 1 + inRank.filter((each) => each.sum > sum).length,
        ranked: inRank.length,
        excluded: byPlace.length - inRank.length,
      });
      ranked += 1;
    }
    expect(ranked).to.be.above(0);
  }).timeout(90_000);

  it('R53 send the closing of a month to applications with a duty in it', async () => {
    clock.set('2026-11-06T18:05:00+08:00');
    await at.app.tellLocked();
    const told = await at.database.db.rows<{ client_id: string }>(
      `select client_id from (select type, client_id, data from event_arrivals union all select type, client_id, data from events) told
       where type = 'stats.locked' and data->>'month' = '2026-10'`,
    );
    const wanted = apps.filter(
      (app) =>
        app.isOn.at(-1)?.value === true &&
        app.at.isOpen.at(-1)?.value === true &&
        daysBetween(first, '2026-10-31').some((day) => owes(app, day)),
    );
    expect(told.map(({ client_id }) => client_id).toSorted()).to.deep.equal(wanted.map(({ ak }) => ak).toSorted());
  });
});
