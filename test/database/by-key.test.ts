import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createAvailability } from '../../src/database/availability.ts';
import { createByKey } from '../../src/database/by-key.ts';
import { connectionBy } from '../../src/database/connection.ts';
import { remoteServer } from '../../src/database/server.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';

const byKeys = 'select count(*)::int as n from oidc_tokens where kind = any($1::smallint[]) and key = any($2::bytea[])';
const plans = `select generic_plans::int as kept, custom_plans::int as made from pg_prepared_statements where statement = $1`;

describe('a statement by key', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('is planned once, however its arrays look', async () => {
    const { byKey } = database.db;
    for (let turn = 1; turn <= 8; turn += 1) await byKey.rows(byKeys, [[1], [Buffer.alloc(turn)]]);
    expect(await byKey.row(plans, [byKeys])).to.deep.equal({ kept: 8, made: 0 });
  });

  it('goes by an index from the first day on, when the table is empty', async () => {
    const explained = await database.db.byKey.rows(`explain ${byKeys.replace('$1', "'{1}'").replace('$2', "'{}'")}`);
    expect(JSON.stringify(explained)).not.to.include('Seq Scan');
  });

  it('runs on the ordinary connections where a server does not take our settings', async () => {
    const refusing = new URL(database.url);
    refusing.pathname = '/there_is_no_such_database';
    const server = remoteServer(refusing.href);
    const availability = createAvailability(server, silent);
    const byKey = createByKey(server, availability, silent, {
      query: async () => ({ rows: [{ n: 7 }], rowCount: 1, command: 'SELECT', oid: 0, fields: [] }),
      transaction: () => expect.fail('not asked for'),
      together: () => expect.fail('not asked for'),
      state: () => ({ places: 10, busy: 0, waiting: 0 }),
      close: async () => undefined,
    });
    expect(await connectionBy(byKey.query).row('select 7 as n')).to.deep.equal({ n: 7 });
    await byKey.close();
    availability.close();
  });
});
