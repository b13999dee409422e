import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createJobs } from '../../src/jobs/service.ts';
import { testClock } from '../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url));

/** A node of its own that takes up every job, says so, and never ends one of the kind `endless`. */
const node = `
  const { openDatabase } = await import(${source('database/open.ts')});
  const { createJobs } = await import(${source('jobs/service.ts')});
  const { createLog } = await import(${source('log.ts')});
  const log = createLog('silent');
  const [url, time] = process.argv.slice(1);
  const db = await openDatabase({ url, dataDir: '', log });
  const jobs = createJobs({ db, clock: { now: () => new Date(time) }, log });
  jobs.add({ queue: 'quick', handle: async ({ number }) => { console.log('quick ' + number); } });
  jobs.add({ queue: 'endless', handle: async ({ number }) => { console.log('endless ' + number); await new Promise(() => undefined); } });
  jobs.start();`;

describe('jobs of a node that is killed', () => {
  let base: TestDatabase;
  beforeEach(async () => {
    base = await testDatabase();
  });
  afterEach(() => base.drop());

  it('are all done in the end: those in its hands a second time, the others once', async () => {
    const clock = testClock();
    const jobs = createJobs({ db: base.db, clock, log: silent, everyMs: 50 });
    const here: string[] = [];
    jobs.add({ queue: 'quick', handle: async (payload) => void here.push(`quick ${Object(payload).number}`) });
    jobs.add({
      queue: 'endless',
      handle: async (payload, attempt) => void here.push(`endless ${Object(payload).number} attempt ${attempt}`),
    });
    for (const number of [1, 2]) await jobs.enqueue(base.db, 'quick', { number });
    for (const number of [1, 2]) await jobs.enqueue(base.db, 'endless', { number });

    const child = spawn(process.execPath, ['--input-type=module', '-e', node, base.url, clock.now().toISOString()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const there: string[] = [];
    child.stdout.on('data', (said: Buffer) => there.push(...said.toString().trim().split('\n')));
    const quickDone = async () =>
      (await base.db.rows(`select id from jobs where queue = 'quick' and done_at is not null`)).length === 2;
    await until(async () => there.length === 4 && (await quickDone()), 'all four taken up, two done');
    child.kill('SIGKILL');
    await once(child, 'exit');

    jobs.start();
    await sleep(100);
    expect(here).to.deep.equal([]); // still under the dead node's lease
    clock.advance(30);
    await until(() => here.length >= 2, 'taken over');
    await jobs.stop();
    expect(here.toSorted()).to.deep.equal(['endless 1 attempt 2', 'endless 2 attempt 2']);
    expect(there.toSorted()).to.deep.equal(['endless 1', 'endless 2', 'quick 1', 'quick 2']);
    expect(await base.db.rows(`select id from jobs where done_at is null`)).to.deep.equal([]);
  });
});
