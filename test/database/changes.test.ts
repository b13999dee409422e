import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('changes that every process hears of', () => {
  let database: TestDatabase;
  let heard: Database;
  before(async () => {
    database = await testDatabase();
    heard = await openDatabase({ url: database.url, dataDir: '', log: silent, behind: 200 });
    heard.changes.start();
    await until(() => heard.changes.standOf([]) !== undefined, 'it hears of changes');
  });
  after(async () => {
    await heard.close();
    await database.drop();
  });

  it('count once more when a standby certainly has them: a read in between may have seen the old state', async () => {
    const times: number[] = [];
    heard.changes.onChange('links', () => times.push(performance.now()));
    const before = heard.changes.standOf(['links']);
    await database.db.transaction((trx) => trx.changed('links'));
    await until(() => times.length === 1, 'the change is heard');
    const between = heard.changes.standOf(['links']);
    await until(() => times.length === 2, 'it counts again');
    const [first = 0, second = 0] = times;
    expect(second - first).to.be.at.least(199);
    expect(new Set([before, between, heard.changes.standOf(['links'])])).to.have.property('size', 3);
  });
});
