import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { earlierMigrations, lastCommit, lastFolded } from '../../src/database/earlier-migrations.ts';
import { oldestFitting } from '../../src/database/fitting-versions.ts';
import { migrate, migrateDown, migrations } from '../../src/database/migrate.ts';
import { emptyDatabase, silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { cloud } from '../support/server.ts';
import { someOf } from '../support/some.ts';
import { until } from '../support/until.ts';
import { migrationOf, productWithLater } from './later.ts';
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

  it('refuses in one sentence tables of a later version that this one no longer fits, before anything is touched', async () => {
    const { db } = database;
    await migrate(db, silent);
    const said = () => db.row(`select obj_description('knex_migrations'::regclass, 'pg_class') as said`);
    expect(await said()).to.eql({ said: `oldest version that fits: ${oldestFitting}` });
    await db.run(`comment on table knex_migrations is 'oldest version that fits: 0.1.9'`);
    expect(await migrate(db, silent)).to.eql([]);
    expect(await said()).to.eql({ said: 'oldest version that fits: 0.1.9' });

    await db.run(`comment on table knex_migrations is 'oldest version that fits: 10.0.0'`);
    await db.run(`delete from knex_migrations where name = $1`, [migrations().at(-1)]);
    const { code, stdout, stderr } = await cloud(['db', 'migrate'], { DATABASE_URL: database.url });
    expect([code, stdout]).to.eql([1, '']);
    expect(stderr).to.match(
      /^The tables of this database were made by a later version, and 10\.0\.0 is the oldest that fits them: .*\n$/,
    );
    expect((await db.row<{ count: number }>('select count(*) from knex_migrations'))?.count).to.equal(
      migrations().length - 1,
    );
  });

  it('undoes all when one migration is refused', async () => {
    const { db } = database;
    await db.run('create table throttle (already integer)');
    const error = await migrate(db, silent).catch((reason) => reason);
    expect(error.message).to.contain('relation "throttle" already exists');
    expect(await db.row(`select to_regclass('audit_events')::text as table`)).to.eql({ table: null });
  });

  /** How many of the migrations are the folded ones, and those after them. */
  const folded = migrations().indexOf(lastFolded) + 1;
  const later = migrations().slice(folded);

  /** As the migrations before 0.1.0 left it, of which these ran; their tables were the same, in another order of columns. */
  async function madeBefore(ran: readonly string[]): Promise<void> {
    const { db } = database;
    await migrate(db, silent, folded);
    await db.run('delete from knex_migrations');
    await db.run(
      `insert into knex_migrations (name, batch, migration_time) select name, 1, now() from unnest($1::text[]) name`,
      [ran],
    );
    await db.run(
      `create or replace function gives_self_contained_tokens() returns boolean language sql as 'select false'`,
    );
  }
  const ranNames = async () =>
    (await database.db.rows<{ name: string }>('select name from knex_migrations order by id')).map(({ name }) => name);

  it('takes over a database that the last version before 0.1.0 brought up to date, with all that is in it', async () => {
    const { db } = database;
    await migrate(db, silent);
    const tables = await schemaOf(db);
    await migrateDown(db, silent);
    await madeBefore(earlierMigrations);
    await db.run(`insert into throttle (key, count, resets_at) values ('a', 1, '2026-03-02')`);
    expect(await migrate(db, silent)).to.eql(later);
    expect(await ranNames()).to.eql(migrations());
    expect(await schemaOf(db)).to.eql(tables);
    expect(await db.row('select count from throttle')).to.eql({ count: 1 });
    expect(await migrate(db, silent)).to.eql([]);
  });

  it('takes it over once when several nodes start at once, and runs there what came after 0.1.0', async () => {
    await madeBefore(earlierMigrations);
    const product = await productWithLater({
      '9000_accounts_later': migrationOf('create table later (id integer)', 'drop table later'),
    });
    const ran = await Promise.all([
      product.migrate(database.db, silent),
      startNode(database.url),
      product.migrate(database.db, silent),
    ]);
    product.remove();
    expect(ran.flat()).to.eql([...later, '9000_accounts_later']);
    expect(await ranNames()).to.eql([...migrations(), '9000_accounts_later']);
    expect(await database.db.rows('select from later')).to.eql([]);
  });

  for (const [what, ran, sentence] of [
    [
      'an earlier version made, and names the commit that runs first',
      earlierMigrations.slice(0, -1),
      `The tables of this database are from before 0.1.0 and not those of the last version before it: run commit ${lastCommit} on it first (git checkout ${lastCommit} && npm ci && npm run cloud -- db migrate), and then this version`,
    ],
    [
      'others made, and says what to do',
      ['0001_audit_events'],
      'The tables of this database were made by migrations that this version does not have (0001_audit_events), nor does the last one before 0.1.0: name an empty database in DATABASE_URL, or without it remove the folder DATA_DIR (./data, if it is not set)',
    ],
    [
      'others brought further than the last version before 0.1.0',
      [...earlierMigrations, '0999_of_a_branch'],
      'The tables of this database were made by migrations that this version does not have (0999_of_a_branch), nor does the last one before 0.1.0: name an empty database in DATABASE_URL, or without it remove the folder DATA_DIR (./data, if it is not set)',
    ],
  ] as const)
    it(`refuses in one sentence a database that ${what}, and changes nothing`, async () => {
      await madeBefore(ran);
      const tables = await schemaOf(database.db);
      const { code, stdout, stderr } = await cloud(['db', 'migrate'], { DATABASE_URL: database.url });
      expect([code, stdout, stderr]).to.eql([1, '', `${sentence}\n`]);
      expect([await ranNames(), await schemaOf(database.db)]).to.eql([ran, tables]);
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
