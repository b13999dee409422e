import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { regionOn } from '../../src/fields/regions/region-table.ts';
import { compared } from '../../src/statistics/dashboards/kpis.ts';
import { createDashboards, type DashboardQuery } from '../../src/statistics/dashboards/service.ts';
import { dayAfter, daysBetween } from '../../src/statistics/reports/closing.ts';
import type { MetricCode } from '../../src/statistics/reports/metric.ts';
import type { PeriodKind } from '../../src/statistics/reports/period.ts';
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

type Said = {
  clientId: string;
  institutionId: string;
  region: string;
  day: string;
  at: string;
  figures: Record<string, number>;
};

describe('slices of the dashboards', () => {
  const clock = testClock('2026-09-30T10:00:00+08:00');
  const roll = dice(2_026);
  const regions = ['330106', '330102', '330300', '110105', '110000', '510107', '330000'];
  /** Every report and correction, in their order. */
  const said: Said[] = [];
  const apps: { clientId: string; institutionId: string; region: string }[] = [];
  const [first, last] = ['2026-10-01', '2026-11-05'];
  const movedAfter = '2026-10-20';
  const pick = <One>(all: readonly One[]): One => {
    const one = all[roll(all.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  let at: TestApp;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock });
    for (const [place, region] of regions.entries()) {
      const { id } = await at.app.institutions.create(operator, { name: `第 ${place + 1} 文化馆`, certified: true });
      const kind = place % 3 === 0 ? 'library' : place % 3 === 1 ? 'museum' : null;
      await at.database.db.run(`update institutions set region_code = $2, kind = $3 where id = $1`, [id, region, kind]);
      for (let n = 0; n <= place % 2; n += 1) {
        const { clientId } = await createClient(at, { scope: 'openid stats:write' }, { institutionId: id });
        apps.push({ clientId, institutionId: id, region });
      }
    }
    const report = async (app: (typeof apps)[number], day: string, isCorrection: boolean) => {
      const pv = 1 + roll(900);
      const figures: Record<string, number> = {
        pv,
        uv: 1 + roll(pv),
        ip: 1 + roll(pv),
        new_activities: roll(4),
        new_venues: 0,
      };
      if (roll(3) === 0) figures.active_users = roll(40);
      const given = { figures, note: '按系统数据填报', ...(isCorrection && { reason: '漏计' }) };
      await at.app.statistics.report(operator, app.clientId, day, given);
      // A report counts where the institution lay on that day, however late it comes; so does a correction.
      const region =
        said.find((each) => each.clientId === app.clientId && each.day === day)?.region ??
        regionOn(day > movedAfter || app.clientId !== apps[0]?.clientId ? app.region : (regions[0] ?? ''), day);
      said.push({ ...app, region, day, at: clock.now().toISOString(), figures });
    };
    for (const day of daysBetween(first, last)) {
      clock.set(`${dayAfter(day)}T09:00:00+08:00`);
      for (const app of apps) if (roll(6) > 0) await report(app, day, false);
      const earlier = said[roll(said.length)];
      if (earlier !== undefined) await report({ ...earlier }, earlier.day, true);
      if (day === movedAfter && apps[0] !== undefined) {
        // An institution moves: its earlier reports stay where they were.
        apps[0].region = '510107';
        await at.database.db.run(`update institutions set region_code = $2, updated_at = $3 where id = $1`, [
          apps[0].institutionId,
          '510107',
          clock.now(),
        ]);
      }
    }
    // October closes on the fifth working day of November; operators correct afterwards, and some reports come as late as that.
    for (const day of daysBetween('2026-11-06', '2026-12-20')) {
      clock.set(`${day}T${String(roll(24)).padStart(2, '0')}:30:00+08:00`);
      for (let n = roll(4); n > 0; n -= 1) {
        const [app, of] = [pick(apps), pick(daysBetween(first, last))];
        await report(
          app,
          of,
          said.some((each) => each.clientId === app.clientId && each.day === of),
        );
      }
      if (roll(5) === 0) await at.app.totals.roll();
    }
    const moved = said.find(({ clientId, day }) => clientId === apps[0]?.clientId && day < '2026-10-10');
    if (moved === undefined) throw new Error('the institution that moved had reported before');
    await report(moved, moved.day, true);
    await at.app.totals.roll();
  });
  after(() => at.close());

  /** The same from the list of all reports: the last one on each day of each application, if need be until a moment. */
  function recomputed(asked: DashboardQuery, from: string, to: string) {
    const latest = new Map<string, Said>();
    for (const one of said) {
      if (asked.asOf !== undefined && one.at >= new Date(`${dayAfter(asked.asOf)}T00:00:00+08:00`).toISOString())
        continue;
      if (one.day < from || one.day > to) continue;
      if (asked.application !== undefined && one.clientId !== asked.application) continue;
      if (asked.institution !== undefined && one.institutionId !== asked.institution) continue;
      if (!one.region.startsWith(asked.region ?? '')) continue;
      latest.set(`${one.clientId} ${one.day}`, one);
    }
    const values = [...latest.values()].flatMap(({ day, figures }) => {
      const value = figures[asked.metric];
      return value === undefined ? [] : [{ day, value }];
    });
    const byDay = new Map<string, number>();
    for (const { day, value } of values) byDay.set(day, (byDay.get(day) ?? 0) + value);
    const sum = [...byDay.values()].reduce((all, value) => all + value, 0);
    return { sum, days: byDay.size, peak: Math.max(0, ...byDay.values()), reported: latest.size };
  }

  const kinds: readonly PeriodKind[] = ['day', 'week', 'month', 'year'];
  const codes: readonly MetricCode[] = ['pv', 'uv', 'ip', 'new_activities', 'active_users'];
  function randomAsked(isPast: boolean): DashboardQuery {
    const level = roll(6);
    const app = pick(apps);
    const place =
      level === 4
        ? { institution: app.institutionId }
        : level === 5
          ? { application: app.clientId }
          : { region: pick(regions).slice(0, level * 2) };
    const day = pick(daysBetween(first, last));
    const kind = isPast ? pick(['day', 'week', 'month'] as const) : pick(kinds);
    return {
      ...place,
      kind,
      day,
      metric: pick(codes),
      trend: 30,
      ...(isPast && { asOf: dayAfter(day, 1 + (roll(2) === 0 ? roll(12) : roll(80))) }),
    };
  }

  it('R53 R54 equal a new sum of all reports, also as of a day in the past', async () => {
    const dashboards = createDashboards(at.app);
    clock.set('2026-12-21T12:00:00+08:00');
    const moving: DashboardQuery = { region: '330106', kind: 'month', day: '2026-10-05', metric: 'pv', trend: 30 };
    let known = 0;
    for (let n = 0; n < 160; n += 1) {
      const asked = n === 0 ? moving : randomAsked(n % 2 === 1);
      const look = await dashboards.look(operator, asked);
      const { whole, value } = compared(asked.metric, look);
      const { period } = look;
      const wanted = recomputed(asked, period.first, period.last);
      const about = JSON.stringify({ ...asked, ...period });
      expect({ sum: whole.sum, days: whole.days, peak: whole.peak, reported: whole.reported }, about).to.deep.equal(
        wanted,
      );
      if (wanted.days > 0) known += 1;
      const isAdditive = asked.metric === 'pv' || asked.metric === 'new_activities';
      const shown = wanted.days === 0 ? undefined : isAdditive ? wanted.sum : Math.round(wanted.sum / wanted.days);
      expect(value, about).to.equal(shown);
      if (look.below.length > 0)
        expect(
          look.below.reduce((all, { sum }) => all + sum, 0),
          `below ${about}`,
        ).to.equal(wanted.sum);
      expect(whole.due, about).to.be.at.least(whole.reported);
    }
    expect(known).to.be.above(120);
  }).timeout(90_000);

  it('R54 are the same when all totals are made at once as they were when they were made bit by bit', async () => {
    const { db } = at.database;
    const tables = {
      daily_totals: 'region, day, figures, reported, extra, late, revised',
      daily_totals_past: 'region, day, last_on, figures, reported, late, revised',
      daily_kind_totals: 'region, kind, day, figures, reported, extra, late, revised',
    };
    const all = () =>
      Promise.all(
        Object.entries(tables).map(([table, columns]) => db.rows(`select ${columns} from ${table} order by 1, 2, 3`)),
      );
    const before = await all();
    expect(before.every((rows) => rows.length > 100)).to.equal(true);
    const counties = `select day, region from daily_totals where length(region) = 6`;
    await db.run(`insert into totals_due (day, region_code) ${counties}`);
    await db.run(`truncate daily_totals, daily_totals_past, daily_kind_totals`);
    await Promise.all([at.app.totals.roll(), at.app.totals.roll()]);
    expect(await all()).to.deep.equal(before);
  }).timeout(90_000);
});
