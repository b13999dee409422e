import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { cosignerVerifier, newSigner, verifierText } from '../../../src/oversight/transparency/note.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { asOwner, createWitness, publicName, rewriteLog, sealAnew } from '../../support/transparency.ts';

/** How many figures are altered: 100 by `npm run witness`. */
const alterations = Number(process.env.ALTERATIONS ?? 14);
const days = ['2036-11-20', '2036-11-21', '2036-11-22', '2036-11-23', '2036-11-24', '2036-11-25'];
const signer = newSigner('witness.example.cn/zhejiang');

describe('a witness of the published figures', function () {
  this.timeout(300_000);
  const clock = testClock('2036-11-27T12:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let watch: Awaited<ReturnType<typeof createWitness>>;
  const grow = async () => at.app.transparency.grow();
  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { WITNESSES: verifierText(cosignerVerifier(signer)) } });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '330201', '440103'], first: days[0] ?? '', last: days.at(-1) ?? '' },
      figures: (place, day) => ({
        ...{ pv: 1000 * (place + 1) + Number(day.slice(-2)), uv: 10, ip: 9, new_activities: 1, new_venues: 0 },
      }),
    });
    await at.database.db.run(
      `insert into daily_counts (client_id, day, region_code, figures) select client_id, day, region_code, array[7] from daily_reports`,
    );
    await sealAnew(at);
    await at.database.db.run(
      `insert into figures_due (kind, key, day) select 'count', client_id, day from daily_counts`,
    );
    await at.database.db.run(`insert into totals_due (day, region_code) select day, region_code from daily_reports`);
    await at.app.totals.roll();
    await grow();
  });
  after(() => at.close());
  beforeEach(async () => {
    watch = await createWitness(at, clock, { signer });
    expect(await watch.look()).to.deep.include({ fault: undefined, altered: [], wasTaken: true });
  });

  /** By its own way each time; the name by which it must be found. */
  function alteration(number: number): { name: string; statements: string[] } {
    const { clientId = '', region = '' } = made[number % made.length] ?? {};
    const day = days[Math.floor(number / 8) % days.length] ?? '';
    const of = `client_id = '${clientId}' and day = '${day}'`;
    const pv = 5_000_000 + number;
    const report = publicName(at, 'report', clientId, day);
    const total = ['', region.slice(0, 2), region.slice(0, 4), region][number % 4] ?? '';
    const ways = [
      { name: report, statements: [`update daily_reports set figures[1] = ${pv} where ${of}`] },
      {
        name: `total ${total === '' ? '0' : total} ${day} 1`,
        statements: [`update daily_totals set figures[1] = ${pv} where region = '${total}' and day = '${day}'`],
      },
      {
        name: report,
        statements: ['daily_reports', 'report_revisions'].map(
          (table) => `update ${table} set figures[1] = ${pv} where ${of}`,
        ),
      },
      {
        name: publicName(at, 'count', clientId, day),
        statements: [`update daily_counts set figures[1] = ${pv} where ${of}`],
      },
      {
        name: report,
        statements: [`delete from daily_reports where ${of}`, `delete from report_revisions where ${of}`],
      },
      { name: report, statements: [`update daily_reports set note = 'so it was always' where ${of}`] },
      {
        name: `total ${total === '' ? '0' : total} ${day} 1`,
        statements: [`delete from daily_totals where region = '${total}' and day = '${day}'`],
      },
    ] as const;
    const way = ways[number % ways.length] ?? ways[0];
    return { name: way.name, statements: [...way.statements] };
  }

  const tables = ['daily_reports', 'report_revisions', 'daily_totals', 'daily_counts'];
  const keep = () =>
    asOwner(at, ...[...tables, 'figure_leaves'].map((table) => `create table kept_${table} as select * from ${table}`));
  const restore = () =>
    asOwner(
      at,
      ...tables.toReversed().map((table) => `delete from ${table}`),
      ...tables.map((table) => `insert into ${table} select * from kept_${table}`),
    );

  it(`names each of ${alterations} figures that the owner of the database altered, one after the other, with and without the keys`, async () => {
    await keep();
    const named: string[] = [];
    const wanted: string[] = [];
    let forks = 0;
    for (let number = 0; number < alterations; number += 1) {
      const { name, statements } = alteration(number);
      // Every other time the whole log is forged, and signed with the right key.
      const withKeys = number % 2 === 1;
      await asOwner(at, ...statements);
      if (withKeys) await rewriteLog(at, clock, 'kept_figure_leaves');
      const { altered, fault, cosignature } = await watch.look();
      wanted.push(`${number} ${name}`);
      if (altered.some((one) => one.name === name)) named.push(`${number} ${name}`);
      if (withKeys && fault !== undefined) forks += 1;
      expect(cosignature, `${number} ${name}`).to.equal(undefined);
      await restore();
      if (withKeys) await rewriteLog(at, clock, 'kept_figure_leaves');
      expect(await watch.look(), `after ${name}`).to.deep.include({ fault: undefined, altered: [] });
    }
    expect(named).to.deep.equal(wanted);
    expect(forks).to.be.above(alterations / 4);
  });

  it('tells of an official correction, and takes it for none', async () => {
    const { clientId = '' } = made[1] ?? {};
    const corrected = {
      figures: { pv: 2_024, uv: 10, ip: 9, new_activities: 1, new_venues: 0 },
      reason: '重复计数',
      note: '核对过',
    };
    clock.set('2036-11-26T15:00:00+08:00');
    await at.app.statistics.report(operator, clientId, days[5] ?? '', corrected);
    expect(await watch.look()).to.deep.include({ altered: [], corrected: [] }); // it has no leaf yet
    await grow();
    await at.app.totals.roll();
    expect(await watch.look()).to.deep.include({
      altered: [],
      corrected: [publicName(at, 'report', clientId, '2036-11-25', 2)],
    });
    await grow();
    const seen = await watch.look();
    expect(seen).to.deep.include({ altered: [], fault: undefined });
    expect(seen.size - seen.before).to.equal(7); // the totals of county, city, province and country, and by kind of all but the county
    expect(await watch.look()).to.deep.include({ altered: [], corrected: [] });
  });

  it('refuses a log that was cut off, and one that starts again, and keeps both heads as evidence', async () => {
    const heads = () => at.database.db.rows(`select size from transparency_heads where log = 'figures'`);
    expect((await heads()).length).to.be.above(1);
    await asOwner(at, `create table kept_heads as select * from transparency_heads where log = 'figures'`);
    await asOwner(
      at,
      `delete from transparency_heads where log = 'figures' and size = (select max(size) from kept_heads)`,
    );
    expect(await watch.look()).to.deep.include({ fault: 'shrank', cosignature: undefined });
    const [kept = ''] = readdirSync(watch.dir).filter((name) => name.endsWith('.evidence'));
    expect(readFileSync(join(watch.dir, kept), 'utf8').match(/transparency\/figures\n\d+\n/g)).to.have.length(2);
    await asOwner(at, `delete from transparency_heads where log = 'figures'`);
    expect(await watch.look()).to.deep.include({ fault: 'shrank' });
    await asOwner(at, `insert into transparency_heads select * from kept_heads`);
    expect(await watch.look()).to.deep.include({ fault: undefined });
  });

  it('refuses heads that were signed with another key', async () => {
    const stranger = verifierText({ ...cosignerVerifier(newSigner('x')), algorithm: 1 });
    expect(await (await createWitness(at, clock, { keys: [stranger] })).look()).to.deep.include({
      fault: 'unknown key',
    });
  });

  it('goes on where a run of its own died between its two files', async () => {
    const file = join(watch.dir, 'figures.leaves');
    const before = readFileSync(file);
    await (await import('node:fs/promises')).appendFile(file, Buffer.alloc(77, 1));
    await grow();
    expect(await watch.look()).to.deep.include({ fault: undefined, altered: [] });
    const { clientId = '' } = made[2] ?? {};
    await at.app.statistics.report(operator, clientId, days[5] ?? '', {
      ...{
        figures: { pv: 3_026, uv: 10, ip: 9, new_activities: 1, new_venues: 0 },
        reason: '漏报一个站点',
        note: '核对过',
      },
    });
    await grow();
    expect(await watch.look()).to.deep.include({ fault: undefined, altered: [] });
    expect(readFileSync(file).subarray(0, before.length)).to.deep.equal(before);
    expect(readFileSync(file).length).to.equal(before.length + 32);
  });
});
