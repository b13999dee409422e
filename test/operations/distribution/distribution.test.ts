import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { folderWithKeys } from '../../support/keys.ts';
import { cloud } from '../../support/server.ts';

// Parts that need a Citus are in test/distributed, and skipped with a message without one.
describe('db distribute on a PostgreSQL without Citus', () => {
  let database: TestDatabase;
  let keysDir: string;
  before(async () => {
    database = await testDatabase();
    keysDir = await folderWithKeys(systemClock);
  });
  after(async () => {
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });
  const run = (...args: string[]) =>
    cloud(['db', ...args], {
      DATABASE_URL: database.url,
      KEYS_DIR: keysDir,
      PUBLIC_URL: 'http://localhost:9',
      DEMO: 'off',
    });

  it('names the missing extension and its installation, and changes nothing', async () => {
    const { code, stderr } = await run('distribute');
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^这些服务器还不能放分开的表；citus: 这个数据库没有 Citus：在每台服务器上安装，.*create extension citus/,
    );
    const triggers = await database.db.row<{ n: number }>(
      `select count(*)::int as n from pg_trigger where tgrelid = 'oidc_tokens'::regclass and not tgisinternal`,
    );
    expect(triggers?.n).to.equal(4);
  });

  it('wants a number of parts', async () => {
    for (const shards of ['0', '257', 'many', '1.5']) {
      const { code, stderr } = await run('distribute', '--shards', shards);
      expect([code, stderr]).to.deep.equal([1, '--shards 应为 1 到 256 的整数\n']);
    }
  });

  it('has nothing to bring together', async () => {
    const { code, stderr } = await run('undistribute');
    expect([code, stderr]).to.deep.equal([1, '表没有分开\n']);
  });
});
