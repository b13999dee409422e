import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openDistance } from '../../bench/distance.ts';
import { newId } from '../../src/crypto/secrets.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { createWithdrawals } from '../../src/database/withdrawals.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('withdrawals that every process hears of', () => {
  let database: TestDatabase;
  let way: Awaited<ReturnType<typeof openDistance>>;
  let here: Database;
  before(async () => {
    database = await testDatabase();
    way = await openDistance(database.url);
  });
  after(async () => {
    way.close();
    await database.drop();
  });
  beforeEach(async () => {
    here = await openDatabase({ url: database.url, listenUrl: way.url, dataDir: '', log: silent });
    here.withdrawals.start();
    await live();
  });
  afterEach(() => here.close());

  const live = () => until(() => here.withdrawals.isLive(), 'live');
  const tell = (key: string, pid = 1) => database.db.notify('withdrawn', `${key} ${pid}`);
  const holds = (since: number, key: string) => here.withdrawals.holds(since, [key]);

  it('invalidate earlier reads, and nothing else', async () => {
    const before = here.withdrawals.count();
    await tell('g 1');
    await until(() => !holds(before, 'g 1'), 'heard');
    expect(holds(before, 'g 2')).to.equal(true);
    expect(holds(here.withdrawals.count(), 'g 1'), 'read since').to.equal(true);
  });

  it('leave in doubt rows that this process changes itself, from its own connection’s notification to the one to all, whichever is read first', async () => {
    const say = (what: string) => here.run(`do $$ begin raise info 'withdrawn ${what}'; end $$`);
    await say('g 7 4711');
    expect(holds(here.withdrawals.count(), 'g 7')).to.equal(false);
    await tell('g 7', 4711);
    await until(() => holds(here.withdrawals.count(), 'g 7'), 'told');

    const before = here.withdrawals.count();
    await tell('g 7', 4712);
    await until(() => !holds(before, 'g 7'), 'told');
    await say('g 7 4712');
    await say('g 7 4712');
    expect(holds(here.withdrawals.count(), 'g 7'), 'over already').to.equal(true);
  });

  it('end everything where they say no name, or may have been missed', async () => {
    const before = here.withdrawals.count();
    await database.db.notify('withdrawn', 'all of them 1');
    await until(() => !holds(before, 'g 1'), 'heard');
    const gaps = here.withdrawals.gaps();
    const later = here.withdrawals.count();
    await database.db.run(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ '^listen ' and pid <> pg_backend_pid()`,
    );
    await until(() => !holds(later, 'g 1'), 'lost');
    await live();
    expect(here.withdrawals.gaps()).to.be.above(gaps);
  });

  it('are not believed in where the way is slow, although they come without a gap', async () => {
    const before = here.withdrawals.count();
    await way.set(2_000);
    await tell('g 1');
    await until(() => !here.withdrawals.isLive(), 'not live');
    for (let turn = 0; turn < 10; turn += 1) {
      await sleep(150);
      expect(here.withdrawals.isLive()).to.equal(false);
    }
    await way.set(0);
    await live();
    expect(holds(before, 'g 1'), 'it came, late').to.equal(false);
  });

  it('are not believed in half a second after everything stands still, and come when it goes on', async () => {
    process.kill(way.pid, 'SIGSTOP');
    try {
      const before = here.withdrawals.count();
      await tell('g 1');
      await sleep(520);
      expect(here.withdrawals.isLive()).to.equal(false);
      process.kill(way.pid, 'SIGCONT');
      await live();
      expect(holds(before, 'g 1')).to.equal(false);
    } finally {
      process.kill(way.pid, 'SIGCONT');
    }
  });

  it('are proved by no pulse of another process', async () => {
    const never = () => new Promise<never>(() => undefined); // its messages do not arrive
    const mute = createWithdrawals({ db: { listen: here.listen, notify: never }, log: silent, validMs: 60_000 });
    mute.start();
    try {
      const before = mute.count();
      await until(async () => {
        await database.db.notify('withdrawn', `pulse ${randomUUID()} 0`);
        await tell('g 1');
        return !mute.holds(before, ['g 1']);
      }, 'heard');
      expect(mute.isLive()).to.equal(false);
    } finally {
      mute.stop();
    }
  });

  it('are never believed in again where the triggers are gone', async () => {
    await database.db.notify('withdrawn', 'no more');
    await until(() => !here.withdrawals.isLive(), 'not live');
    await sleep(600);
    expect(here.withdrawals.isLive()).to.equal(false);
  });

  it('of this process are known before its statement is answered, and until they are published to all', async () => {
    const id = newId();
    const insert = `insert into accounts (id, username, nickname, sessions_valid_from, created_at, updated_at) values ($1, $2, '某', $3, $3, $3)`;
    await database.db.run(insert, [id, `user-${id.slice(0, 8)}`, new Date()]);
    const before = here.withdrawals.count();
    const lock = (db: Pick<Database, 'run'>) =>
      db.run('update accounts set locked_at = $2 where id = $1', [id, new Date()]);
    await here
      .transaction(async (trx) => {
        await lock(trx);
        expect(holds(before, `p ${id}`), 'within the transaction').to.equal(false);
        expect(holds(here.withdrawals.count(), `p ${id}`), 'and what is read meanwhile').to.equal(false);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    process.kill(way.pid, 'SIGSTOP');
    try {
      await lock(here);
      const since = here.withdrawals.count();
      expect(holds(since, `p ${id}`), 'committed, and not heard yet').to.equal(false);
      expect(holds(since, 'p other')).to.equal(true);
    } finally {
      process.kill(way.pid, 'SIGCONT');
    }
    // The one that was rolled back is forgotten after five seconds.
    await until(() => holds(here.withdrawals.count(), `p ${id}`), 'told to all');
  });
});
