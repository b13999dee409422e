import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { sealNext } from '../../src/audit/sealer.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { systemClock } from '../../src/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { contentOf, freshFolder } from '../support/keys.ts';
import { cloud as runCloud } from '../support/server.ts';
import { type Later, migrationOf, productWithLater } from './later.ts';
import { schemaOf } from './schema.ts';

/** Examples of migrations of later versions: a table with a row in it, a column, and a rule for a column, whose way back deletes rows. */
const [kept, shoes, codes] = ['0997_accounts_shops', '0998_accounts_shoes', '0999_accounts_codes'] as const;
const later = {
  [kept]: migrationOf(
    `create table shoe_shops (name text primary key); insert into shoe_shops (name) values ('first')`,
    'drop table shoe_shops',
  ),
  [shoes]: migrationOf(
    'alter table accounts add column shoe_size smallint',
    'alter table accounts drop column shoe_size',
  ),
  [codes]: migrationOf(
    'alter table sms_codes add constraint sms_codes_long check (length(purpose) < 40)',
    `delete from sms_codes where purpose = 'new-phone'; alter table sms_codes drop constraint sms_codes_long`,
  ),
};
const taken = [codes, shoes];

describe('rolling back', function () {
  this.timeout(90_000);
  let product: Later;
  let first: string;
  let database: TestDatabase;
  before(async () => {
    product = await productWithLater(later);
    first = product.migrations().at(-4) ?? '';
  });
  beforeEach(async () => {
    database = await testDatabase();
    await product.migrate(database.db, silent);
  });
  afterEach(() => database.drop());
  after(() => product.remove());

  const to = (name: string, losesData = false) =>
    product.rollback(database.db, silent, { to: name, dryRun: false, losesData });
  const cloud = async (args: readonly string[], env: Record<string, string>) =>
    runCloud(args, env, '', (await product.commandLine()).runCommandLine);
  const settings = () => ({ DATABASE_URL: database.url, KEYS_DIR: '/nowhere' });
  const account = (columns = '', values = '') =>
    database.db.run(
      `insert into accounts (id, nickname, sessions_valid_from, created_at, updated_at${columns})
       values ('00000000-0000-4000-8000-000000000001', '溪边人家', '2026-03-02', '2026-03-02', '2026-03-02'${values})`,
    );

  it('leaves the schema that stood before, and the next start brings it forward again', async () => {
    const { db } = database;
    const whole = await schemaOf(db);
    expect(await to(kept)).to.eql({ migrations: taken, losses: [], done: true });
    const back = await schemaOf(db);
    expect(await product.migrate(db, silent)).to.eql(taken.toReversed());
    expect(await schemaOf(db)).to.eql(whole);
    await product.migrateDown(db, silent, taken.length);
    expect(await schemaOf(db)).to.eql(back);
  });

  it('names the migrations by name or by four digits, and takes nothing back where it is the last one', async () => {
    expect((await to(kept.slice(0, 4))).migrations).to.eql(taken);
    expect(await to(kept)).to.eql({ migrations: [], losses: [], done: true });
  });

  it('refuses to drop a column with data, names it, and drops it when told to', async () => {
    const { db } = database;
    expect(await to('0028').catch((error: unknown) => error)).to.have.property('code', 'not_found'); // it never was
    await account(', shoe_size', ', 42');
    const whole = await schemaOf(db);
    const error = await to(kept).catch((thrown: unknown) => thrown);
    expect(error).to.have.nested.property('fact.code', 'commands.rollback_loses');
    expect(error)
      .to.have.nested.property('fact.params.losses')
      .deep.equal([{ code: 'commands.loss', params: { column: 'accounts.shoe_size', rows: 1, isMore: false } }]);
    expect(await schemaOf(db)).to.eql(whole);
    expect(await db.row('select shoe_size from accounts')).to.eql({ shoe_size: 42 });
    expect((await to(kept, true)).losses).to.eql([{ table: 'accounts', column: 'shoe_size', rows: 1 }]);
    expect(await db.row('select count(*)::int as all from accounts')).to.eql({ all: 1 });
  });

  it('counts whole tables, and rows that a migration deletes on its way back', async () => {
    const { db } = database;
    const shops = { table: 'shoe_shops', rows: 1 }; // with the row that a migration put there itself
    const dry = async () => (await product.rollback(db, silent, { to: first, dryRun: true, losesData: false })).losses;
    expect(await dry()).to.eql([shops]);
    await db.run(
      `insert into sms_codes (id, phone_index, binding, purpose, code_hash, created_at, expires_at)
       values ('00000000-0000-4000-8000-000000000002', 'a', 'b', 'new-phone', 'c', '2026-03-02', '2026-03-02')`,
    );
    expect(await dry()).to.eql([shops, { table: 'sms_codes', rows: 1 }]);
  });

  it('refuses a database that a newer version has brought further', async () => {
    await database.db.run(
      `insert into knex_migrations (name, batch, migration_time) values ('9999_from_the_future', 9, '2030-01-01')`,
    );
    const error = await to(kept).catch((thrown: unknown) => thrown);
    expect(error).to.have.nested.property('fact.code', 'commands.rollback_newer');
  });

  it('is a command, which needs no keys and brings nothing forward first', async () => {
    const dry = await cloud(['db', 'rollback', '--to', kept, '--dry-run', '--json'], settings());
    expect([dry.code, JSON.parse(dry.stdout)]).to.eql([0, { migrations: taken, losses: [], done: false }]);
    await account(', shoe_size', ', 42');
    const refused = await cloud(['db', 'rollback', '--to', kept], settings());
    expect([refused.code, refused.stderr]).to.eql([
      1,
      '会丢数据：accounts.shoe_size（1 行）。请先备份；确实要丢，就加 --lose-data\n',
    ]);
    const done = await cloud(['db', 'rollback', '--to', kept, '--lose-data'], settings());
    expect([done.code, done.stdout.split('\n')[0], done.stdout.split('\n').at(-2)]).to.eql([
      0,
      `收回了：${product.migrations().at(-1)}`,
      '丢了：accounts.shoe_size（1 行）',
    ]);
    const again = ['db', 'rollback', '--to', kept];
    expect((await cloud(again, settings())).stdout).to.equal('没有要收回的\n');
    expect((await cloud(again, { ...settings(), LANG: 'en_US.UTF-8' })).stdout).to.equal('nothing to take back\n');
  });

  it('is recorded in the audit, with its operator, if the audit still exists', async () => {
    const dir = await freshFolder();
    await cloud(['keys', 'create'], { ...settings(), KEYS_DIR: dir });
    const { db } = database;
    const run = (to: string) =>
      cloud(['db', 'rollback', '--to', to, '--json', '--lose-data'], { ...settings(), KEYS_DIR: dir });
    expect(JSON.parse((await run(kept)).stdout)).to.include({ done: true, recorded: true });
    const [event] = await db.rows<{ actor_id: string; verb: string; subject_id: string; details: object }>(
      'select actor_id, verb, subject_id, details from audit_events',
    );
    expect(event).to.deep.include({
      verb: 'database.rollback',
      subject_id: kept,
      details: { migrations: taken, losses: [] },
    });
    expect(event?.actor_id).to.match(/\w/);
    await product.migrate(db, silent);
    const key = Buffer.from(String((await contentOf(dir, 'secrets.json')).audit), 'base64url');
    await db.transaction((trx) => sealNext(trx, key, 10));
    expect(await verifyChain({ db, clock: systemClock, key })).to.deep.include({ broken: undefined });
    const all = await run('0001');
    expect(all.stderr).to.equal('');
    expect(JSON.parse(all.stdout)).to.include({ done: true }).and.not.to.have.property('recorded');
  });
});
