import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DatabaseError } from 'pg';
import { systemClock } from '../../src/clock.ts';
import { openPage } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';

/** Milliseconds that lie between two looks at the clock on a machine that has much else to do. */
const tolerance = 30_000;

describe('the date of a run', () => {
  it('is the same in Node, PostgreSQL, Chromium and whatever is started without an environment', async function () {
    this.timeout(60_000);
    const { db, drop } = await testDatabase();
    const row = await db.row<{ now: Date }>('select clock_timestamp() as now');
    expect(row?.now.getTime()).to.be.closeTo(systemClock.now().getTime(), tolerance);
    await drop();

    const page = await openPage({ origin: 'http://localhost' });
    expect(await page.evaluate<number>('Date.now()')).to.be.closeTo(systemClock.now().getTime(), tolerance);
    await page.context().close();

    const child = spawn(process.execPath, ['--print', 'Date.now()'], { env: {} });
    expect(Number(await text(child.stdout))).to.be.closeTo(systemClock.now().getTime(), tolerance);
  });

  it('does not affect timeouts: the database gives up a lock and a statement in time', async () => {
    const { db, drop } = await testDatabase();
    const over = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holder = db.transaction(async (trx) => {
      await trx.row('select pg_advisory_xact_lock(1)');
      held.resolve();
      await over.promise;
    });
    await held.promise;
    const codeOf = (setting: string, statement: string) =>
      db
        .transaction(async (trx) => {
          await trx.run(`set local ${setting} = '100ms'`);
          await trx.row(statement);
        })
        .catch((error: unknown) => error instanceof DatabaseError && error.code);
    expect(await codeOf('lock_timeout', 'select pg_advisory_xact_lock(1)')).to.equal('55P03');
    expect(await codeOf('statement_timeout', 'select pg_sleep(4)')).to.equal('57014');
    over.resolve();
    await holder;
    await drop();
  });

  it('is the one that npm run dates has set', function () {
    if (process.env.SET_CLOCK === undefined) return this.skip();
    const since = systemClock.now().getTime() - Number(process.env.SET_CLOCK);
    expect(since).to.be.within(0, 6 * 3_600_000);
  });
});
