import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { isUnavailable } from '../../src/errors.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

/**
 * The message of Citus at a commit whose part at one server is missing, from one PostgreSQL (test/distributed/decided.test.ts: from a Citus).
 */
describe('a commit that a server has not carried out', () => {
  let database: TestDatabase;
  before(async () => {
    database = await emptyDatabase();
    await database.db.run('create table things (name text)');
    await database.db.run(`create function warn() returns trigger language plpgsql as $$ begin
      raise warning 'failed to commit transaction on 127.0.0.1:1';
      if new.name = 'fails' then raise exception 'as a whole'; end if;
      return null; end $$`);
    await database.db.run(`create constraint trigger warn after insert on things deferrable initially deferred
      for each row when (new.name <> 'usual') execute function warn()`);
  });
  after(() => database.drop());

  const insert = 'insert into things (name) values ($1)';
  const ways: Record<string, (name: string) => Promise<unknown>> = {
    'a statement': (name) => database.db.run(insert, [name]),
    'a transaction': (name) => database.db.transaction((trx) => trx.run(insert, [name])),
    'statements that leave together': (name) => database.db.byKey.together((trx) => trx.run(insert, [name])),
  };
  for (const [way, write] of Object.entries(ways))
    it(`is an outage for its caller: ${way}`, async () => {
      const refused = async (name: string) => write(name).catch((error: unknown) => error);
      for (let turn = 0; turn < 3; turn += 1) {
        expect(isUnavailable(await refused('warns'))).to.equal(true);
        expect(String(await refused('fails'))).to.match(/as a whole/);
        expect(await write('usual'), 'the next one').to.equal(1);
      }
      const { count } = (await database.db.row<{ count: number }>('select count(*)::int from things')) ?? {};
      expect(count, 'it stands').to.equal(6);
      await database.db.run('delete from things');
    });
});
