import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { keyOf } from '../../../src/statistics/dashboards/keeping.ts';
import type { DashboardQuery } from '../../../src/statistics/dashboards/service.ts';
import { operator, settled, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { until } from '../../support/until.ts';

const base = '/admin/statistics';
/** Without the number of a mistake, which is another each time. */
const main = (text: string) =>
  (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').replaceAll(/\b[A-Z\d]{4}-[A-Z\d]{4}\b/g, '');
const wordsOf = (text: string) =>
  main(text)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('dashboards that a process keeps', () => {
  const clock = testClock('2036-11-24T13:00:00+08:00');
  let at: TestApp;
  let other: TestApp;
  /** Makes each page again: it gets no notifications. */
  let anew: TestApp;
  let made: Reporting[];
  const people = new Map<string, TestBrowser>();
  let node: TestApp;
  const send: typeof fetch = (url, init) => {
    const { pathname, search } = new URL(String(url));
    return fetch(new URL(pathname + search, node.origin), init);
  };
  const { query } = pg.Client.prototype;
  let statements: string[] = [];
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock });
    node = at;
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330300', '110105', '510107'], first: '2036-11-21', last: '2036-11-23' },
      kind: (place) => (place === 1 ? 'library' : undefined),
      figures: (place) => ({
        pv: 1_000 * (place + 1),
        uv: 100,
        ip: 99,
        new_activities: 1,
        new_venues: 0,
        new_users: 2,
      }),
    });
    const roles = {
      统计员: [['statistics'], []],
      系统管理员: [['administrator'], []],
      浙江的运营: [['operator'], ['330000']],
      浙江的主管部门: [['regulator'], ['330000']],
      杭州的主管部门: [['regulator'], ['330100']],
      两地的人: [
        ['regulator', 'operator'],
        ['330000', '110000'],
      ],
    } as const;
    for (const [name, [own, regions]] of Object.entries(roles))
      people.set(
        name,
        await signInToConsole(at, await createStaff(at, own, { regions }), {
          browser: createBrowser(at.origin, { send }),
        }),
      );
    // The last one started decides where a login leads back to.
    const same = { clock, database: at.database, keysDir: at.keysDir };
    [other, anew] = [await startApp(import.meta.filename, same), await startApp(import.meta.filename, same)];
    for (const { app } of [at, other]) app.db.changes.start();
    await live();
    Reflect.set(pg.Client.prototype, 'query', function counted(this: pg.Client, ...args: unknown[]): unknown {
      const [statement] = args;
      const text = statement instanceof Object ? Reflect.get(statement, 'text') : statement;
      if (typeof text === 'string' && /daily_|reporting_duties/.test(text)) statements.push(text);
      return Reflect.apply(query, this, args);
    });
  });
  after(async () => {
    Reflect.set(pg.Client.prototype, 'query', query);
    await anew.close();
    await other.close();
    await at.close();
  });

  const live = () =>
    until(() => [at, other].every(({ app }) => app.db.changes.standOf([]) !== undefined), 'both hear of changes');
  const browserOf = (name: string): TestBrowser => people.get(name) ?? createBrowser(at.origin);
  /** As `name` at one of the nodes. */
  async function get(asked: string, name = '统计员', of = at) {
    node = of;
    const answer = await browserOf(name).request(`${base}${asked}`);
    return { status: answer.status, text: await answer.text() };
  }
  async function cost(work: () => Promise<unknown>): Promise<number> {
    statements = [];
    await work();
    return statements.length;
  }

  const places = ['', '?region=33', '?region=3301', '?region=3303&period=month&metric=new_users', '?kind=library'];

  it('ask for no figure once they were made, and are the same to the letter', async () => {
    for (const asked of [...places, '?period=month&as-of=2036-11-23', '?metric=ncc_logins&trend=400']) {
      const first = await get(asked);
      expect(first.status, asked).to.equal(200);
      let again = '';
      expect(await cost(async () => (again = (await get(asked)).text)), asked).to.equal(0);
      expect(main(again), asked).to.equal(main(first.text)).and.include('<h1>');
    }
  });

  it('R03 are shown exactly to actors with the same rights', async () => {
    const asked = [...places, '?region=330106', '?region=11', '?region=3301&kind=none', '?region=33&metric=new_users'];
    const fresh = new Map<string, Awaited<ReturnType<typeof get>>>();
    for (const one of asked) for (const name of people.keys()) fresh.set(`${name} ${one}`, await get(one, name, anew));
    for (const order of [[...people.keys()], [...people.keys()].toReversed()])
      for (const one of asked)
        for (const name of order) {
          const [page, expected] = [await get(one, name), fresh.get(`${name} ${one}`)];
          expect(page.status, `${name} ${one}`).to.equal(expected?.status);
          expect(main(page.text), `${name} ${one}`).to.equal(main(expected?.text ?? ''));
        }
    expect((await get('?region=11', '浙江的主管部门')).status).to.equal(404);
    expect(wordsOf((await get('?region=33&metric=new_users')).text)).to.include('新增用户 4 人');
    expect(wordsOf((await get('?region=33&metric=new_users', '浙江的主管部门')).text)).to.include('&lt;10');
  });

  it('have the header and the menu of the visitor, each time', async () => {
    const [one, two] = [(await get('?region=33', '统计员')).text, (await get('?region=33', '浙江的主管部门')).text];
    const header = (text: string) => /<header[\s\S]*?<\/header>/.exec(text)?.[0];
    expect(header(one)).not.to.equal(header(two));
    expect(header((await get('?region=33', '统计员')).text)).to.equal(header(one));
  });

  it('are made again at once where totals were made, and within a second at another node', async () => {
    for (const pv of [50_000, 60_000]) {
      for (const node of [at, other]) await Promise.all(['', '?region=33'].map((one) => get(one, '统计员', node)));
      await at.app.statistics.report(operator, made[0]?.clientId ?? '', '2036-11-23', {
        figures: { pv, uv: 100, ip: 99, new_activities: 1, new_venues: 0, new_users: 2 },
        ...{ reason: '重新统计', note: '按系统数据填报' },
      });
      await at.app.totals.roll();
      const words = `浙江省资源访问量 ${(pv + 2_000) / 10_000}0 万次`;
      expect(wordsOf((await get('?region=33')).text)).to.include(words);
      await settled();
      expect(wordsOf((await get('?region=33', '统计员', other)).text)).to.include(words);
    }
  });

  it('follow changes of duties: of applications, and of institutions that move', async () => {
    const dueAt = async () =>
      /已报 \d+，应报 (\d+)/.exec(wordsOf((await get('?region=33', '统计员', other)).text))?.[1];
    expect(await dueAt()).to.equal('2');
    const day = async (region: string) => {
      // As it stood since it was certified, so that the day that is looked at is another one.
      await at.database.db.run(`update institutions set region_code = $2, updated_at = $3 where id = $1`, [
        ...[made[2]?.institutionId, region, new Date('2036-11-20T10:00:00+08:00')],
      ]);
      await settled();
    };
    await day('330700');
    expect(await dueAt()).to.equal('3');
    await day('110105');
    expect(await dueAt()).to.equal('2');
  });

  it('are not cached where they read single reports, which send no notification', async () => {
    const id = made[3]?.institutionId;
    const asked = [
      '?region=510107',
      `?institution=${id}`,
      `?application=${made[3]?.clientId}`,
      '?region=5101&kind=none',
    ];
    for (const one of asked) {
      await get(one);
      expect(await cost(() => get(one)), one).to.be.above(0);
    }
    expect(await cost(() => get('?print=1')), 'when it was printed').to.be.above(0);
  });

  it('follow the noon at which yesterday is due, and the day', async () => {
    const day = async () => /([\d月]+日)全国资源访问量/.exec(wordsOf((await get('')).text))?.[1];
    clock.set('2036-11-24T11:59:00+08:00');
    expect([await day(), await day()]).to.deep.equal(['11月22日', '11月22日']);
    clock.set('2036-11-24T12:00:00+08:00');
    expect(await day()).to.equal('11月23日');
    const asked: DashboardQuery = { kind: 'day', day: '2036-11-20', metric: 'pv', trend: 90 };
    const key = (now: string) => keyOf(operator, asked, { kind: 'region', code: '', name: '全国' }, new Date(now));
    // Today's 更新于 今天 is tomorrow's 昨天.
    expect(key('2036-11-24T23:59:59+08:00')).to.equal(key('2036-11-24T12:00:00+08:00'));
    expect(key('2036-11-25T00:00:00+08:00')).not.to.equal(key('2036-11-24T23:59:59+08:00'));
  });
});
