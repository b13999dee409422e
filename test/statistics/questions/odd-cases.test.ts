import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { daysBetween } from '../../../src/statistics/reports/closing.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';

const day = '2026-11-23';
/** Days of people, and four that are the same to a visitor at the end. */
const figures = (_place: number, on: string) => {
  const number = Math.round(Date.parse(on) / 86_400_000);
  if (on > '2026-11-19') return { pv: 1_217, uv: 391, ip: 243, new_activities: 1, new_venues: 0 };
  const pv = 1_000 + 37 * ((number * 7) % 11) + (number % 7 < 2 ? 300 : 0) + ((number * 31) % 29);
  return { pv, uv: Math.round(pv * 0.32) + (number % 13), ip: Math.round(pv / 5), new_activities: 1, new_venues: 0 };
};

describe('R54 questions to institutions that move or end, and by clocks that differ', function () {
  this.timeout(240_000);
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '330106'], first: '2026-10-01', last: day, figures },
    });
    const [, moved, ended] = made;
    // One moves after the day, one is disabled.
    await at.database.db.run(`update institutions set region_code = '440103' where id = $1`, [moved?.institutionId]);
    await at.app.closing.disable(operator, ended?.institutionId ?? '', '投诉核实中');
    await at.app.askAbout();
  });
  after(() => at.close());

  const asked = () =>
    at.database.db.rows<{ institution: string; region: string }>(
      `select institution_id as institution, region_code as region from figure_questions order by asked_at, id`,
    );

  it('keeps the region in which the day lay, and asks no institution that is disabled', async () => {
    const questions = await asked();
    const of = (place: number) => questions.filter(({ institution }) => institution === made[place]?.institutionId);
    expect(of(0).map(({ region }) => region)).to.deep.equal(['330106']);
    expect(of(1).map(({ region }) => region)).to.deep.equal(['330106']);
    expect(of(2)).to.deep.equal([]);
  });

  it('asks nothing twice where the clock of a node is an hour behind, or ahead', async () => {
    const before = await asked();
    for (const hour of ['12', '14', '13']) {
      clock.set(`2026-11-24T${hour}:00:00+08:00`);
      await at.app.askAbout();
    }
    expect(await asked()).to.have.length(before.length);
  });

  it('judges the days of a year that is reported at once, and asks with one question about all of them', async () => {
    const { clientId = '', institutionId = '' } = made[0] ?? {};
    const { db } = at.database;
    const before = (await asked()).length;
    clock.set('2026-11-24T13:10:00+08:00');
    const days = daysBetween('2025-09-30', '2026-09-30');
    const rows = days.map((on) => {
      const { pv, uv, ip } = figures(0, on > '2026-09-10' && on < '2026-09-20' ? '2026-11-21' : on);
      return `{${[pv, uv, ip, 1, 0].join()}}`;
    });
    await db.run(
      `insert into daily_reports (client_id, day, institution_id, region_code, figures, revision, late, reported_at, updated_at)
       select $1, d, $2, '330106', f::bigint[], 1, true, $3, $3 from unnest($4::date[], $5::text[]) as given (d, f)`,
      [clientId, institutionId, clock.now(), days, rows],
    );
    await db.run(
      `insert into report_revisions (client_id, day, revision, figures, actor_kind, at)
       select r.client_id, r.day, 1, r.figures, 'member', r.reported_at from daily_reports r where r.client_id = $1 and r.day <= '2026-09-30'`,
      [clientId],
    );
    clock.set('2026-11-24T13:30:00+08:00');
    await at.app.askAbout();
    expect((await asked()).length).to.be.at.most(before + 1);
    const about = await db.rows<{ day: string }>(
      `select distinct to_char(f.day, 'YYYY-MM-DD') as day from figure_findings f where f.client_id = $1 and f.day < '2026-10-01' order by 1`,
      [clientId],
    );
    expect(about.map(({ day: on }) => on)).to.include('2026-09-15');
  });
});
