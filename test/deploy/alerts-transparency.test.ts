import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { record } from '../../src/audit/record.ts';
import { sealNext } from '../../src/audit/sealer.ts';
import { dayOf, after as later } from '../../src/clock.ts';
import { createComparing } from '../../src/oversight/transparency/comparing.ts';
import { cosignerVerifier, newSigner, signerText, verifierText } from '../../src/oversight/transparency/note.ts';
import { operator, startApp, type TestApp, watching } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { openCures } from '../support/cures.ts';
import { silent } from '../support/database.ts';
import { type Exposition, parseExposition } from '../support/prometheus.ts';
import { runLine } from '../support/runbooks.ts';
import { expectKnown, expectPromtool, openScenes, provokedElsewhere } from '../support/scenes.ts';
import { createReports, type Reporting } from '../support/statistics.ts';
import { asOwner, rewriteLog } from '../support/transparency.ts';

const { scenes, play } = openScenes();
const { cure, done } = openCures();
const signer = newSigner('witness.example.cn/zhejiang');

/** Entries of a bundle of C2SP tlog-tiles, by their place. */
function entriesIn(bundle: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at);
    found.set(found.size, bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
}

describe('the alerts of the public logs', function () {
  this.timeout(240_000);
  const clock = testClock('now');
  const began = clock.now(); // hours pass: at whatever hour it begins, the days stay the same ones
  const day = (ago: number) => dayOf(later(began, -ago * 86_400));
  const library = mkdtempSync(join(tmpdir(), 'ccc-lib-'));
  const backups = mkdtempSync(join(tmpdir(), 'ccc-backups-'));
  const machine = mkdtempSync(join(tmpdir(), 'ccc-witness-'));
  const keysDir = join(library, 'keys');
  let at: TestApp;
  let made: Reporting[];
  let healthy: Exposition;

  const on = () => ({
    services: at.app,
    sql: (statement: string) => asOwner(at, statement),
    folders: { '/var/lib/cloud': library, '/var/backups/cloud': backups, '/var/lib/witness': machine },
  });
  const logs = () => at.app.transparency;
  const seal = () => at.database.db.transaction((trx) => sealNext(trx, at.app.keys.auditKey, 1_000));
  const happens = () =>
    record(at.app.db, clock.now(), { kind: 'system', name: 'test' }, 'account.lock', { kind: 'account', id: 'x' });
  const scrape = async (): Promise<Exposition> => {
    const answer = await fetch(`${at.origin}/metrics`, { headers: watching });
    clock.advance(6); // figures of the whole service are cached for five seconds
    return parseExposition(await answer.text());
  };
  const witnessed = async () =>
    cure('CloudWitnessSilent', on(), { URL: at.origin, KEY: (await (await logs()).standing('figures')).keys[0] ?? '' });
  const grown = async () => {
    await seal();
    await (await logs()).grow();
  };

  before(async () => {
    mkdirSync(keysDir, { mode: 0o700 });
    writeFileSync(join(machine, 'witness.key'), `${signerText(signer)}\n`, { mode: 0o600 });
    at = await startApp(import.meta.filename, {
      ...{ clock, keysDir, env: { WITNESSES: verifierText(cosignerVerifier(signer)) } },
    });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '440103'], first: day(4), last: day(3) },
      figures: (place) => ({ pv: 1000 * (place + 1), uv: 10, ip: 9, new_activities: 1, new_venues: 0 }),
    });
    await at.app.doctor.noteBackup(operator, '');
    await grown();
    mkdirSync(join(backups, 'latest'));
    execFileSync('tar', [
      '--create',
      `--directory=${library}`,
      `--file=${join(backups, 'latest', 'keys.tar')}`,
      'keys',
    ]);
    await witnessed();
    await runLine('cloud jobs run transparency.compare', {}, at.app);
    await grown();
  });
  after(async () => {
    await at.close();
    for (const each of [library, backups, machine]) rmSync(each, { recursive: true, force: true });
  });

  it('are silent while they grow, are witnessed and match the publications', async () => {
    healthy = await scrape();
    const value = (name: string, log?: string) =>
      healthy.series.find((each) => each.name === name && (log === undefined || each.labels.log === log))?.value;
    expect(value('cloud_transparency_leaves', 'figures')).to.be.above(3);
    expect(value('cloud_transparency_cosigned_seconds_ago')).to.equal(0);
    expect(value('cloud_figures_altered')).to.equal(0);
    expect(value('cloud_figures_compared_seconds_ago')).to.equal(0);
    expect(value('cloud_database_bytes')).to.be.above(1_000_000);
    const tables = healthy.series.flatMap(({ name, labels }) => (name === 'cloud_table_bytes' ? [labels.table] : []));
    expect(tables).to.include.members(['audit_events', 'transparency_tiles', 'logins']);
    play('all is well', healthy, healthy, []);
    expectKnown(healthy, scenes, 'transparency');
  });

  it('fire where the logs grow no more, until their key is back', async () => {
    unlinkSync(join(keysDir, 'transparency.json'));
    await happens();
    clock.advance(1_200);
    await grown();
    play('the key of the logs is gone', healthy, await scrape(), ['CloudTransparencyStopped']);
    await cure('CloudTransparencyStopped', on());
    await seal();
    const again = await scrape();
    play('they grow again', again, again, []);
  });

  it('fire where a witness does not co-sign, until it does', async () => {
    clock.advance(3 * 3_600);
    await happens();
    await grown();
    play('the machine of the witness was off', healthy, await scrape(), ['CloudWitnessSilent']);
    await witnessed();
    const again = await scrape();
    play('it co-signed', again, again, []);
  });

  it('fire where a figure was altered, and stop once it is restored', async () => {
    const { clientId = '' } = made[0] ?? {};
    const of = `client_id = '${clientId}' and day = '${day(3)}'`;
    const before = await at.database.db.row(`select figures from daily_reports where ${of}`);
    await asOwner(at, `update daily_reports set figures[1] = 5000000 where ${of}`);
    await runLine('cloud jobs run transparency.compare', {}, at.app);
    await grown();
    play('a report was made larger', healthy, await scrape(), ['CloudFigureAltered']);
    const { found, count } = await (await logs()).altered(10);
    expect(count).to.equal(1);
    expect(found[0]).to.deep.include({ kind: 'report', key: clientId, day: day(3), revision: 1 });
    await cure('CloudFigureAltered', on());
    expect(await at.database.db.row(`select figures from daily_reports where ${of}`)).to.eql(before);
    await grown();
    const again = await scrape();
    play('it is what was published', again, again, []);
  });

  it('fire where the folder of keys is gone, until it is back', async () => {
    renameSync(keysDir, `${keysDir}-gone`);
    await at.app.reload();
    play('the folder of keys is gone', healthy, await scrape(), ['CloudKeysUnreadable']);
    await cure('CloudKeysUnreadable', { ...on(), reload: () => at.app.reload() });
    const again = await scrape();
    play('it is back', again, again, []);
  });

  it('were each provoked and cured, and promtool sees the same where it is installed', function () {
    const fired = new Set(scenes.flatMap(({ fires }) => fires));
    for (const alert of provokedElsewhere['alerts-transparency.test.ts']) expect([...fired]).to.include(alert);
    expect([...done]).to.have.lengthOf(8);
    if (!expectPromtool(scenes)) this.skip(); // apt-get install prometheus
  });

  it('also detect a deleted row and a changed sum, but not a forger with the keys', async () => {
    const { clientId = '', region = '' } = made[1] ?? {};
    const compare = async () => {
      await (await logs()).compare({ all: true });
      const { found } = await (await logs()).altered(10);
      return found.map(({ kind, key }) => `${kind} ${key}`).toSorted();
    };
    await asOwner(
      at,
      `create table kept_leaves as select * from figure_leaves`,
      `update daily_totals set figures[1] = 7 where region = '${region}' and day = '${day(4)}'`,
      `delete from daily_reports where client_id = '${clientId}' and day = '${day(4)}'`,
      `delete from report_revisions where client_id = '${clientId}' and day = '${day(4)}'`,
    );
    // With the report its totals no longer follow from anything.
    const above = [region, region.slice(0, 4), region.slice(0, 2), ''];
    const found = [
      ...above.slice(1).map((each) => `kinds ${each}`),
      ...[`report ${clientId}`, ...above.map((each) => `total ${each}`)],
    ].toSorted();
    expect(await compare()).to.eql(found);
    expect(await compare(), 'what stays so stays on the list').to.eql(found);
    await asOwner(at, ...['altered', 'unproved', 'compared'].map((table) => `delete from figures_${table}`));
    const own = await logs();
    const { size } = await own.standing('figures');
    const few = createComparing({
      ...{ db: at.database.db, clock, log: silent, newestCount: 1 },
      standingOf: async () => ({ unproved: [], isWhole: true, proved: new Map() }),
      entriesNow: async () => entriesIn(await own.entries('figures', { index: 0, width: size })),
    });
    let looks = 0;
    for (; (await own.altered(0)).count < 2 && looks < size; looks += 1) await few.compare();
    expect((await own.altered(0)).count, 'the older ones are compared in turn').to.equal(2);
    expect(looks).to.be.above(1);
    await asOwner(at, `insert into totals_due (day, region_code) values ('${day(4)}', '${region}')`);
    await at.app.totals.roll();
    await asOwner(at, 'delete from figures_altered'); // of leaves that the shorter log has not got
    await rewriteLog(at, clock, 'kept_leaves');
    expect(await compare(), 'only a witness remembers').to.eql([]);
  });
});
