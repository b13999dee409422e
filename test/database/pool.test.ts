import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const pid = 'select pg_backend_pid() as pid';

describe('a connection that was used', () => {
  let base: TestDatabase;
  let db: Database;
  const open = () => openDatabase({ url: base.url, dataDir: '', log: silent });
  const sessions = async () =>
    (
      await base.db.row<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend' and query = $1`,
        [pid],
      )
    )?.n;

  before(async () => {
    base = await testDatabase();
    db = await open();
  });
  after(async () => {
    await db.close();
    await base.drop();
  });

  it('is taken again at once, and a second later as well', async () => {
    const first = await db.row(pid);
    expect(await db.row(pid)).to.eql(first);
    await sleep(1_200);
    expect(await db.row(pid)).to.eql(first);
    expect(db.pools()).to.deep.include({ database: { places: 10, busy: 0, waiting: 0 } });
  });

  it('is not taken again where it was lost while idle', async () => {
    const first = await db.row<{ pid: number }>(pid);
    await base.db.rows('select pg_terminate_backend($1)', [first?.pid]);
    await until(async () => (await sessions()) === 0, 'the session has ended');
    await sleep(50);
    const next = await db.row<{ pid: number }>(pid);
    expect(next?.pid).to.be.a('number').that.does.not.equal(first?.pid);
    expect(db.pools()).to.deep.include({ database: { places: 10, busy: 0, waiting: 0 } });
  });

  it('is handed on to who waits for one', async () => {
    const all = Array.from({ length: 40 }, () => db.row<{ pid: number }>(pid));
    const found = new Set((await Promise.all(all)).map((row) => row?.pid));
    expect(found.size).to.be.at.most(10);
  });

  it('ends with all others when they are closed', async () => {
    const other = await open();
    await Promise.all([other.row(pid), other.byKey.row(pid)]);
    const before = await sessions();
    await other.close();
    await until(async () => (await sessions()) === (before ?? 0) - 2, 'its sessions have ended');
  });
});
