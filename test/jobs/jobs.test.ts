import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { after as later } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createJobs, type Jobs } from '../../src/jobs/service.ts';
import * as store from '../../src/jobs/store.ts';
import { testClock } from '../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

type Row = { attempts: number; done: boolean; given_up: boolean; last_error: string | null; run_at: Date };
const state = `select attempts, done_at is not null as done, given_up_at is not null as given_up, last_error, run_at
               from jobs where queue = $1 order by id`;

describe('jobs', () => {
  let base: TestDatabase;
  let clock: ReturnType<typeof testClock>;
  let services: Jobs[];

  const service = (db = base.db, everyMs = 50) => {
    const jobs = createJobs({ db, clock, log: silent, everyMs });
    services.push(jobs);
    return jobs;
  };
  const rowsOf = (queue: string) => base.db.rows<Row>(state, [queue]);
  const allDone = (queue: string) => async () => (await rowsOf(queue)).every(({ done }) => done);

  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  beforeEach(async () => {
    await base.db.run('truncate jobs, job_runs');
    clock = testClock();
    services = [];
  });
  afterEach(() => Promise.all(services.map((jobs) => jobs.stop())));

  it('run with their payload', async () => {
    const jobs = service();
    const heard: unknown[] = [];
    jobs.add({ queue: 'letter', handle: async (payload, attempt) => void heard.push([payload, attempt]) });
    jobs.start();
    await jobs.enqueue(base.db, 'letter', { to: '青溪\0' });
    await until(allDone('letter'), 'done');
    expect(heard).to.deep.equal([[{ to: '青溪\0' }, 1]]);
  });

  it('exist exactly when the transaction that enqueued them was committed, and start at the commit on every node', async () => {
    const heard: unknown[] = [];
    const [asking, working] = [service(), service(base.db, 60_000)];
    working.add({ queue: 'letter', handle: async (payload) => void heard.push(payload) });
    working.start();
    await until(
      async () =>
        (
          await base.db.rows(
            `select 1 from pg_stat_activity where query like 'listen%' and datname = current_database()`,
          )
        ).length > 0,
      'listening',
    );
    await base.db
      .transaction((trx) => asking.enqueue(trx, 'letter', { number: 1 }).then(() => Promise.reject(new Error('no'))))
      .catch(() => undefined);
    const began = performance.now();
    await base.db.transaction((trx) => asking.enqueue(trx, 'letter', { number: 2 }));
    await until(() => heard.length > 0, 'heard');
    expect(performance.now() - began).to.be.below(2_000);
    await sleep(50);
    expect(heard).to.deep.equal([{ number: 2 }]);
  });

  it('wait until their time has come', async () => {
    const jobs = service();
    const heard: unknown[] = [];
    jobs.add({ queue: 'letter', handle: async (payload) => void heard.push(payload) });
    jobs.start();
    await jobs.enqueue(base.db, 'letter', {}, new Date('2026-03-02T02:00:00Z'));
    await sleep(100);
    expect(heard).to.deep.equal([]);
    clock.set('2026-03-02T02:00:00Z');
    await until(() => heard.length === 1, 'heard');
  });

  it('are shared by two nodes: nothing twice, nothing lost, four at once on each', async () => {
    const other = await openDatabase({ url: base.url, dataDir: '', log: silent });
    const done: number[][] = [[], []];
    let most = 0;
    for (const [node, db] of [base.db, other].entries()) {
      const jobs = service(db);
      let now = 0;
      jobs.add({
        queue: 'count',
        handle: async (payload) => {
          most = Math.max(most, ++now);
          await sleep(1);
          now--;
          done[node]?.push(Number(Object.values(Object(payload))[0]));
        },
      });
    }
    await base.db.transaction(async (trx) => {
      for (let number = 0; number < 300; number++) await services[0]?.enqueue(trx, 'count', { number });
    });
    for (const jobs of services) jobs.start();
    await until(allDone('count'), 'done');
    await Promise.all(services.map((jobs) => jobs.stop()));
    await other.close();
    expect(done.flat().toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 300 }, (_, number) => number));
    for (const share of done) expect(share.length).to.be.above(30);
    expect(most).to.equal(4);
  });

  it('come back later when they do not succeed, and are given up when their retry says so', async () => {
    const jobs = service();
    const attempts: number[] = [];
    jobs.add({
      queue: 'letter',
      handle: async (_payload, attempt) => {
        attempts.push(attempt);
        throw new Error(`no answer\0 at attempt ${attempt}`);
      },
      retry: (attempt) => (attempt < 3 ? attempt * 60 : undefined),
    });
    jobs.start();
    await jobs.enqueue(base.db, 'letter', {});
    for (const [attempt, due] of [
      [1, '2026-03-02T01:01:00.000Z'],
      [2, '2026-03-02T01:03:00.000Z'],
    ] as const) {
      await until(
        async () => (await rowsOf('letter'))[0]?.last_error === `no answer at attempt ${attempt}`,
        `attempt ${attempt}`,
      );
      expect((await rowsOf('letter'))[0]?.run_at.toISOString()).to.equal(due);
      clock.set(due);
    }
    await until(async () => (await rowsOf('letter'))[0]?.given_up === true, 'given up');
    clock.advance(86_400);
    await sleep(50);
    expect(attempts).to.deep.equal([1, 2, 3]);
  });

  it('are taken over from a node that no longer renews its lease, and its late outcome changes nothing', async () => {
    const [slow, fast] = [service(), service()];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let isTaken = false;
    slow.add({
      queue: 'letter',
      handle: async () => {
        isTaken = true;
        await released;
        throw new Error('too late');
      },
    });
    await slow.enqueue(base.db, 'letter', {});
    slow.start();
    await until(() => isTaken, 'taken');
    const attempts: number[] = [];
    fast.add({ queue: 'letter', handle: async (_payload, attempt) => void attempts.push(attempt) });
    fast.start();
    clock.advance(29);
    await sleep(100);
    expect(attempts).to.deep.equal([]);
    clock.advance(1);
    await until(() => attempts.length === 1, 'taken over');
    release();
    await Promise.all([slow.stop(), fast.stop()]); // each once its outcome is noted
    expect(attempts).to.deep.equal([2]);
    expect(await rowsOf('letter')).to.deep.include.members([
      { attempts: 2, done: true, given_up: false, last_error: null, run_at: new Date('2026-03-02T01:00:00Z') },
    ]);
  });

  it('belong to the worker that claimed them last: an earlier one’s outcome does not count', async () => {
    await base.db.transaction((trx) => service().enqueue(trx, 'lost', {}));
    const lease = later(clock.now(), 60);
    const [first] = await store.claim(base.db, ['lost'], [], clock.now(), lease, 1);
    const [second] = await store.claim(base.db, ['lost'], [], later(lease, 1), later(lease, 60), 1);
    if (first === undefined || second === undefined) throw new Error('not claimed');
    const leased = async () =>
      (await base.db.row<{ until: Date }>('select leased_until as until from jobs where id = $1', [first.id]))?.until;
    await store.renew(base.db, [first], later(lease, 999));
    await store.postpone(base.db, first, later(lease, 999), 'late');
    await store.giveUp(base.db, first, lease, 'late');
    await store.finish(base.db, first, lease);
    expect(await leased()).to.eql(later(lease, 60));
    expect((await rowsOf('lost'))[0]).to.include({ attempts: 2, done: false, given_up: false, last_error: null });
    await store.finish(base.db, second, lease);
    expect((await rowsOf('lost'))[0]).to.include({ done: true });
  });

  it('that take their process down each time are given up in the end', async () => {
    const jobs = service();
    let ran = 0;
    jobs.add({ queue: 'letter', handle: async () => void ran++ });
    await jobs.enqueue(base.db, 'letter', {});
    await base.db.run(`update jobs set attempts = 100`);
    jobs.start();
    await until(async () => (await rowsOf('letter'))[0]?.given_up === true, 'given up');
    expect(ran).to.equal(0);
  });

  it('of a queue without a handler here stay for another process', async () => {
    const jobs = service();
    jobs.start();
    await jobs.enqueue(base.db, 'unknown', {});
    await sleep(50);
    expect((await rowsOf('unknown'))[0]?.attempts).to.equal(0);
  });

  it('have one handler a queue', () => {
    const jobs = service();
    jobs.add({ queue: 'letter', handle: async () => undefined });
    expect(() => jobs.add({ queue: 'letter', handle: async () => undefined })).to.throw('has a handler already');
  });

  it('in flight are waited for by a stop, and nothing new is taken', async () => {
    const jobs = service();
    let begun = 0;
    let ended = 0;
    jobs.add({
      queue: 'letter',
      handle: async () => {
        begun++;
        await sleep(80);
        ended++;
      },
    });
    for (let number = 0; number < 6; number++) await jobs.enqueue(base.db, 'letter', {});
    jobs.start();
    await until(() => begun === 4, 'begun');
    await jobs.stop();
    expect([begun, ended]).to.deep.equal([4, 4]);
    expect((await rowsOf('letter')).filter(({ done }) => done)).to.have.length(4);
  });

  it('go on when the database was away', async () => {
    const jobs = service();
    const heard: unknown[] = [];
    jobs.add({ queue: 'letter', handle: async (payload) => void heard.push(payload) });
    jobs.start();
    await until(
      async () =>
        (
          await base.db.rows(
            `select 1 from pg_stat_activity where query like 'listen%' and datname = current_database()`,
          )
        ).length > 0,
      'listening',
    );
    await base.db.run(`alter table jobs rename to jobs_away`);
    await sleep(200); // some looks in vain
    await base.db.run(`alter table jobs_away rename to jobs`);
    await base.db.run(
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
    );
    await jobs.enqueue(base.db, 'letter', {});
    await until(() => heard.length === 1, 'heard');
  });
});
