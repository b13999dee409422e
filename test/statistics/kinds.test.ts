import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createDashboards, type DashboardQuery } from '../../src/statistics/dashboards/service.ts';
import { wholeOf } from '../../src/statistics/totals/figure.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createStaff, signInToConsole } from '../support/console.ts';
import { createReports, type Reporting } from '../support/statistics.ts';

describe('dashboards of one 机构类型', () => {
  const clock = testClock('2026-11-24T13:00:00+08:00');
  const regions = ['330106', '330102', '330106', '330300', '110105', '110101', '510107'];
  const kinds = ['library', 'museum', 'library', 'library', 'museum', undefined, 'library'];
  const pvOf = (place: number, day: string) => (place + 1) * 100 + Number(day.slice(8));
  let at: TestApp;
  let made: Reporting[];
  let browser: TestBrowser;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      regions,
      first: '2026-11-16',
      last: '2026-11-23',
      kind: (place) => kinds[place],
      figures: (place, day) =>
        place === 3 && day > '2026-11-20'
          ? undefined
          : { pv: pvOf(place, day), uv: 20, ip: 10, new_activities: 1, new_venues: 0 },
    });
    browser = await signInToConsole(at, await createStaff(at, ['statistics']));
  });
  after(() => at.close());

  const week = ['17', '18', '19', '20', '21', '22', '23'].map((day) => `2026-11-${day}`).slice(0, 6);
  /** The same from the reports. */
  const expected = (region: string, kind: string) =>
    regions.reduce((sum, code, place) => {
      if (!code.startsWith(region) || (kinds[place] ?? 'none') !== kind) return sum;
      const days = week.filter((day) => place !== 3 || day <= '2026-11-20');
      return sum + days.reduce((all, day) => all + pvOf(place, day), 0);
    }, 0);

  it('R53 add up the reports of institutions of this kind, and so do the levels below', async () => {
    const { look } = createDashboards(at.app);
    const asked: DashboardQuery = { kind: 'week', day: '2026-11-22', metric: 'pv', trend: 30 };
    for (const region of ['', '33', '3301', '11', '51'])
      for (const kind of ['library', 'museum', 'none']) {
        const found = await look(operator, { ...asked, ...(region !== '' && { region }), institutionKind: kind });
        const days = found.days.filter(({ day }) => week.includes(day) && day >= '2026-11-16');
        const about = `${region} ${kind}`;
        const monday = regions.reduce(
          (sum, code, place) =>
            code.startsWith(region) && (kinds[place] ?? 'none') === kind ? sum + pvOf(place, '2026-11-16') : sum,
          0,
        );
        expect(wholeOf('pv', days).sum, about).to.equal(expected(region, kind));
        const below = found.below.reduce((sum, each) => sum + each.sum, 0);
        expect(below, `below ${about}`).to.equal(expected(region, kind) + monday);
        const row = found.kinds.find(({ key }) => key === kind);
        expect(row?.sum ?? 0, `kinds ${about}`).to.equal(below);
      }
  });

  it('R53 count the due reports of the kind, and leave incomplete ones out of the ranking', async () => {
    const { look } = createDashboards(at.app);
    const asked: DashboardQuery = { kind: 'week', day: '2026-11-22', metric: 'pv', trend: 30, region: '33' };
    const found = await look(operator, { ...asked, institutionKind: 'library' });
    expect(found.below.map(({ key, reported, due }) => [key, reported, due])).to.deep.equal([
      ['3301', 14, 14],
      ['3303', 5, 7],
    ]);
    const beijing = await look(operator, { ...asked, region: '11', institutionKind: 'museum' });
    expect(beijing.below.map(({ key, reported, due }) => [key, reported, due])).to.deep.equal([['110105', 7, 7]]);
  });

  it('keep a report where it was when the institution has become something else', async () => {
    const { look } = createDashboards(at.app);
    const { clientId = '', institutionId = '' } = made[6] ?? {};
    await at.database.db.run(`update institutions set kind = 'museum' where id = $1`, [institutionId]);
    const figures = { pv: 9_999, uv: 20, ip: 10, new_activities: 1, new_venues: 0 };
    await at.app.statistics.report(operator, clientId, '2026-11-23', { figures, reason: '更正', note: '核对' });
    await at.app.totals.roll();
    const asked: DashboardQuery = { kind: 'day', day: '2026-11-23', metric: 'pv', trend: 30, region: '51' };
    expect((await look(operator, { ...asked, institutionKind: 'library' })).days.at(-1)?.figures.pv).to.equal(9_999);
    expect((await look(operator, { ...asked, institutionKind: 'museum' })).days.at(-1)?.figures.pv).to.equal(undefined);
    await at.database.db.run(`update institutions set kind = 'library' where id = $1`, [institutionId]);
  });

  it('are chosen on the page, from the list of kinds or from their ranking', async () => {
    const words = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    const country = await browser.walk('/admin/statistics?date=2026-11-20');
    expect(words(country.text)).to.include('机构类型排名').and.include('未登记类型');
    const href = /<a href="([^"]+)"[^>]*>图书馆</.exec(country.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const libraries = await browser.walk(href);
    expect(words(libraries.text)).to.include('全国（图书馆）服务数据').and.include('看全部机构类型');
    expect(libraries.text).to.match(/<option value="library" selected>图书馆/);
    expect(libraries.text).to.match(/href="[^"]*region=33[^"]*kind=library/);
    const city = await browser.walk('/admin/statistics?date=2026-11-20&region=3301&kind=library');
    expect(city.text)
      .to.match(/href="\/admin\/statistics\?region=330106&[^"]*"/)
      .and.not.match(/region=330106&[^"]*kind=/);
    for (const query of ['?region=330106&kind=library', '?as-of=2026-11-22&kind=library', '?kind=nonsense'])
      expect(words((await browser.walk(`/admin/statistics${query}`)).text), query).not.to.include('（图书馆）');
    const csv = await browser.walk('/admin/statistics/export?format=csv&kind=library&date=2026-11-20');
    expect(csv.text).to.include('全国（图书馆）');
  });
});
