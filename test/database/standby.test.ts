import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { mayBeBehind } from '../../src/database/behind.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { tooOld } from '../../src/database/staleness.ts';
import { openStandby, type Standby } from '../../src/database/standby.ts';
import { type Postgres, startPostgres, startStandby } from '../drills/postgres.ts';
import { silent } from '../support/database.ts';
import { until } from '../support/until.ts';

/** Says which of the two answered. */
const whoAnswers = 'select pg_is_in_recovery() as behind';
/** A read that takes a moment, so that some are always under way. */
const slowly = 'select pg_is_in_recovery() as behind from pg_sleep(0.2)';

describe('a standby that is read', function () {
  this.timeout(60_000);
  let primary: Postgres;
  let standby: Postgres;
  let db: Database;
  let reads: Standby;

  before(async () => {
    primary = await startPostgres();
    await primary.sql('create table counted (n int)', 'insert into counted values (0)', 'create database other');
    standby = await startStandby(primary);
    db = await openDatabase({ url: primary.url, dataDir: '', log: silent });
    reads = openStandby({ url: standby.url, primary: db, log: silent });
    reads.watch();
  });
  after(async () => {
    await reads.close();
    await db.close();
    await standby.remove();
    await primary.remove();
  });

  const isRead = () => until(() => reads.standing().state === 'read', 'the standby is read');
  const answeredBy = async (text = whoAnswers): Promise<'standby' | 'primary'> =>
    (await reads.row<{ behind: boolean }>(text))?.behind ? 'standby' : 'primary';
  beforeEach(async function () {
    if (this.currentTest?.title.startsWith('afterwards') !== true) await isRead();
  });

  /** Reads without a pause, 20 at a time, until it is stopped; every one of them has to be answered, and none waits for a timeout. */
  function readAllTheTime() {
    let isOver = false;
    let longest = 0;
    const failures: unknown[] = [];
    const readers = Array.from({ length: 20 }, async () => {
      while (!isOver) {
        const began = performance.now();
        await mayBeBehind(() => answeredBy(slowly)).catch((error: unknown) => failures.push(error));
        longest = Math.max(longest, performance.now() - began);
      }
    });
    return async () => {
      isOver = true;
      await Promise.all(readers);
      expect(failures).to.eql([]);
      return longest;
    };
  }
  /** Until the standby is found to be so, while it is read. */
  async function noticed(state: string, happens: () => Promise<unknown>): Promise<void> {
    const stop = readAllTheTime();
    await sleep(300);
    const began = performance.now();
    let longest = 0;
    let took = 0;
    try {
      await happens();
      await until(() => reads.standing().state === state, `the standby is ${state}`);
      took = performance.now() - began;
      expect(await mayBeBehind(() => answeredBy())).to.equal('primary');
      await sleep(300);
    } finally {
      longest = await stop();
    }
    process.stdout.write(
      `      (noticed after ${(took / 1000).toFixed(1)} s; the longest read of them took ${(longest / 1000).toFixed(1)} s)\n`,
    );
    expect(longest, 'a read waited for the time-out of a statement').to.be.below(4_500);
  }

  it('is used for reads that may be behind, and for nothing else', async () => {
    expect(await mayBeBehind(() => answeredBy())).to.equal('standby');
    expect(await answeredBy()).to.equal('primary');
    expect(await mayBeBehind(async () => [await answeredBy(), await answeredBy()])).to.eql(['standby', 'standby']);
  });

  it('leaves failed reads to the primary, and all later ones of the same work', async () => {
    const found = await mayBeBehind(async () => {
      const first = await answeredBy();
      await reads.rows('insert into counted select 0 where false returning n');
      return [first, await answeredBy()];
    });
    expect(found).to.eql(['standby', 'primary']);
    expect(await mayBeBehind(() => answeredBy())).to.equal('standby');
    const error = await mayBeBehind(() => reads.rows('select nothing_of_that_name')).catch((found: unknown) => found);
    expect(error).to.be.an('error').with.property('code', '42703');
  });

  it('is asked for more at once than it has connections', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => mayBeBehind(() => answeredBy(slowly))));
    expect(all.filter((each) => each === 'standby').length).to.be.above(9);
    const [{ open = 0 } = {}] = (await standby.sql(
      `select count(*)::int as open from pg_stat_activity where application_name = 'culture-cloud-connect'`,
    )) as { open?: number }[];
    expect(open).to.be.below(12); // ten, and one that looks after it
    expect(reads.standing().state).to.equal('read');
  });

  it('is as good as the primary where nothing happens, however long', async () => {
    await sleep(tooOld + 500);
    expect(reads.standing()).to.include({ state: 'read' });
    expect(await mayBeBehind(() => answeredBy())).to.equal('standby');
  });

  it('never tells anything that was over for more than two seconds, while it falls behind and catches up', async () => {
    const written: { n: number; at: number }[] = [];
    const seen = new Set<string>();
    let isOver = false;
    const writing = (async () => {
      for (let n = 1; !isOver; n += 1) {
        await db.run('update counted set n = $1', [n]);
        written.push({ n, at: performance.now() });
        await sleep(10);
      }
    })();
    const reading = (async () => {
      while (!isOver) {
        const began = performance.now();
        const found = await mayBeBehind(() =>
          reads.row<{ n: number; behind: boolean }>('select n, pg_is_in_recovery() as behind from counted'),
        );
        const known = written.findLast(({ at }) => at <= began - tooOld)?.n ?? 0;
        expect(found?.n, 'older than promised').to.be.at.least(known);
        seen.add(found?.behind ? 'standby' : 'primary');
        await sleep(5);
      }
    })();
    const delay = (time: string) =>
      standby.sql(`alter system set recovery_min_apply_delay = '${time}'`, 'select pg_reload_conf()');
    await Promise.race([reading, sleep(1_000)]);
    await delay('4s');
    await Promise.race([reading, until(() => reads.standing().state === 'old', 'the standby is old')]);
    expect(await mayBeBehind(() => answeredBy())).to.equal('primary');
    await Promise.race([reading, sleep(1_000)]);
    await delay('0');
    await Promise.race([reading, isRead()]);
    await Promise.race([reading, sleep(500)]);
    isOver = true;
    await Promise.all([writing, reading]);
    expect([...seen].toSorted()).to.eql(['primary', 'standby']);
  });

  it('is not waited for when it stands still', async () => {
    await noticed('away', () => standby.freeze());
    const began = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => mayBeBehind(() => answeredBy())));
    expect(performance.now() - began, 'requests paid for a standby that is known to be gone').to.be.below(3_000);
    await standby.thaw();
  });

  it('is read again when it goes on', async () => {
    expect(await mayBeBehind(() => answeredBy())).to.equal('standby');
  });

  it('fails no request when it is killed, and is read again when it is back', async () => {
    await noticed('away', () => standby.kill());
    await standby.start();
    await isRead();
    expect(await mayBeBehind(() => answeredBy())).to.equal('standby');
  });

  it('may be away when everything begins', async () => {
    await standby.stop();
    const late = openStandby({ url: standby.url, primary: db, log: silent });
    late.watch();
    expect(await mayBeBehind(() => late.row(whoAnswers))).to.eql({ behind: false });
    await standby.start();
    await until(() => late.standing().state === 'read', 'it has come');
    expect(await mayBeBehind(() => late.row(whoAnswers))).to.eql({ behind: true });
    await late.close();
  });

  it('is not read where it is a copy of something else', async () => {
    const other = openStandby({ url: new URL('/other', standby.url).href, primary: db, log: silent });
    other.watch();
    await until(() => other.standing().state === 'foreign', 'it is found out');
    expect(await mayBeBehind(() => other.row(whoAnswers))).to.eql({ behind: false });
    await other.close();
  });

  it('is no standby any more once it was promoted', async () => {
    await noticed('promoted', () => standby.sql('select pg_promote()'));
    await standby.sql('update counted set n = -1');
    expect(await mayBeBehind(() => reads.row<{ n: number }>('select n from counted'))).not.to.eql({ n: -1 });
  });
});
