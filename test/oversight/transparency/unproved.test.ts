import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { asOwner, createWitness, publicName } from '../../support/transparency.ts';

const days = ['2036-11-20', '2036-11-21', '2036-11-22'];
const day = '2036-11-21';
const figures = { pv: 1_000, uv: 10, ip: 9, new_activities: 1, new_venues: 0 };

const totals = ['daily_totals', 'daily_totals_past', 'daily_kind_totals'];
/** Another value of the same type. */
const others: Record<string, string> = {
  'int8[]': `array[coalesce(COLUMN[1], 0) + 7] || COLUMN[2:]`,
  int4: 'COLUMN + 1',
  int8: 'COLUMN + 1000',
  text: `coalesce(COLUMN, '') || 'x'`,
  bool: 'not COLUMN',
  date: `coalesce(COLUMN - 400, '2036-11-20')`,
  timestamptz: `COLUMN + interval '1 second'`,
  jsonb: `'{"pc": {"pv": 7}}'`,
  uuid: 'gen_random_uuid()',
  bytea: `'\\x00' || coalesce(COLUMN, '')`,
};
/** Columns whose alteration is named by none, and why. */
const unnamed = { 'by the service': [], 'by a witness': [] };

/** Every table of figures that a dashboard reads, with the versions and explanations behind its rows. */
const tables = [
  ...['daily_reports', 'report_revisions', 'report_explanations', 'daily_counts'],
  ...[...totals, 'reporting_duties'],
];

describe('figures that no report makes', function () {
  this.timeout(300_000);
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let watch: Awaited<ReturnType<typeof createWitness>>;
  const role = `ccc_${randomBytes(4).toString('hex')}`;

  /** As the role that the product runs by: rows of every table, and no trigger, table or role. */
  const asRole = (...statements: string[]) =>
    at.database.db.transaction(async (trx) => {
      await trx.run(`set local role ${role}`);
      for (const statement of statements) await trx.run(statement);
    });
  async function altered(): Promise<string[]> {
    await at.app.transparency.compare();
    const { found } = await at.app.transparency.altered(100);
    return found.map(({ kind, key }) => `${kind} ${key}`);
  }
  const dashboard = async (region: string) => (await at.app.totals.days(region, day, day))[0]?.figures.pv;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '330201', '440103'], first: days[0] ?? '', last: days.at(-1) ?? '' },
      figures: () => figures,
      kind: (place) => (place === 1 ? '文化馆' : '图书馆'),
      note: (place) => (place === 1 ? undefined : '按系统数据填报'),
    });
    const ofFirst = [made[0]?.clientId ?? '', day] as const;
    await at.app.statistics.report(operator, ...ofFirst, {
      figures: { ...figures, pv: 1_200 },
      reason: '漏计手机端',
      note: '补计',
    });
    await at.app.statistics.report(operator, made[1]?.clientId ?? '', day, { figures, note: '当天有展会' });
    await at.app.totals.roll();
    clock.set('2036-11-27T12:01:00+08:00');
    const citizen = await createCitizen(at, 'citizen-one');
    await at.database.db.run(
      `insert into logins (account_id, at, method, succeeded, client_id, address, device)
       select $1, $2, 'password', true, client_id, '192.0.2.1', 'x' from applications where not first_party`,
      [citizen.id, '2036-11-21T02:00:00Z'],
    );
    await at.app.countCloud();
    await at.app.totals.roll();
    await at.app.transparency.grow();
    await at.database.db.run(`drop role if exists ${role}`);
    await at.database.db.run(`create role ${role}`);
    await at.database.db.run(`grant select, insert, update, delete on all tables in schema public to ${role}`);
    await at.database.db.run(`grant usage on all sequences in schema public to ${role}`);
    watch = await createWitness(at, clock);
    expect(await watch.look()).to.deep.include({ fault: undefined, altered: [] });
    expect(await altered()).to.eql([]);
  });
  after(async () => {
    await at.database.db.run(`drop owned by ${role}`);
    await at.database.db.run(`drop role ${role}`);
    await at.close();
  });

  it('R54 get no leaf and no cosignature where the role of the database writes a national total and queues its leaf', async () => {
    const { size } = await at.app.transparency.standing('figures');
    await asRole(
      `update daily_totals set figures[1] = 9999999 where region = '' and day = '${day}'`,
      `insert into figures_due (kind, key, day) values ('total', '', '${day}')`,
    );
    expect(await altered(), 'also while it waits').to.eql(['total ']);
    expect(await watch.look()).to.deep.include({ cosignature: undefined });
    await at.app.transparency.grow();
    expect((await at.app.transparency.standing('figures')).size).to.equal(size);
    expect(await altered()).to.eql(['total ']);
    expect((await watch.look()).altered.map(({ name }) => name)).to.eql([`total 0 ${day} 1`]);
    await asRole(`insert into totals_due (day, region_code) values ('${day}', '330106')`);
    await at.app.totals.roll();
    await at.app.transparency.grow();
    expect([await dashboard(''), await altered()]).to.eql([4_200, []]);
  });

  it('R54 are named where the role writes a revision that no event is of, and none above it gets a leaf', async () => {
    const [, , { clientId = '' } = {}] = made;
    const of = `client_id = '${clientId}' and day = '${day}'`;
    await keep('daily_reports', 'report_revisions', ...totals);
    const { size } = await at.app.transparency.standing('figures');
    await asRole(
      `insert into report_revisions (client_id, day, revision, figures, note, reason, actor_kind, actor_id, at)
         select client_id, day, 2, array_append(array[777777::bigint], null) || figures[3:], note, 'x', 'operator', 'x', updated_at
         from daily_reports where ${of}`,
      `update daily_reports set revision = 2, figures = array_append(array[777777::bigint], null) || figures[3:] where ${of}`,
      `insert into totals_due (day, region_code) values ('${day}', '330201')`,
    );
    await at.app.totals.roll();
    await at.app.transparency.grow();
    expect(await altered())
      .to.include(`report ${clientId}`)
      .and.to.include('total ');
    expect((await watch.look()).altered.map(({ name }) => name)).to.include(publicName(at, 'report', clientId, day));
    expect((await at.app.transparency.standing('figures')).size).to.equal(size);
    await restore('daily_reports', 'report_revisions', ...totals);
    expect([await altered(), (await watch.look()).altered]).to.eql([[], []]);
    await at.app.transparency.grow(); // the queue's own list, which changes nothing
  });

  it('R54 are named where a row is added or removed that has no leaf yet', async () => {
    const before = await altered();
    await keep(...tables);
    const alone: Record<string, string[]> = {};
    for (const [name, statement] of [
      [
        'total 3401',
        `insert into daily_totals select '3401', day, figures, reported, late, revised, extra, updated_at from daily_totals where region = '33' and day = '${day}'`,
      ],
      [
        'kinds 33',
        `insert into daily_kind_totals select region, '美术馆', day, figures, reported, late, revised, extra, updated_at from daily_kind_totals where region = '33' and kind = '图书馆' and day = '${day}'`,
      ],
      [
        'past 33',
        `insert into daily_totals_past select region, day, last_on - 9, figures, reported, late, revised from daily_totals_past where region = '33' and day = '${day}' limit 1`,
      ],
      [
        `count ${made[0]?.clientId}`,
        `insert into daily_counts (client_id, day, figures) select client_id, '2036-11-22', figures from daily_counts where client_id = '${made[0]?.clientId}' on conflict (client_id, day) do update set figures = array[9]`,
      ],
      ['total ', `delete from daily_totals where region = '' and day = '${day}'`],
    ] as const) {
      await asRole(statement);
      alone[name] = await altered();
      await restore(...tables);
    }
    for (const [name, found] of Object.entries(alone)) expect(found, name).to.include(name);
    expect([before, await altered()]).to.eql([[], []]);
  });

  it('R54 are named where the owner drops a column and adds it with other values, which writes no row', async () => {
    await keep('daily_totals_past');
    expect(await altered()).to.eql([]);
    await asOwner(
      at,
      `alter table daily_totals_past drop column revised`,
      `alter table daily_totals_past add column revised integer not null default 9`,
    );
    expect(await altered()).to.include('past 33');
    await restore('daily_totals_past');
    expect(await altered()).to.eql([]);
  });

  it('R54 are named within a day where they were written into a day that is past', async () => {
    const now = clock.now().toISOString();
    await keep('daily_totals');
    await asRole(
      `insert into daily_totals select '3401', day, figures, reported, late, revised, extra, updated_at from daily_totals where region = '33' and day = '${days[0]}'`,
    );
    const found: boolean[] = [];
    // Of three days one is read whole every eight hours.
    for (const time of ['01:00', '07:59', '15:59', '23:59']) {
      clock.set(`2036-11-28T${time}:00Z`);
      found.push((await altered()).includes('total 3401'));
    }
    expect([found[0], found.at(-1)]).to.eql([false, true]);
    await restore('daily_totals');
    expect(await altered(), 'where something was found is looked at each time').to.eql([]);
    clock.set(now);
  });

  it('R54 are looked for in every table from which dashboards and their totals are read', () => {
    const folders = ['dashboards', 'totals'].map((name) => join('src/statistics', name));
    const stores = folders.flatMap((folder) =>
      readdirSync(folder).flatMap((name) => (name.endsWith('-store.ts') ? [join(folder, name)] : [])),
    );
    const read = stores.flatMap((path) => [
      ...readFileSync(path, 'utf8').matchAll(/\b(?:from|join) ([a-z]+(?:_[a-z]+)+)\b/g),
    ]);
    const names = new Set(read.flatMap(([, name = '']) => name));
    // The marks of the roll-up are no figures.
    expect(
      [...names].filter((name) => ![...tables, 'totals_due', 'is_distinct', 'json_to_recordset'].includes(name)),
    ).to.eql([]);
    expect(tables.filter((name) => !names.has(name))).to.eql([]);
  });

  it('R54 are named whichever column of whichever table is altered, by the role or by the owner, but for those listed', async () => {
    const columns = await at.database.db.rows<{ table: string; column: string; type: string }>(
      `select table_name::text as table, column_name::text as column, replace(udt_name::text, '_int8', 'int8[]') as type
       from information_schema.columns where table_schema = 'public' and table_name = any($1) order by 1, 2`,
      [tables],
    );
    await keep(...tables);
    const missed: Record<string, string[]> = { 'by the service': [], 'by a witness': [] };
    let count = 0;
    for (const { table, column, type } of columns) {
      const other = others[type];
      if (other === undefined) throw new Error(`no other value of ${table}.${column} (${type})`);
      const statement = `update ${table} set ${column} = ${other.replaceAll('COLUMN', column)} where ${rowOf(table)}`;
      for (const [who, alter] of [
        ['role', asRole],
        ['owner', (text: string) => asOwner(at, text)],
      ] as const) {
        count += 1;
        const error = await alter(statement).then(() => undefined, String);
        if (error !== undefined) {
          expect(error, statement).to.match(who === 'role' ? /append-only|violates|to DEFAULT/ : /to DEFAULT/);
          continue;
        }
        if ((await altered()).length === 0) missed['by the service']?.push(`${table}.${column} ${who}`);
        if ((await watch.look()).altered.length === 0) missed['by a witness']?.push(`${table}.${column} ${who}`);
        await restore(table);
      }
    }
    expect(await altered()).to.eql([]);
    expect([count, missed]).to.eql([count, unnamed]);
  });

  /** A row of that table that counts. */
  function rowOf(table: string): string {
    const { clientId = '' } = made[table === 'report_explanations' ? 1 : 0] ?? {};
    if (table === 'reporting_duties') return `client_id = '${clientId}'`;
    if (table === 'report_revisions') return `client_id = '${clientId}' and day = '${day}' and revision = 2`;
    if (!totals.includes(table)) return `client_id = '${clientId}' and day = '${day}'`;
    const kind = table === 'daily_kind_totals' ? ` and kind = '图书馆'` : '';
    return `region = '33' and day = '${day}'${kind}`;
  }
  const keep = (...names: string[]) =>
    asOwner(
      at,
      ...names.flatMap((name) => [
        `drop table if exists kept_${name}`,
        `create table kept_${name} as select * from ${name}`,
      ]),
    );
  const restore = (...names: string[]) =>
    asOwner(
      at,
      ...names.toReversed().map((name) => `delete from ${name}`),
      ...names.map((name) => `insert into ${name} overriding system value select * from kept_${name}`),
    );
});
