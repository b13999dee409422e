import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { Problem } from '../../src/errors.ts';
import { emptyDatabase, silent, type TestDatabase } from '../support/database.ts';
import { openGateway } from './gateway.ts';

describe('an outage of PostgreSQL', () => {
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let db: Database;
  before(async () => {
    database = await emptyDatabase();
    await database.db.run('create table things (name text)');
  });
  after(() => database.drop());
  beforeEach(async () => {
    gateway = await openGateway(database.url);
    db = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
  });
  afterEach(async () => {
    await db.close();
    await gateway.remove();
  });

  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('it works'),
      (error) => error,
    );
  const expectUnavailable = (error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    expect(error).to.include({ status: 503, retryAfter: 5 });
    expect(error.fact.code).to.equal('database.busy');
    expect(error.cause).to.be.instanceOf(Error);
  };

  it('is a 503 with its cause while it lasts, and over when PostgreSQL is back', async () => {
    await gateway.close();
    await sleep(20);
    expectUnavailable(await failure(db.rows('select 1')));
    expectUnavailable(await failure(db.run('select 1')));
    expectUnavailable(await failure(db.transaction((trx) => trx.rows('select 1'))));
    expectUnavailable(await failure(db.notify('topic', '')));
    await gateway.open();
    const answers = await Promise.all(Array.from({ length: 30 }, () => db.row('select 1 as one')));
    expect(answers).to.eql(answers.map(() => ({ one: 1 })));
  });

  it('is a 503 for those whose statement was under way', async () => {
    const slow = Array.from({ length: 5 }, () => failure(db.rows('select pg_sleep(10)')));
    await sleep(200);
    gateway.cut();
    for (const error of await Promise.all(slow)) expectUnavailable(error);
    expect(await db.row('select 1 as one')).to.eql({ one: 1 });
  });

  it('is a 503 where a server of a Citus is away and its error has no code that says so', async () => {
    const raise = (message: string) =>
      failure(db.run(`do $$ begin raise exception using errcode = 'XX000', message = '${message}'; end $$`));
    const gone = [
      'server closed the connection unexpectedly',
      `failed to prepare transaction 'citus_0_1_2_3' on host 127.0.0.1:1`,
      'failure on connection marked as essential: 127.0.0.1:1',
      'postmaster was shut down, exiting',
      'could not commit transaction for shard 102008 on at least one active node',
    ];
    for (const message of gone) expectUnavailable(await raise(message.replaceAll("'", "''")));
    expect(await raise('cache lookup failed for type 0')).to.have.property('code', 'XX000');
  });

  it('rolls back the transaction that it interrupts between two statements', async () => {
    const error = await failure(
      db.transaction(async (trx) => {
        await trx.run('insert into things (name) values ($1)', ['lost']);
        gateway.cut();
        await sleep(50);
        await trx.run('insert into things (name) values ($1)', ['lost too']);
      }),
    );
    expectUnavailable(error);
    expect(await db.rows('select name from things')).to.eql([]);
  });

  it('interrupts a transaction at its commit, and the caller gets the error', async () => {
    const error = await failure(
      db.transaction(async (trx) => {
        await trx.run('insert into things (name) values ($1)', ['lost']);
        gateway.cut();
        await sleep(50);
      }),
    );
    expectUnavailable(error);
  });

  it('leaves the error of the work alone that came first', async () => {
    const why = new Error('no');
    const error = await failure(
      db.transaction(async (trx) => {
        await trx.run('insert into things (name) values ($1)', ['lost']);
        gateway.cut();
        await sleep(50);
        throw why;
      }),
    );
    expect(error).to.equal(why);
    expect(await db.rows('select name from things')).to.eql([]);
  });

  it('is the kill of a session by an administrator, and that of an idle one passes unseen', async () => {
    const killAll = `select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid()`;
    const slow = failure(db.rows('select pg_sleep(10)'));
    await db.row('select 1'); // a second session, idle
    await sleep(100);
    await database.db.rows(killAll);
    expectUnavailable(await slow);
    await sleep(50);
    for (let n = 0; n < 5; n++) expect(await db.row('select 1 as one')).to.eql({ one: 1 });
  });

  it('leaks no connection, however often it happens', async () => {
    for (let round = 0; round < 15; round++) {
      const under = Array.from({ length: 10 }, () => db.rows('select pg_sleep(0.1)'));
      await sleep(30);
      gateway.cut();
      await Promise.allSettled(under);
    }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => db.row('select 1 as one, pg_sleep(0.01)::text')),
    );
    expect(answers).to.have.lengthOf(10);
  });

  it('is also a pool without a free connection for less urgent work', async () => {
    const release = Promise.withResolvers<void>();
    const busy = Array.from({ length: 7 }, () =>
      db.transaction(async (trx) => {
        await trx.rows('select 1');
        await release.promise;
      }),
    );
    const began = performance.now();
    expectUnavailable(await failure(db.rows('select 1')));
    expect(performance.now() - began).to.be.within(3_900, 7_000);
    release.resolve();
    await Promise.all(busy);
    expect(await db.row('select 1 as one')).to.eql({ one: 1 });
  }).timeout(90_000);

  it('at the start is waited for', async () => {
    await gateway.close();
    const opening = openDatabase({ url: gateway.url, dataDir: '', log: silent });
    await sleep(300);
    await gateway.open();
    const late = await opening;
    expect(await late.row('select 1 as one')).to.eql({ one: 1 });
    await late.close();
  });

  it('at the start that lasts is an error that names the server and no password', async () => {
    const url = 'postgres://cloud:hush-hush@127.0.0.1:1/cloud';
    const error = await failure(openDatabase({ url, dataDir: '', log: silent, connectTimeout: 0.2 }));
    expect(error).not.to.be.instanceOf(Problem);
    expect(error.message).to.contain('PostgreSQL at 127.0.0.1:1/cloud').and.contain('ECONNREFUSED');
    expect(error.message).not.to.contain('hush');
  });

  it('is not a missing database: that is reported at once', async () => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    const began = performance.now();
    const error = await failure(openDatabase({ url: url.href, dataDir: '', log: silent }));
    expect(error.message).to.contain('database "nowhere" does not exist');
    expect(performance.now() - began).to.be.below(2_000);
  });

  it('is the answer to callers after closing', async () => {
    const closed = await openDatabase({ url: database.url, dataDir: '', log: silent });
    await Promise.all([closed.close(), closed.close()]);
    expectUnavailable(await failure(closed.rows('select 1')));
  });

  it('is told apart from a bug, and neither quotes typed values', async () => {
    const typed = 'what 13800138000 typed';
    const mistakes = [
      () => db.row('select $1::text::uuid', [typed]),
      () => db.row('select $1::text::int', [typed]),
      () => db.row('select ($1::text)::jsonb', [typed]),
      () => db.row('select $1::text::timestamptz', [typed]),
    ];
    for (const mistake of mistakes) {
      const error = await failure(mistake());
      const told = JSON.stringify([error, error.message, error.stack, String(error.cause ?? '')]);
      expect(told).to.not.contain('13800138000');
    }
  });
});
