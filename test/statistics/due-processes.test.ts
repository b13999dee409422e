import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf } from '../../src/clock.ts';
import { compared } from '../../src/statistics/dashboards/kpis.ts';
import { createDashboards, type DashboardQuery } from '../../src/statistics/dashboards/service.ts';
import { dayAfter, daysBetween } from '../../src/statistics/reports/closing.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { remember } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Other numbers at each run; the one that began them is printed where something differs, and `SEED` repeats it. */
const seed = Number(process.env.SEED ?? Date.now() % 100_000);
let state = seed;
function roll(most: number): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * most);
}

type App = {
  ak: string;
  secret: string;
  region: string;
  /** From which moments on it was there and in force, or not. */
  turns: { at: string; isOn: boolean }[];
};
/** As the table has it. */
type Raw = { clientId: string; day: string; pv: number; late: boolean };

const first = '2036-03-03';
/** STOPS=6 npm test -- test/statistics/due-processes.test.ts: each is a start of the product. */
const stops = Number(process.env.STOPS ?? 3);
const regions = ['330106', '330102', '110105'];

// A process that is up now and then: it takes reports, is stopped or killed, and stands still for up to three days. Its figures whenever it is
// up are counted again from the rows of reports and from the events of the applications.
describe(`R53 R54 figures of a process that is up at random hours only (SEED=${seed})`, function () {
  this.timeout(180_000);
  const clock = testClock(`${first}T09:00:00+08:00`);
  const apps: App[] = [];
  let at: TestApp;
  let server: ServerProcess | undefined;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(async () => {
    await server?.kill('SIGKILL');
    await at.close();
  });

  async function arrive(): Promise<void> {
    const region = regions[apps.length % regions.length] ?? '';
    const { id } = await at.app.institutions.create(operator, { name: `文化馆 ${apps.length}`, certified: true });
    await at.database.db.run(`update institutions set region_code = $2 where id = $1`, [id, region]);
    const terms = { institutionId: id };
    const { clientId, secret } = await createClient(at, { scope: 'openid stats:write stats:read' }, terms);
    apps.push({ ak: clientId, secret, region, turns: [{ at: clock.now().toISOString(), isOn: true }] });
  }

  async function turn(app: App): Promise<void> {
    const isOn = app.turns.at(-1)?.isOn !== true;
    if (isOn) await at.app.applications.enable(operator, app.ak);
    else await at.app.applications.disable(operator, app.ak, '核实');
    app.turns.push({ at: clock.now().toISOString(), isOn });
  }

  /** A process in the time of the test. */
  const wake = () =>
    startServer({
      file: import.meta.filename,
      url: at.database.url,
      keysDir: at.keysDir,
      patienceMs: 120_000,
      env: { CLOCK_OFFSET: String(Math.round((clock.now().getTime() - Date.now()) / 1000)), THROTTLE: 'off' },
    });

  async function programOf({ ak, secret }: App, { origin }: ServerProcess) {
    const { body } = await post(origin, '/oidc/token', { clientId: ak, secret }, { grant_type: 'client_credentials' });
    const headers = {
      authorization: `Bearer ${remember(String(body.access_token))}`,
      'content-type': 'application/json',
    };
    return async (method: string, target: string, sent?: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${origin}/api/v1/stats${target}`, {
        ...{ method, headers },
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
      });
      if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
      return JSON.parse(await answer.text());
    };
  }

  const owes = (app: App, day: string) =>
    app.turns.findLast((each) => each.at < new Date(`${dayAfter(day)}T00:00:00+08:00`).toISOString())?.isOn === true;

  const rawOf = () =>
    at.database.db.rows<Raw>(
      `select client_id as "clientId", to_char(day, 'YYYY-MM-DD') as day, figures[1]::int as pv,
         reported_at > (day + 1 + time '12:00') at time zone 'Asia/Shanghai' as late from daily_reports`,
    );

  const counted = (raw: readonly Raw[], own: readonly App[], days: readonly string[]) => {
    const rows = own.flatMap((app) =>
      days.flatMap((day) => {
        const report = raw.find((each) => each.clientId === app.ak && each.day === day);
        return owes(app, day) || report !== undefined ? [{ day, report }] : [];
      }),
    );
    const came = rows.flatMap(({ report }) => report ?? []);
    return {
      due: rows.length,
      reported: came.length,
      late: came.filter(({ late }) => late).length,
      sum: came.reduce((sum, { pv }) => sum + pv, 0),
    };
  };

  /** Every figure, at every level, as it stands now. */
  async function look(running: ServerProcess): Promise<number> {
    const raw = await rawOf();
    const yesterday = dayAfter(dayOf(clock.now()), -1);
    const { look: shows } = createDashboards(at.app);
    let compares = 0;
    for (const region of ['', '33', '3301', '330106', '330102', '11', '110105'])
      for (const kind of ['month', 'week', 'day'] as const) {
        const asked: DashboardQuery = {
          kind,
          day: yesterday,
          metric: 'pv',
          trend: 30,
          ...(region !== '' && { region }),
        };
        const found = await shows(operator, asked);
        const { whole } = compared('pv', found);
        const { due, reported, late, sum } = whole;
        const days = daysBetween(found.period.first, [found.period.last, yesterday].toSorted()[0] ?? yesterday);
        const own = apps.filter((app) => app.region.startsWith(region));
        const about = `${clock.now().toISOString()} ${JSON.stringify(asked)} SEED=${seed}`;
        expect({ due, reported, late, sum }, about).to.deep.equal(counted(raw, own, days));
        compares += 1;
      }
    for (const app of apps.filter(({ turns }) => turns.at(-1)?.isOn)) {
      if (yesterday < first) continue; // on the very first day nothing is due yet, and a period that ends before it begins is refused
      const call = await programOf(app, running);
      const { due_days: due, reported_days: reported } = await call('GET', `/summary?from=${first}&to=${yesterday}`);
      const days = daysBetween(first, yesterday).filter((day) => owes(app, day));
      const came = raw.filter(({ clientId }) => clientId === app.ak);
      expect({ due, reported }, `${app.ak} ${yesterday} SEED=${seed}`).to.deep.equal({
        due: new Set([...days, ...came.map(({ day }) => day)]).size,
        reported: came.length,
      });
      compares += 1;
    }
    return compares;
  }

  it('agree whenever it is up, and runs missed at night and between are made up for', async () => {
    for (let n = 0; n < 4; n += 1) await arrive();
    let compares = 0;
    for (let stop = 0; stop < stops; stop += 1) {
      clock.advance((8 + roll(60)) * 3_600 + roll(3_600));
      server = await wake();
      // Reports that came shortly before the stop are not summed yet.
      const waiting = `select (select count(*) from totals_due)::int as n`;
      await until(async () => (await at.database.db.row<{ n: number }>(waiting))?.n === 0, 'the totals');
      const night = new Date(`${dayOf(clock.now())}T00:20:00+08:00`);
      const made = `select 1 from job_runs where name = 'statistics.count' and finished_at is not null and slot between $1 and $2`;
      const [from, to] = [new Date(night.getTime() - 86_400_000), clock.now()];
      await until(async () => (await at.database.db.rows(made, [from, to])).length > 0, 'the night is made up for');
      compares += await look(server);

      const yesterday = dayAfter(dayOf(clock.now()), -1);
      for (const app of apps.filter(({ turns }) => turns.at(-1)?.isOn)) {
        const call = await programOf(app, server);
        const since = dayOf(new Date(app.turns[0]?.at ?? 0));
        const days = daysBetween(dayAfter(yesterday, -2), yesterday).filter((day) => day >= since && roll(3) > 0);
        for (const day of days) {
          const figures = { pv: 10 + roll(900), uv: 1, ip: 1, new_activities: 0, new_venues: 0 };
          await call('PUT', `/daily/${day}`, { figures, note: '核对', reason: '核对后更正' });
        }
      }
      const app = apps[roll(apps.length)];
      if (app !== undefined && roll(2) === 0) await turn(app);
      if (roll(2) === 0) await arrive();
      await server.kill(roll(2) === 0 ? 'SIGKILL' : 'SIGTERM');
      server = undefined;
    }
    expect(compares).to.be.greaterThan(stops * 21);
    expect((await rawOf()).length).to.be.greaterThan(stops);
  });
});
