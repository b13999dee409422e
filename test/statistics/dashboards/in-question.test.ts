import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../../src/actor.ts';
import { dashboardOf } from '../../../src/statistics/dashboards/dashboard.ts';
import { csvOf } from '../../../src/statistics/dashboards/export.ts';
import { compared } from '../../../src/statistics/dashboards/kpis.ts';
import { passportOf } from '../../../src/statistics/dashboards/passport.ts';
import type { DashboardQuery } from '../../../src/statistics/dashboards/service.ts';
import { staffSide, viewOf } from '../../../src/statistics/dashboards/view.ts';
import {
  allLeftOut,
  type HeldApplication,
  type HeldReport,
  heldOf,
  leftOutOf,
  readTwice,
  whyHeld,
  whyNothing,
} from '../../../src/statistics/questions/held.ts';
import { dayAfter, daysBetween } from '../../../src/statistics/reports/closing.ts';
import { formatChange, measured } from '../../../src/statistics/totals/figure.ts';
import { createTotals } from '../../../src/statistics/totals/totals.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { plainWords } from '../../support/words.ts';

const { say } = plainWords('zh', 'operator');
/** The day of the figure in question. */
const spike = '2026-11-16';
const sentence = '排名和比较不算';

/** How a place of a dashboard that shows a figure in question says so. */
const saysSo = {
  lede: ({ view }: Shown) => view.summary.includes(sentence),
  tile: ({ view }: Shown) => view.kpis.some(({ metric, held }) => metric === 'pv' && held?.includes(sentence)),
  trend: ({ view }: Shown) => view.trend.summary.includes('这里不算'),
  list: ({ view }: Shown) => view.below.held.length === 1,
  lineOfFile: ({ days }: Shown) =>
    days.some(({ 日期, 说明 }) => 日期 === spike && /排名和比较不算|不进排名/.test(说明 ?? '')),
  placeOfFile: ({ below }: Shown) => below.some(({ 说明 }) => 说明?.includes('1 处问过')),
} as const;

/** Every place of a dashboard that counts a figure in question. All others, rankings and comparisons among them, do not change with it. */
const places: Readonly<Record<string, keyof typeof saysSo>> = {
  'below.*.资源访问量/次': 'placeOfFile',
  'days.*.资源访问量/次': 'lineOfFile',
  'days.*.独立访客数/人': 'lineOfFile',
  'view.below.carto.tiles.*.label': 'list',
  'view.below.held.*.short': 'list',
  'view.below.held.*.text': 'list',
  'view.below.held.*.value': 'list',
  'view.below.rows.*.short': 'list',
  'view.below.rows.*.text': 'list',
  'view.below.rows.*.value': 'list',
  'view.kinds.rows.*.short': 'lede',
  'view.kinds.rows.*.text': 'lede',
  'view.kinds.rows.*.value': 'lede',
  'view.kpis.*.held': 'tile',
  'view.kpis.*.number': 'tile',
  'view.kpis.*.spark': 'trend',
  'view.kpis.*.title': 'tile',
  'view.kpis.*.unit': 'tile',
  'view.summary': 'lede',
  'view.trend.end.label': 'trend',
  'view.trend.end.y': 'trend',
  'view.trend.path': 'trend',
  'view.trend.rows.*.text': 'trend',
  'view.trend.steps.*.label': 'trend',
  'view.trend.steps.*.y': 'trend',
};

type Shown = { view: ReturnType<typeof viewOf>; days: Record<string, string>[]; below: Record<string, string>[] };

/** A file as rows by their headings. */
function rowsOf(csv: string): Record<string, string>[] {
  const [heads = [], ...rows] = csv
    .replace('\ufeff', '')
    .split('\r\n')
    .filter(Boolean)
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', '')));
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [heads[at]?.replace(/（.*?）/, '') ?? '', cell])));
}

/** The texts and numbers of a dashboard by their place. */
function leaves(value: unknown, path: string, into: Map<string, unknown[]>): Map<string, unknown[]> {
  if (value instanceof Map || value instanceof Date || value === undefined) return into;
  if (Array.isArray(value)) for (const one of value) leaves(one, `${path}.*`, into);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) leaves(one, `${path}.${name}`, into);
  else into.set(path, [...(into.get(path) ?? []), value]);
  return into;
}

describe('R54 figures in question on dashboards', function () {
  this.timeout(120_000);
  const clock = testClock('2026-11-20T15:00:00+08:00');
  const [first, last] = ['2026-09-01', '2026-11-19'];
  let at: TestApp;
  const apps: { clientId: string; institutionId: string }[] = [];

  /** The spike as so many visits, and all totals of its day. */
  async function spiked(visits: number): Promise<void> {
    const { db } = at.database;
    await db.run(
      `update daily_reports set figures[1] = $3::bigint, figures[2] = $3::bigint / 2 where client_id = $1 and day = $2`,
      [apps[0]?.clientId, spike, visits],
    );
    await db.run(`insert into totals_due (day, region_code) values ($1, '330106')`, [spike]);
    await createTotals({ db, reads: db, clock }).roll();
  }

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const { db } = at.database;
    for (const [place, region] of ['330106', '330106', '330102', '330201', '110105', '510107'].entries()) {
      const { id } = await at.app.institutions.create(operator, { name: `第 ${place + 1} 文化馆`, certified: true });
      const kind = place % 2 === 0 ? 'library' : 'museum';
      await db.run(`update institutions set region_code = $2, kind = $3, created_at = $4 where id = $1`, [
        ...[id, region, kind],
        `${first}T00:00:00+08:00`,
      ]);
      const { clientId } = await createClient(at, { scope: 'openid stats:write' }, { institutionId: id });
      await db.run(`update applications set created_at = $2 where client_id = $1`, [
        clientId,
        `${first}T00:00:00+08:00`,
      ]);
      apps.push({ clientId, institutionId: id });
      await db.run(
        `insert into daily_reports (client_id, day, institution_id, region_code, kind, figures, revision, late, reported_at, updated_at)
         select $1, day, $2, $3, $4, array[v, v / 2, v / 3, 1, 0]::bigint[], 1, false, day + interval '26 hours', day + interval '26 hours'
         from unnest($5::date[]) with ordinality as all_days (day, n), lateral (select 500 * ($6 + 1) + (n * 37) % 90 as v) one`,
        [clientId, id, region, kind, daysBetween(first, last), place],
      );
    }
    await db.run(`insert into totals_due (day, region_code) select distinct day, region_code from daily_reports`);
    const question = '8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f10';
    await db.run(
      `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
       values ($1, $2, $3, '330106', $4, $4, $5, $5)`,
      [question, apps[0]?.clientId, apps[0]?.institutionId, spike, clock.now()],
    );
    await db.run(
      `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at) values ($1, $2, 'pv', 'jump', $3, '{}', $4)`,
      [apps[0]?.clientId, spike, question, clock.now()],
    );
  });
  after(() => at.close());

  const usual = { metric: 'pv', trend: 30 } as const;
  const asked = (): DashboardQuery[] =>
    [
      {},
      { region: '33' },
      { region: '3301' },
      { region: '330106' },
      { institutionKind: 'library' },
      { institution: apps[0]?.institutionId ?? '' },
      { application: apps[0]?.clientId ?? '' },
    ].flatMap((place): DashboardQuery[] => [
      { ...usual, ...place, kind: 'day', day: spike },
      { ...usual, ...place, kind: 'week', day: spike },
      // The figure in question lies in the period before.
      { ...usual, ...place, kind: 'day', day: dayAfter(spike) },
      { ...usual, ...place, kind: 'month', day: spike },
    ]);

  async function shown(query: DashboardQuery): Promise<Shown> {
    const look = await at.app.dashboards.look(operator, query);
    const dashboard = dashboardOf(look, say);
    return {
      view: viewOf(look, query, staffSide, { now: clock.now(), isPrint: false, say }),
      days: rowsOf(csvOf(look, dashboard, 'days', say)),
      below: rowsOf(csvOf(look, dashboard, 'below', say)),
    };
  }

  it('are said to be in each place that counts them, and change no other', async () => {
    await spiked(20_000);
    const some: Shown[] = [];
    for (const query of asked()) some.push(await shown(query));
    await spiked(90_000);
    const met = new Set<string>();
    const silent: string[] = [];
    for (const [turn, query] of asked().entries()) {
      const [one, other] = [some[turn], await shown(query)];
      if (one === undefined) continue;
      const [before, now] = [leaves(one, '', new Map()), leaves(other, '', new Map())];
      for (const [path, values] of now) {
        const place = path.slice(1);
        if (JSON.stringify(values) === JSON.stringify(before.get(path))) continue;
        met.add(place);
        const how = places[place];
        if (how !== undefined && !saysSo[how](other)) silent.push(`${place} of ${JSON.stringify(query)}`);
      }
    }
    expect([...met].toSorted()).to.deep.equal(Object.keys(places).toSorted());
    expect(silent).to.deep.equal([]);
  });

  it('are left out of a look into the past as they stood then, in its ranking, its files and its passports', async () => {
    const { db } = at.database;
    await spiked(20_000);
    const usually = ['第 1 文化馆', '第 2 文化馆'];
    const then = async (place: Partial<DashboardQuery>, asOf: string) => {
      const query = { ...usual, ...place, kind: 'day', day: spike, asOf } as const;
      const { view, days, below } = await shown(query);
      const { held } = await passportOf(db, operator, await at.app.dashboards.look(operator, query), say);
      const [line] = days;
      return { view, below, held, note: line?.说明 ?? '' };
    };
    // Asked on the 20th, answered on the 21st, excluded on the 22nd, an appeal on the 24th, which is granted on the 26th.
    await db.run(
      `update figure_questions set cause = 'event', answered_at = '2026-11-21T10:00+08', verdict = 'excluded', decided_at = '2026-11-22T10:00+08',
         appeal = '有活动', appealed_at = '2026-11-24T10:00+08', final_verdict = 'plausible', final_at = '2026-11-26T10:00+08'`,
    );
    try {
      const states = [
        ['2026-11-20', '等机构回答'],
        ['2026-11-21', '等统计岗决定'],
        ['2026-11-23', '不计入排名'],
        ['2026-11-25', '申诉中'],
      ] as const;
      for (const [asOf, state] of states) {
        const county = await then({ region: '330106' }, asOf);
        expect(
          county.view.below.ranked.map(({ name }) => name),
          asOf,
        ).to.deep.equal(usually.slice(1));
        const own = county.below.find(({ 编号 }) => 编号 === apps[0]?.institutionId);
        expect(own, asOf).to.include({ 名次: '', '排名用的数/次': '' });
        for (const said of [own?.说明, county.note, county.held, county.view.summary])
          expect(said, asOf).to.include(`1 处问过的数（${state}）`);
        const city = (await then({ region: '3301' }, asOf)).below.find(({ 编号 }) => 编号 === '330106');
        const application = await then({ application: apps[0]?.clientId ?? '' }, asOf);
        for (const said of [application.note, application.held])
          expect(said, asOf).to.include(`1 处问过的数（${state}）`);
        // The other institution of the county still counts.
        expect(Number(city?.['排名用的数/次']), asOf).to.be.within(1_000, 1_090);
      }
      // Neither before it was asked nor after the appeal was granted.
      for (const asOf of ['2026-11-19', '2026-11-26']) {
        const county = await then({ region: '330106' }, asOf);
        expect(
          county.view.below.ranked.map(({ name }) => name),
          asOf,
        ).to.deep.equal(usually);
        expect([county.note, county.held], asOf).to.deep.equal(['', undefined]);
      }
    } finally {
      await db.run(
        `update figure_questions set cause = null, answered_at = null, verdict = null, decided_at = null, appeal = null, appealed_at = null,
           final_verdict = null, final_at = null`,
      );
    }
  });

  it('leave a rest that the passport and the dashboard say of visitors and addresses too, without a sum of people', async () => {
    const { db } = at.database;
    await db.run(
      `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
       select client_id, day, metric, rule, question_id, about, found_at
       from (select f.client_id, f.day, m.metric, f.rule, f.question_id, f.about, f.found_at
         from figure_findings f, unnest(array['uv', 'ip']) m (metric) where f.metric = 'pv') found`,
    );
    try {
      for (const [metric, unit] of [
        ['uv', '人'],
        ['ip', '个'],
      ] as const) {
        const look = await at.app.dashboards.look(operator, { kind: 'month', day: spike, metric, trend: 30 });
        const { counted, value } = compared(metric, { ...look, yearAgo: [], isRegion: true });
        expect(counted).to.be.lessThan(value ?? 0);
        const rest = `其余 ${measured(counted ?? 0, unit)}`;
        const { held } = await passportOf(db, operator, look, say);
        expect(held).to.equal(`含 1 处问过的数（等机构回答），排名和比较不算，${rest}`);
        // The sentence of the dashboard names the compared part: the day is left out of both months.
        const { before } = compared(metric, { ...look, yearAgo: [], isRegion: true });
        expect(before.rest).to.equal(counted);
        expect(dashboardOf(look, say).summary).to.include(
          `，两边都不算 1 个应用有疑问的日子，其余 ${measured(before.rest ?? 0, unit)}`,
        );
      }
    } finally {
      await db.run(`delete from figure_findings where metric in ('uv', 'ip')`);
    }
  });

  it('are compared with nothing until the total of their region has their correction', async () => {
    const { db } = at.database;
    await spiked(20_000);
    const day: DashboardQuery = { ...usual, kind: 'day', day: spike };
    await db.run(`update daily_reports set figures[1] = 90000 where client_id = $1 and day = $2`, [
      apps[0]?.clientId,
      spike,
    ]);
    await db.run(`insert into totals_due (day, region_code) values ($1, '330106')`, [spike]);
    for (const query of [day, { ...day, region: '33' }, { ...day, day: dayAfter(spike) }]) {
      const { view } = await shown(query);
      expect(JSON.stringify(view)).to.not.include('其余');
      const kpi = view.kpis.find(({ metric }) => metric === 'pv');
      expect(kpi?.changes.map(({ text }) => text)).to.deep.equal(['—', '—']);
      expect(kpi?.changes[0]?.why).to.include('合计还没有算上刚更正的数');
    }
    const { view } = await shown(day);
    expect(view.summary).to.include('排名和比较不算；有报送刚更正，合计一分钟内重算');
    expect(view.below.ranked.map(({ key }) => key)).to.deep.equal(['51', '11']);
    const institution = await shown({ ...day, institution: apps[0]?.institutionId ?? '' });
    expect(institution.view.summary).to.not.include('有报送刚更正');
    await createTotals({ db, reads: db, clock }).roll();
    expect((await shown(day)).view.summary).to.include('，共 9.00 万次，');
  });

  it('leave the days of their application out of both sides of a comparison, and each place says so', async () => {
    const { db } = at.database;
    await spiked(20_000);
    /** The reports of all applications of a city but the one in question on a day. */
    const others = async (day: string, region = '3301') =>
      Number(
        (
          await db.row<{ sum: string }>(
            `select sum(figures[1]) as sum from daily_reports where day = $1 and region_code like $2 || '%' and client_id <> $3`,
            [day, region, apps[0]?.clientId],
          )
        )?.sum,
      );
    for (const day of [spike, dayAfter(spike)]) {
      const [now, base] = [await others(day), await others(dayAfter(day, -1))];
      const change = formatChange((now - base) / base);
      const city = await shown({ ...usual, kind: 'day', day, region: '3301' });
      const tile = city.view.kpis.find(({ metric }) => metric === 'pv')?.changes[0];
      const rest = `两边都不算 1 个应用有疑问的日子，其余 ${measured(now, '次')}`;
      expect(tile, day).to.deep.equal({ name: '环比', text: change, why: rest });
      const words = change.startsWith('+') ? `比前一日上升 ${change.slice(1)}` : `比前一日下降 ${change.slice(1)}`;
      expect(city.view.summary, day).to.include(`，${rest}${words}`);
      const province = await shown({ ...usual, kind: 'day', day, region: '33' });
      for (const rows of [province.view.below.rows, province.view.below.ranked])
        expect(
          rows.find(({ key }) => key === '3301'),
          day,
        ).to.include({ change, isOfRest: true });
      expect(
        province.below.find(({ 编号 }) => 编号 === '3301'),
        day,
      ).to.satisfy(
        (row: Record<string, string>) =>
          row.环比 === String(Math.round(((now - base) / base) * 1000) / 1000) &&
          row.说明?.includes('环比两边都不算应用有疑问的日子'),
      );
      expect(province.view.below.rows.find(({ key }) => key === '3302')).to.include({
        isOfRest: false,
        why: undefined,
      });
    }
  });

  it('leave out the counterpart of a day in the other period, which a shorter one may not have', () => {
    const report = (on: string): HeldReport => ({
      ...{ clientId: 'one', institutionId: 'i', region: '330106', kind: 'library', day: on, isNewer: false },
      ...{ findings: [{ metric: 'pv', standing: 'open' }], figures: { pv: 9_000 } },
    });
    const [march, february] = [
      { first: '2026-03-01', last: '2026-03-31' },
      { first: '2026-02-01', last: '2026-02-28' },
    ];
    const days = (...on: string[]) => allLeftOut(on.map(report), [[march, february]]).map(({ day }) => day);
    expect(days('2026-03-05')).to.have.members(['2026-03-05', '2026-02-05']);
    expect(days('2026-02-28')).to.have.members(['2026-02-28', '2026-03-28']);
    expect(days('2026-03-30'), 'February has no thirtieth day').to.deep.equal(['2026-03-30']);
    expect(days('2026-01-31')).to.deep.equal([]);
    const row = (on: string, pv: number): HeldApplication => ({
      ...{ clientId: 'one', region: '330106', kind: 'library', day: on, isNewer: false },
      ...{ figures: { pv }, reported: 1 },
    });
    const rows = [row('2026-03-05', 9_000), row('2026-02-05', 1_000), row('2026-02-06', 700)];
    const leftOut = leftOutOf('pv', [report('2026-03-05')], rows, [march, february]);
    expect(leftOut).to.deep.include({
      ...{ now: { sum: 9_000, reported: 1, isNewer: false }, base: { sum: 1_000, reported: 1, isNewer: false } },
      ...{ applications: 1, standings: ['open'] },
    });
    expect(leftOutOf('new_venues', [report('2026-03-05')], rows, [march, february])).to.equal(undefined);
  });

  it('leave nothing to compare where no other application reports', async () => {
    const { db } = at.database;
    await spiked(20_000);
    const alone = apps[0]?.institutionId;
    const moved = async (region: string) => {
      await db.run(`update daily_reports set region_code = $2 where institution_id = $1`, [alone, region]);
      await db.run(`update reporting_duties set region_code = $2 where institution_id = $1`, [alone, region]);
      await db.run(
        `insert into totals_due (day, region_code) select distinct day, unnest(array['330106', '330108']) from daily_reports`,
      );
      await createTotals({ db, reads: db, clock }).roll();
    };
    await moved('330108');
    try {
      const { view, below } = await shown({ ...usual, kind: 'day', day: spike, region: '330108' });
      const tile = view.kpis.find(({ metric }) => metric === 'pv')?.changes[0];
      expect(tile).to.deep.equal({ name: '环比', text: '—', why: `${whyNothing}，不作比较` });
      expect(below[0]).to.include({ 环比: '' });
      const city = await shown({ ...usual, kind: 'day', day: dayAfter(spike), region: '3301' });
      expect(city.view.below.rows.find(({ key }) => key === '330108')).to.include({ change: '—', why: whyNothing });
    } finally {
      await moved('330106');
    }
  });

  it('are newer than a total that was read between two states of them', () => {
    const report = (pv: number) => ({
      ...{ clientId: 'a', institutionId: 'i', region: '330106', kind: 'library', day: spike, isNewer: false },
      ...{ findings: [{ metric: 'pv', standing: 'open' as const }], figures: { pv } },
    });
    const isNewer = (before: ReturnType<typeof report>[], pv: number) =>
      heldOf(readTwice(before, [report(pv)]), 'pv', { first: spike, last: spike })?.isNewer;
    expect(isNewer([report(5)], 5)).to.equal(false);
    expect(isNewer([report(5)], 6)).to.equal(true);
    expect(isNewer([{ ...report(5), isNewer: true }], 5)).to.equal(true);
    expect(isNewer([], 5)).to.equal(true);
  });

  it('are left out of a change, and no department is told of an undecided one', async () => {
    const day: DashboardQuery = { ...usual, kind: 'day', day: spike };
    const nation = await shown(day);
    // The sentence gives the total and the rest of it, which alone is compared.
    expect(nation.view.summary).to.match(
      /访问量 [\d.,]+ ?万?次（含 1 处问过的数（等机构回答），共 [\d.,]+ ?万?次，排名和比较不算），两边都不算 1 个应用有疑问的日子，其余 [\d.,]+ ?万?次(比|与)前一日/,
    );
    const next = await shown({ ...day, day: dayAfter(spike) });
    expect(next.view.summary).to.match(/万次，两边都不算 1 个应用有疑问的日子，其余 [\d.,]+ ?万?次(比|与)前一日/);
    const changes = new Map(nation.view.below.rows.map(({ key, change }) => [key, change]));
    expect(changes.get('33')).to.match(/^[+−]\d\d?\.\d%$/);
    expect(changes.get('11')).to.match(/^[+−]\d\d?\.\d%$/);
    const county = await shown({ ...day, region: '330106' });
    expect(county.view.below.rows.find(({ held }) => held > 0)).to.include({ change: '—', why: whyHeld });
    const department: Actor = { kind: 'staff', accountId: 'd', roles: ['regulator'], regions: ['330000'] };
    const look = await at.app.dashboards.look(department, { ...day, region: '33' });
    const seen = JSON.stringify(dashboardOf(look, say)) + csvOf(look, dashboardOf(look, say), 'below', say);
    expect(seen)
      .to.include('含还在核对的数，排名和比较不算')
      .and.include('，两边都不算应用有疑问的日子，其余的比前一日');
    expect(seen).to.not.match(/\d 处问过|\d 个应用有疑问/);
  });
});
