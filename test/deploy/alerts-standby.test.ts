import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { type Postgres, startPostgres, startStandby } from '../drills/postgres.ts';
import { operator, startApp, type TestApp, watching } from '../support/app.ts';
import { openCures } from '../support/cures.ts';
import { silent, type TestDatabase } from '../support/database.ts';
import { type Exposition, parseExposition } from '../support/prometheus.ts';
import { expectKnown, expectPromtool, openScenes, provokedElsewhere } from '../support/scenes.ts';
import { until } from '../support/until.ts';

const { scenes, play } = openScenes();
const { cure, done } = openCures();

describe('the alerts of a standby', function () {
  this.timeout(240_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  const etc = mkdtempSync(join(tmpdir(), 'ccc-etc-'));
  let primary: Postgres;
  let standby: Postgres;
  let database: TestDatabase;
  let at: TestApp;
  let healthy: Exposition;

  /** With its EnvironmentFile. */
  async function start(): Promise<void> {
    const lines = readFileSync(join(etc, 'env'), 'utf8').matchAll(/^(\w+)=(.*)$/gm);
    const env = Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
    at = await startApp(import.meta.filename, { database, keysDir, env });
  }
  const on = () => ({
    ...{ services: at.app, sql: (statement: string) => standby.sql(statement), folders: { '/etc/cloud': etc } },
    async restart() {
      await at.close();
      await start();
    },
  });

  before(async () => {
    primary = await startPostgres();
    const db = await openDatabase({ url: primary.url, dataDir: '', log: silent });
    await migrate(db, silent);
    database = { db, url: primary.url, drop: () => db.close() };
    standby = await startStandby(primary);
    writeFileSync(join(etc, 'env'), `READ_DATABASE_URL=${standby.url}\n`);
    await start();
    await at.app.doctor.noteBackup(operator, '');
    await at.database.db.transaction(async (trx) => {
      const { sealNext } = await import('../../src/audit/sealer.ts');
      await sealNext(trx, at.app.keys.auditKey, 1_000);
    });
    await at.app.transparency.grow();
  });
  after(async () => {
    await at.close();
    await database.drop();
    await standby.remove();
    await primary.remove();
    for (const each of [keysDir, etc]) rmSync(each, { recursive: true, force: true });
  });

  const scrape = async (): Promise<Exposition> => {
    const answer = await fetch(`${at.origin}/metrics`, { headers: watching });
    expect(answer.status).to.equal(200);
    return parseExposition(await answer.text());
  };
  const isIn = async (state: string) => {
    await until(() => at.app.standby?.standing().state === state, `the standby is ${state}`);
    return scrape();
  };
  /** The log of the primary goes on, as it does while people write. */
  const writes = () => database.db.run(`insert into backups (id, at) values (gen_random_uuid(), now())`);

  it('are silent while it is read', async () => {
    healthy = await isIn('read');
    play('it is read', healthy, healthy, []);
    expectKnown(healthy, scenes, 'standby');
  });

  it('fire where it falls behind, until its replay goes on', async () => {
    await standby.sql('select pg_wal_replay_pause()');
    await until(async () => {
      await writes();
      return at.app.standby?.standing().state === 'old';
    }, 'the standby is old');
    play('its replay was stopped', healthy, await scrape(), ['CloudStandbyOld']);
    await cure('CloudStandbyOld', on());
    const again = await isIn('read');
    play('it has caught up', again, again, []);
  });

  it('fire where it is gone, until it is started again', async () => {
    await standby.kill();
    play('it was killed', healthy, await isIn('away'), ['CloudStandbyAway']);
    await standby.start(); // systemctl restart postgresql
    const again = await isIn('read');
    play('it is back', again, again, []);
  });

  it('fire where it was promoted, until no process reads there', async () => {
    await standby.sql('select pg_promote()');
    play('it takes writes of its own', healthy, await isIn('promoted'), ['CloudStandbyElsewhere']);
    await cure('CloudStandbyElsewhere', on());
    expect(at.app.config.READ_DATABASE_URL).to.equal(undefined);
    const without = await scrape();
    play('the primary alone is read', without, without, []);
    expect([...without.types.keys()].filter((name) => name.startsWith('cloud_standby'))).to.eql([]);
  });

  describe('and of the disk of PostgreSQL', () => {
    const cureHere = (alert: string) => cure(alert, { ...on(), sql: (statement: string) => primary.sql(statement) });
    /** Segments of the log, 16 MiB each. */
    async function write(segments: number): Promise<void> {
      for (let count = 0; count < segments; count += 1)
        await primary.sql(`select pg_logical_emit_message(true, 'x', 'y')`, 'select pg_switch_wal()');
    }
    const scrapeAnew = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_100)); // figures are cached for five seconds
      return scrape();
    };
    const abandon = () => primary.sql(`select pg_create_physical_replication_slot('gone', true)`);
    let roomy: Exposition;

    before(async () => {
      // The minimal log of PostgreSQL, so that unneeded parts are removed.
      await primary.sql(`alter system set min_wal_size = '32MB'`, `alter system set max_wal_size = '32MB'`);
      await primary.sql('select pg_reload_conf()', 'checkpoint', 'select pg_switch_wal()', 'checkpoint');
      const [size] = (await primary.sql(
        `select sum(pg_database_size(oid))::float8 + (select sum(size) from pg_ls_waldir())::float8 as bytes from pg_database`,
      )) as { bytes: number }[];
      const disk = Math.ceil((size?.bytes ?? 0) / 0.6 / 1_000_000);
      writeFileSync(join(etc, 'env'), `DATABASE_DISK=${disk}MB\n`);
      await on().restart();
      await at.app.jobs.runNow('doctor.sizes');
      await primary.sql(`insert into database_sizes (at, data) values (now() - interval '9 days', 0)`);
      roomy = await scrape();
    });

    it('are silent while there is room', () => {
      play('two fifths are free', roomy, roomy, []);
    });

    it('fire where an unused slot keeps the log, until it is dropped', async () => {
      await abandon();
      await write(2);
      const grown = await scrapeAnew();
      play('a slot is left', grown, grown, ['CloudSlotHolding']);
      expectKnown(grown, scenes, 'disk');
      play('it grows for six hours', roomy, grown, ['CloudDatabaseDiskFilling', 'CloudSlotHolding'], { minutes: 361 });
      await cureHere('CloudDatabaseDiskFilling');
      const there = await scrapeAnew();
      play('it has gone', there, there, [], { minutes: 361 });
    });

    it('fire where the disk is nearly full', async () => {
      await abandon();
      await write(4);
      const full = await scrapeAnew();
      play('four segments are kept', roomy, full, ['CloudDatabaseDiskLow', 'CloudSlotHolding']);
      await cureHere('CloudDatabaseDiskLow');
      await abandon();
      await write(2);
      await cureHere('CloudSlotHolding');
      const there = await scrapeAnew();
      play('there is room again', there, there, []);
    });
  });

  describe('all of them', () => {
    it('were each provoked and cured, and promtool sees the same where it is installed', function () {
      const fired = new Set(scenes.flatMap(({ fires }) => fires));
      for (const alert of provokedElsewhere['alerts-standby.test.ts']) expect([...fired]).to.include(alert);
      expect([...done]).to.have.lengthOf(6);
      if (!expectPromtool(scenes)) this.skip(); // apt-get install prometheus
    });
  });
});
