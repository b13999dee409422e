import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { pino } from 'pino';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

describe('a second connection', () => {
  const lines: string[] = [];
  let base: TestDatabase;
  let db: Database;

  before(async () => {
    base = await testDatabase();
    const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    db = await openDatabase({ url: base.url, dataDir: '', log });
  });
  after(async () => {
    await db.close();
    await base.drop();
  });

  const said = () => lines.splice(0).filter((line) => line.includes('a second connection is taken')).length;

  it('that is taken while a transaction holds one is named in the log', async () => {
    await db.transaction(() => db.row('select 1'));
    await db.transaction(() => db.transaction((trx) => trx.row('select 1')));
    expect(said()).to.equal(2);
  });

  it('before, after and beside a transaction does no harm', async () => {
    await db.row('select 1');
    const [own] = await Promise.all([db.transaction((trx) => trx.row('select 1')), db.row('select 1')]);
    expect(own).to.be.an('object');
    await db.transaction((trx) => trx.row('select 1')).then(() => db.row('select 1'));
    await db.transaction(() => Promise.reject(new Error('no'))).catch(() => db.row('select 1'));
    expect(said()).to.equal(0);
  });
});
