import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { silent } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { serverOf } from './holders.ts';

/** The write of a start, and its obstacle: the statement is under way when PostgreSQL goes. */
const writes: Record<string, string> = {
  'the application of the back office': `delete from applications where client_id = 'console'`,
  'the bounds of the logs by the month': `select pg_advisory_xact_lock(hashtext('log months logins'))`,
  'the job for letters that are late': `lock table jobs in access exclusive mode`,
};

describe('a start, when PostgreSQL is killed', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-outlast-'));
  const place = { file: import.meta.filename, dataDir: join(folder, 'data'), keysDir: join(folder, 'keys') };
  let db: Database;
  before(async () => {
    await (await startServer(place)).kill();
    db = await openDatabase({ url: undefined, dataDir: place.dataDir, log: silent });
  });
  after(async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const waits = async (): Promise<boolean> =>
    (await db.row(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)) !== undefined;

  for (const [what, hold] of Object.entries(writes))
    it(`while it writes ${what}, continues once that is back`, async () => {
      const [killed, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const holding = db
        .transaction(async (trx) => {
          await trx.row(hold);
          held.resolve();
          await killed.promise;
        })
        .catch(() => undefined);
      await held.promise;
      const starting = startServer({ ...place, env: { CLOCK_OFFSET: String(secondsUntilTen()) } });
      await until(waits, 'the start waits');
      process.kill(serverOf(place.dataDir), 'SIGKILL');
      killed.resolve();
      await holding;
      const server = await starting;
      await until(() => server.output().includes('按 Ctrl+C 停止'), 'it has told where to click');
      await until(async () => (await server.fetch(`${server.origin}/`)).status === 200, 'it shows a page');
      expect(await server.kill()).to.equal(0);
    });
});

/** To ten in the morning of Beijing, after which a start asks for letters (R32). */
function secondsUntilTen(): number {
  const now = new Date();
  return Math.round((Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 2) - now.getTime()) / 1000);
}
