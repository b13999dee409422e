import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { regionOn } from '../../../src/fields/regions/region-table.ts';
import { createDashboards } from '../../../src/statistics/dashboards/service.ts';
import { dayAfter, daysBetween } from '../../../src/statistics/reports/closing.ts';
import { metrics } from '../../../src/statistics/reports/metric.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';

/** Numbers that are the same at each run. */
function dice(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

describe('totals', () => {
  const clock = testClock('2026-10-01T10:00:00+08:00');
  const roll = dice(7);
  // 330103 was retired in 2021: reports of its institutions count in its present region.
  const regions = ['330106', '330102', '330108', '330300', '330000', '110105', '510107', '330103'];
  const reported: { region: string; day: string; figures: Record<string, number> }[] = [];
  let at: TestApp;
  let late: string | undefined;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const { db } = at.database;
    const applications: { clientId: string; region: string }[] = [];
    for (const [place, region] of regions.entries()) {
      const { id } = await at.app.institutions.create(operator, { name: `第 ${place} 文化馆`, certified: true });
      await db.run(`update institutions set region_code = $2 where id = $1`, [id, region]);
      for (let n = 0; n < 2; n += 1) {
        const { clientId } = await createClient(at, { scope: 'openid stats:write' }, { institutionId: id });
        applications.push({ clientId, region });
      }
    }
    const { id } = await at.app.institutions.create(operator, { name: '迟报文化馆', certified: true });
    await db.run(`update institutions set region_code = '650102' where id = $1`, [id]);
    late = (await createClient(at, { scope: 'openid stats:write' }, { institutionId: id })).clientId;
    clock.set('2026-11-03T09:00:00+08:00');
    const days = daysBetween('2026-10-28', '2026-11-02');
    for (const day of days)
      for (const { clientId, region } of applications) {
        if (roll(5) === 0) continue; // some days have no report
        const pv = roll(500);
        const uv = pv === 0 ? 0 : 1 + roll(pv);
        const figures: Record<string, number> = {
          pv,
          uv,
          ip: pv === 0 ? 0 : 1 + roll(pv),
          new_activities: roll(5),
          new_venues: roll(2),
        };
        if (roll(3) === 0) figures.bookings = roll(50);
        await at.app.statistics.report(operator, clientId, day, { figures, note: '按系统数据填报' });
        const row = { region: regionOn(region, day), day, figures };
        reported.push(row);
        if (roll(4) === 0) await at.app.totals.roll();
        if (roll(3) !== 0) continue;
        row.figures = { ...figures, pv: pv + 7, ...(pv === 0 && { uv: 1, ip: 1 }) };
        await at.app.statistics.report(operator, clientId, day, {
          figures: row.figures,
          reason: '漏计',
          note: '按系统数据填报',
        });
      }
    await Promise.all([at.app.totals.roll(), at.app.totals.roll()]);
  });
  after(() => at.close());

  /** The same by adding up all that was reported, in another way: region by region from the whole list. */
  function expected(region: string, day: string) {
    const rows = reported.filter((row) => row.day === day && row.region.startsWith(region));
    const sums: Record<string, number> = {};
    for (const { figures } of rows)
      for (const [code, value] of Object.entries(figures)) sums[code] = (sums[code] ?? 0) + value;
    return { reported: rows.length, sums };
  }

  for (const region of ['', '33', '11', '3301', '3300', '330106', '330102', '330000'])
    it(`R54 of ${region === '' ? 'the country' : region} equal the sum of all reports`, async () => {
      const found = await at.app.totals.days(region, '2026-10-28', '2026-11-02');
      expect(found.length).to.be.greaterThan(0);
      for (const { day, figures, reported: count } of found) {
        const { sums, reported: wanted } = expected(region, day);
        expect(figures, `${region} ${day}`).to.deep.equal(sums);
        expect(count).to.equal(wanted);
      }
    });

  it('R54 know who has not reported', async () => {
    const [nation] = await at.app.totals.days('', dayAfter('2026-11-03', -1), '2026-11-02');
    expect(nation?.due).to.equal(regions.length * 2 + 1);
    expect(nation?.reported).to.be.lessThan(regions.length * 2);
    const { look } = createDashboards(at.app);
    const { below } = await look(operator, { kind: 'day', day: '2026-11-02', metric: 'pv', trend: 30 });
    expect(below.map(({ key }) => key)).to.deep.equal(['11', '33', '51', '65']);
    expect(below.reduce((all, { due }) => all + due, 0)).to.equal(regions.length * 2 + 1);
  });

  it('R54 miss no report that is still being written while the totals of its county are made', async () => {
    const clientId = late ?? '';
    const { db } = at.database;
    const day = '2026-11-02';
    const countOf = async () => (await at.app.totals.days('650102', day, day))[0]?.reported;
    const figures = { pv: 9, uv: 3, ip: 3, new_activities: 0, new_venues: 0 };
    await db.run(`insert into totals_due (day, region_code) values ($1, '650102')`, [day]); // its county waits already
    await db.transaction(async (trx) => {
      await at.app.statistics.report(operator, clientId, day, { figures, note: '按系统数据填报' }, { within: trx });
      await at.app.totals.roll();
    });
    expect(await countOf()).to.equal(0);
    await at.app.totals.roll();
    expect(await countOf()).to.equal(1);
  });

  it('keep every metric in its place', () => {
    expect(Object.keys(metrics)).to.have.length(29);
  });
});
