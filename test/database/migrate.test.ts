import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { migrate, migrateDown, migrations } from '../../src/database/migrate.ts';
import { emptyDatabase, silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { cloud } from '../support/server.ts';
import { someOf } from '../support/some.ts';
import { until } from '../support/until.ts';
import { schemaOf } from './schema.ts';

const program = fileURLToPath(new URL('migrate-program.ts', import.meta.url));
const startNode = async (url: string): Promise<string[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, url]);
  return JSON.parse(stdout);
};

describe('migrating', function () {
  this.timeout(90_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  it('runs every file of migrations/ in its order, and then has nothing to do', async () => {
    const { db } = database;
    const files = readdirSync(new URL('../../migrations/', import.meta.url))
      .filter((name) => name.endsWith('.ts'))
      .sort();
    expect(migrations().map((name) => `${name}.ts`)).to.eql(files);
    expect(await migrate(db, silent)).to.eql(migrations());
    expect(await migrate(db, silent)).to.eql([]);
  });

  it('happens once when several nodes start at once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => startNode(database.url)));
    expect(answers.toSorted((a, b) => a.length - b.length)).to.eql([[], [], [], [...migrations()]]);
  });

  it('waits for a lock of another session outside of its transaction, and logs that in one line', async () => {
    const { db } = database;
    const lines: { msg: string; reason?: string }[] = [];
    const release = Promise.withResolvers<void>();
    const held = db.transaction(async (trx) => {
      await trx.run('create table accounts (id integer)');
      await release.promise;
      throw new Error('rolls back');
    });
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
    const migrating = migrate(db, log);
    await until(() => lines.length > 0, 'a word about the lock');
    release.resolve();
    await held.catch(() => undefined);
    expect(await migrating).to.eql(migrations());
    expect(lines).to.have.length(1);
    expect(lines[0]?.msg).to.equal('Migrations wait for a lock of somebody else, and are tried again in 1 seconds');
    expect(lines[0]?.reason).to.equal('canceling statement due to lock timeout');
  });

  it('that fails quotes PostgreSQL’s message, and no page of SQL', async () => {
    await database.db.run('create table accounts (id integer)');
    const error = await migrate(database.db, silent).then(
      () => expect.fail('it works'),
      (thrown: Error) => thrown,
    );
    expect(error.message).to.equal('The schema was not brought up to date: relation "accounts" already exists');
  });

  it('leaves nothing behind when its node is killed in the middle, and blocks no other', async () => {
    const { db } = database;
    // Another table of the same name holds the migration up, so that the node is killed within its transaction.
    const release = Promise.withResolvers<void>();
    const held = db.transaction(async (trx) => {
      await trx.run('create table accounts (id integer)');
      await release.promise;
      throw new Error('rolls back');
    });
    const node = spawn(process.execPath, [program, database.url], { stdio: 'ignore' });
    const waiting = `select 1 from pg_stat_activity
                     where datname = current_database() and wait_event_type = 'Lock' and query like '%create table accounts%'`;
    while ((await db.rows(waiting)).length === 0) await sleep(20);
    node.kill('SIGKILL');
    await once(node, 'exit');
    release.resolve();
    await held.catch(() => undefined);

    expect(await startNode(database.url)).to.eql([...migrations()]);
  });

  it('ignores a lock left behind by a killed process', async () => {
    const { db } = database;
    await migrate(db, silent, 1);
    await db.run('update knex_migrations_lock set is_locked = 1');
    expect(await startNode(database.url)).to.eql(migrations().slice(1));
  });

  it('leaves a schema alone that is ahead of this code', async () => {
    const { db } = database;
    await migrate(db, silent, migrations().length - 1);
    await db.run(
      `insert into knex_migrations (name, batch, migration_time) values ('9999_from_the_future', 9, '2030-01-01')`,
    );
    expect(await migrate(db, silent)).to.eql(migrations().slice(-1));
    expect(await migrate(db, silent)).to.eql([]);
  });

  it('undoes all when one migration is refused', async () => {
    const { db } = database;
    await db.run('create table throttle (already integer)');
    const error = await migrate(db, silent).catch((reason) => reason);
    expect(error.message).to.contain('relation "throttle" already exists');
    expect(await db.row(`select to_regclass('audit_events')::text as table`)).to.eql({ table: null });
  });

  it('refuses a database from before the first release with the cure, and changes nothing', async () => {
    const { db } = database;
    await migrate(db, silent, 1);
    await db.run(`update knex_migrations set name = '0001_audit_events'`); // the first of those that were folded
    const tables = await schemaOf(db);
    const { code, stdout, stderr } = await cloud(['db', 'migrate'], { DATABASE_URL: database.url });
    expect([code, stdout]).to.eql([1, '']);
    expect(stderr.split('\n')).to.eql([
      'The tables of this database were made by migrations that this version does not have (0001_audit_events): it is from before 0.1.0, and cannot be brought up to date.',
      '  Nothing from before 0.1.0 is production data. End all that use it, and let the next start make the tables anew:',
      '  without DATABASE_URL remove the folder DATA_DIR (./data, if it is not set), otherwise name an empty database in DATABASE_URL.',
      '',
    ]);
    expect(await schemaOf(db)).to.eql(tables);
  });

  // One by one the new ones; of the others, which are never edited, another tenth each day. And all of them at once.
  it('up, down and up again leaves the same schema, migration by migration', async () => {
    const { db } = database;
    const empty = await schemaOf(db);
    const [first = '', ...others] = migrations(); // the first one also brings knex's own tables
    const chosen = new Set([...someOf(others.slice(0, -4), 0, 10), ...others.slice(-4)]);
    const upTo: string[] = [];
    for (const name of [first, ...others]) {
      if (!chosen.has(name)) {
        upTo.push(name);
        continue;
      }
      expect(await migrate(db, silent, upTo.length)).to.eql(upTo.splice(0));
      const before = await schemaOf(db);
      expect(await migrate(db, silent, 1)).to.eql([name]);
      const after = await schemaOf(db);
      expect(await migrateDown(db, silent, 1)).to.eql([name]);
      expect(await schemaOf(db), `after ${name} down`).to.eql(before);
      expect(await migrate(db, silent, 1)).to.eql([name]);
      expect(await schemaOf(db), `after ${name} up again`).to.eql(after);
    }
    const whole = await schemaOf(db);
    expect(await migrateDown(db, silent)).to.eql(migrations().toReversed());
    expect(await schemaOf(db)).to.eql(empty);
    await migrate(db, silent);
    expect(await schemaOf(db)).to.eql(whole);
  });
});

describe('the database of a test', () => {
  it('has the whole schema, and nothing of another test', async () => {
    const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
    expect(await migrate(one.db, silent)).to.eql([]);
    const count = `select count(*) from throttle`;
    await one.db.run(`insert into throttle (key, count, resets_at) values ('a', 1, '2026-03-02')`);
    expect([await one.db.row(count), await two.db.row(count)]).to.eql([{ count: 1 }, { count: 0 }]);
    await Promise.all([one.drop(), two.drop()]);
  });
});
