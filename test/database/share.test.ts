import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { withReservedConnections } from '../../src/database/share.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('the connections to the database', () => {
  let base: TestDatabase;
  let db: Database;

  before(async () => {
    base = await testDatabase();
    db = await openDatabase({ url: base.url, dataDir: '', log: silent });
  });
  after(async () => {
    await db.close();
    await base.drop();
  });

  it('are never all taken by pages, exports and jobs: a login finds one', async () => {
    let begun = 0;
    let end: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const pages = Array.from({ length: 20 }, () =>
      db.transaction(async (trx) => {
        begun += 1;
        await held;
        return trx.row('select 1 as one');
      }),
    );
    await until(() => begun === 7, 'seven that hold a connection');
    expect(await withReservedConnections(() => db.row('select 2 as two'))).to.eql({ two: 2 });
    const login = withReservedConnections(() =>
      db.transaction(async (trx) => {
        await trx.row('select 3 as three');
        return trx.row('select 4 as four');
      }),
    );
    expect(await login).to.eql({ four: 4 });
    expect(begun).to.equal(7);
    end();
    expect(await Promise.all(pages)).to.have.length(20);
  });

  it('are given back also by failing work', async () => {
    for (let n = 0; n < 20; n += 1) {
      await db.row('select no_such_column').catch(() => undefined);
      await db.transaction(() => Promise.reject(new Error('no'))).catch(() => undefined);
    }
    expect(await db.row('select 1 as one')).to.eql({ one: 1 });
  });
});
