import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { pino } from 'pino';
import { timed } from '../../src/database/deadline.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { isUnavailable } from '../../src/errors.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { openGateway } from './gateway.ts';
import { until as untilSaid } from './holders.ts';

describe('the state of PostgreSQL as a process knows it', function () {
  this.timeout(90_000);
  const lines: { msg: string; failed?: number; level: number }[] = [];
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let db: Database;

  before(async () => {
    database = await emptyDatabase();
    await database.db.run('create table things (name text)');
  });
  after(() => database.drop());
  beforeEach(async () => {
    lines.length = 0;
    gateway = await openGateway(database.url);
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
    db = await openDatabase({ url: gateway.url, dataDir: '', log });
    await Promise.all(Array.from({ length: 6 }, () => db.rows('select pg_sleep(0.05)'))); // idle connections
    await db.byKey.row('select 1');
  });
  afterEach(async () => {
    await db.close();
    await gateway.remove();
  });

  /** Milliseconds until it was refused as an outage. */
  async function refused(work: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    const error = await work().then(
      () => new Error('it worked'),
      (thrown: unknown) => thrown,
    );
    if (!isUnavailable(error)) throw error;
    return performance.now() - began;
  }
  const insert = () => db.run(`insert into things (name) values ('one')`);
  const isReady = () => db.isReady().catch(() => false);
  const said = (text: string) => lines.filter(({ msg }) => msg.includes(text)).length;
  const everybody = () => [
    ...Array.from({ length: 20 }, () => refused(() => db.row('select 1'))),
    ...Array.from({ length: 20 }, () => refused(() => db.byKey.row('select 1'))),
    ...Array.from({ length: 5 }, () => refused(() => db.transaction(insert))),
    refused(() => timed('job', () => db.row('select pg_sleep(30)'))),
  ];

  it('a network that swallows everything delays requests for ten seconds, then they are refused at once, and it is used again at once', async () => {
    gateway.swallow(true);
    const first = everybody();
    expect(await isReady(), 'ready').to.equal(false);
    expect(Math.max(...(await Promise.all(first)))).to.be.below(10_000);
    const later = await Promise.all(everybody());
    expect(Math.max(...later), 'once it is known').to.be.below(1_000);
    expect(await isReady(), 'ready while it lasts').to.equal(false);
    gateway.swallow(false);
    const back = performance.now();
    await until(
      () =>
        db.byKey.row('select 1').then(
          () => true,
          () => false,
        ),
      'an answer',
    );
    expect(performance.now() - back).to.be.below(5_000);
    expect(await isReady()).to.equal(true);
    await untilSaid(() => said('can be used again') === 1);
    expect(said('the database cannot be used'), 'one line').to.equal(1);
    const told = lines.find(({ msg }) => msg.includes('can be used again'));
    expect(told?.failed, 'all of the second round').to.be.at.least(later.length);
    expect(lines.filter(({ level }) => level >= 40)).to.have.length.below(6);
  });

  const rest = () => new Promise((resolve) => setTimeout(resolve, 20));
  const connections = async () =>
    (
      await database.db.rows<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by pid`,
      )
    ).map(({ pid }) => pid);

  it('a connection that cannot be opened proves nothing about working ones: they are kept, and no request is refused', async () => {
    const before = await connections();
    gateway.swallowNew(true);
    const asked: Promise<unknown>[] = [];
    for (const began = performance.now(); performance.now() - began < 9_000; await rest())
      asked.push(db.row('select 1'), db.byKey.row('select 1'), db.row('select pg_sleep(0.1)'), db.row('select 1'));
    await Promise.all(asked);
    expect(await connections()).to.include.members(before);
    expect(said('cannot be used')).to.equal(0);
  });

  it('an answer that comes while the server counts as away ends that, though no connection can be opened yet', async () => {
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>();
    const asking = db.transaction(async (trx) => {
      await trx.row('select 1');
      await goesOn;
      for (const began = performance.now(); performance.now() - began < 4_000; await rest()) await trx.row('select 1');
    });
    await rest();
    gateway.freeze(true);
    gateway.swallowNew(true);
    await refused(() => db.row('select 1'));
    await until(async () => (await refused(() => db.row('select 1'))) < 100, 'known to be away');
    gateway.freeze(false);
    goOn();
    await asking;
    gateway.swallowNew(false);
    const back = performance.now();
    await until(isReady, 'ready');
    expect(performance.now() - back).to.be.below(6_000);
  });

  it('connections are opened one after the other, however many wait, and waiters take those that come back meanwhile', async () => {
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
    gateway.slow(150);
    const opened = await openDatabase({ url: gateway.url, dataDir: '', log });
    await Promise.all(Array.from({ length: 60 }, () => [opened.row('select 1'), opened.byKey.row('select 1')]).flat());
    await opened.close();
    expect(gateway.mostOpening()).to.equal(1);
    expect(lines).to.eql([]);
  });

  it('a connection that died without a word is given up after five seconds, and all that were idle with it', async () => {
    gateway.stall(); // new connections get through
    const first = await refused(() => db.row('select 1'));
    expect(first).to.be.below(6_000);
    const began = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => db.row('select 1')));
    await db.byKey.row('select 1').catch(() => db.byKey.row('select 1'));
    expect(performance.now() - began).to.be.below(4_000);
  });

  it('a statement that is only slow ends after five seconds, and longer work after its own time', async () => {
    const [usual, long] = await Promise.all([
      refused(() => db.row('select pg_sleep(20)')),
      timed('export', () => db.row('select pg_sleep(6) is null as slept')),
    ]);
    expect(usual).to.be.within(4_900, 6_500);
    expect(long).to.deep.equal({ slept: false });
  });

  describe('that it only reads', () => {
    const name = () => new URL(database.url).pathname.slice(1);
    const readOnly = async () => {
      await database.db.run(`alter database ${name()} set default_transaction_read_only = on`);
      await database.db.run(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
    };
    const writableAgain = () =>
      database.db.transaction(async (trx) => {
        await trx.run('set transaction read write');
        await trx.run(`alter database ${name()} reset default_transaction_read_only`);
      });
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: { cause?: { code?: string } }) => error.cause?.code,
      );

    it('is an outage for writers; it is not ready, and recovers by itself when it writes again', async () => {
      await readOnly();
      await until(async () => (await codeOf(insert())) === '25006', 'refused for it');
      await refused(insert);
      await refused(() => db.transaction((trx) => trx.run(`insert into things (name) values ('one')`)));
      await until(async () => (await codeOf(db.row('select 1 as one'))) === 'done', 'reads go on');
      expect(await isReady()).to.equal(false);
      await writableAgain();
      await until(isReady, 'ready again');
      // The probe finds the new state; connections of the time between are not used again.
      await untilSaid(() => said('can be used again') === 1);
      await Promise.all(Array.from({ length: 12 }, insert));
    });

    it('is found and recovered from also without writes, since an unready node gets no requests', async () => {
      await readOnly();
      await until(async () => (await codeOf(db.row('select 1'))) === 'done', 'reads go on');
      await until(async () => !(await isReady()), 'not ready');
      await writableAgain();
      await until(isReady, 'ready again');
    });
  });
});
