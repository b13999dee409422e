import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createDatabaseTime } from '../../src/database/time.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

describe('the city whose server is the database', () => {
  let database: TestDatabase;
  /** As the configuration of a server that takes over has it. */
  const serves = (city: string) =>
    database.db.run(
      `do $$ begin execute format('alter database %I set cloud.city = %L', current_database(), '${city}'); end $$`,
    );
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('is none where the configuration names none, and another one after a failover', async () => {
    const db = await openDatabase({ url: database.url, dataDir: '', log: silent });
    const time = createDatabaseTime({ db, log: silent, ahead: 0, everyMs: 50 });
    try {
      await time.start();
      expect(time.city()).to.equal(undefined);
      for (const city of ['hangzhou', 'guiyang']) {
        await serves(city);
        await database.db.run(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
        await until(async () => time.city() === city, `it is ${city}`);
      }
    } finally {
      time.stop();
      await db.close();
    }
  });

  it('is named by /readyz and the status page', async () => {
    await serves('guiyang');
    const keysDir = await folderWithKeys(systemClock);
    const server = await startServer({ file: import.meta.filename, url: database.url, keysDir });
    try {
      const told = async (path: string) => (await server.fetch(`${server.origin}${path}`)).text();
      expect(await told('/readyz')).to.match(/^ready\ncity guiyang\n/);
      expect(await told('/status')).to.include('现在由guiyang提供服务');
    } finally {
      await server.kill();
      rmSync(keysDir, { recursive: true, force: true });
    }
  });
});
