import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { days, after as later, minutes } from '../../src/clock.ts';
import { createJobs, type Jobs } from '../../src/jobs/service.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('a schedule', () => {
  let base: TestDatabase;
  let clock: TestClock;
  let nodes: Jobs[];
  let slots: string[];

  const node = (name = 'one') => {
    const jobs = createJobs({ db: base.db, clock, log: silent, node: name, everyMs: 50 });
    nodes.push(jobs);
    return jobs;
  };
  const noon = (jobs: Jobs) =>
    jobs.add({ name: 'noon', schedule: '0 12 * * *', run: async (slot) => void slots.push(slot.toISOString()) });
  const runs = () =>
    base.db.rows<{ node: string; finished: boolean }>(
      `select node, finished_at is not null as finished from job_runs where name = 'noon'`,
    );
  /** Long enough for every node to look once more. */
  const aLook = () => sleep(200);

  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  beforeEach(async () => {
    await base.db.run('truncate jobs, job_runs');
    clock = testClock('2026-03-02T03:59:00Z');
    nodes = [];
    slots = [];
  });
  afterEach(() => Promise.all(nodes.map((jobs) => jobs.stop())));

  it('runs once in the cluster, by the clock of Shanghai, and gets its moment', async () => {
    for (const name of ['one', 'two', 'three']) noon(node(name));
    for (const jobs of nodes) jobs.start();
    await aLook();
    expect(slots).to.deep.equal([]);
    clock.set('2026-03-02T04:00:00Z');
    await until(() => slots.length > 0, 'run');
    await aLook();
    expect(slots).to.deep.equal(['2026-03-02T04:00:00.000Z']);
    expect(await runs()).to.have.length(1);
    expect((await runs())[0]?.finished).to.equal(true);

    clock.set('2026-03-03T04:00:00.500Z');
    await until(() => slots.length > 1, 'run the next day');
    expect(slots[1]).to.equal('2026-03-03T04:00:00.000Z');
  });

  it('is made up for when all nodes were down for less than an hour, once', async () => {
    clock.set('2026-03-02T04:59:00Z');
    for (const name of ['one', 'two']) noon(node(name));
    for (const jobs of nodes) jobs.start();
    await until(() => slots.length > 0, 'made up for');
    await aLook();
    expect(slots).to.deep.equal(['2026-03-02T04:00:00.000Z']);
  });

  it('is left out when that was longer ago', async () => {
    clock.set('2026-03-02T05:00:00Z');
    noon(node());
    for (const jobs of nodes) jobs.start();
    await aLook();
    expect(slots).to.deep.equal([]);
    expect(await runs()).to.deep.equal([]);
  });

  it('is made up for after as long as it says', async () => {
    const night = (jobs: ReturnType<typeof node>) =>
      jobs.add({
        name: 'night',
        schedule: '0 12 * * *',
        run: async (slot) => void slots.push(slot.toISOString()),
        madeUpFor: days(1),
      });
    clock.set('2026-03-03T03:59:00Z');
    for (const name of ['one', 'two']) night(node(name));
    for (const jobs of nodes) jobs.start();
    await until(() => slots.length > 0, 'made up for');
    await aLook();
    expect(slots).to.deep.equal(['2026-03-02T04:00:00.000Z']);
  });

  it('makes up for the last of many missed runs only', async () => {
    clock.set('2026-03-02T04:30:10Z');
    const jobs = node();
    jobs.add({ name: 'minutely', schedule: '* * * * *', run: async (slot) => void slots.push(slot.toISOString()) });
    jobs.start();
    await until(() => slots.length > 0, 'run');
    clock.set('2026-03-02T04:37:00Z');
    await until(() => slots.length > 1, 'run again');
    expect(slots).to.deep.equal(['2026-03-02T04:30:00.000Z', '2026-03-02T04:37:00.000Z']);
  });

  it('is tried again when it does not succeed', async () => {
    clock.set('2026-03-02T04:00:00Z');
    const jobs = node();
    let tries = 0;
    jobs.add({
      name: 'noon',
      schedule: '0 12 * * *',
      run: async () => {
        if (++tries === 1) throw new Error('not now');
      },
    });
    jobs.start();
    await until(
      async () => tries === 1 && (await base.db.rows(`select id from jobs where last_error = 'not now'`)).length === 1,
      'tried',
    );
    expect((await runs())[0]?.finished).to.equal(false);
    clock.advance(minutes(1));
    await until(async () => (await runs())[0]?.finished === true, 'finished');
    expect(tries).to.equal(2);
  });

  it('removes finished jobs after 7 days, those given up after 30, and runs after 30', async () => {
    const night = new Date('2026-03-02T19:47:00Z'); // 03:47 in Shanghai
    clock.set('2026-03-02T19:46:59Z');
    const ended = (column: 'done_at' | 'given_up_at', daysAgo: number) =>
      base.db.run(`insert into jobs (queue, payload, created_at, run_at, ${column}) values ($1, '{}', $2, $2, $2)`, [
        `${column} ${daysAgo}`,
        later(night, -days(daysAgo)),
      ]);
    for (const ago of [6, 8]) await ended('done_at', ago);
    for (const ago of [29, 31]) await ended('given_up_at', ago);
    await base.db.run(`insert into jobs (queue, payload, created_at, run_at) values ('waiting', '{}', $1, $1)`, [
      later(night, -days(400)),
    ]);
    for (const ago of [29, 31])
      await base.db.run(`insert into job_runs (name, slot, node, started_at) values ($1, $2, 'x', $2)`, [
        `run ${ago}`,
        later(night, -days(ago)),
      ]);
    node().start();
    clock.set(night.toISOString());
    await until(
      async () => (await base.db.rows(`select name from job_runs where finished_at is not null`)).length === 1,
      'purged',
    );
    const left = await base.db.rows<{ queue: string }>(
      `select queue from jobs where queue not like 'schedule%' order by queue`,
    );
    expect(left.map(({ queue }) => queue)).to.deep.equal(['done_at 6', 'given_up_at 29', 'waiting']);
    const runsLeft = await base.db.rows<{ name: string }>(`select name from job_runs where node = 'x'`);
    expect(runsLeft).to.deep.equal([{ name: 'run 29' }]);
  });
});
