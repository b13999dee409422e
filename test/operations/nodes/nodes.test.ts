import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { createNodes } from '../../../src/operations/nodes/service.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { folderWithKeys } from '../../support/keys.ts';
import { freePort } from '../../support/ports.ts';
import { startServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

/**
 * In a process of the product: the registered nodes when the listener is about to open, read by another process, so that nothing goes on
 * meanwhile.
 */
const looking = `data:text/javascript,${encodeURIComponent(`
  import { execFileSync } from 'node:child_process';
  import { Server } from 'node:net';
  const asking = \`
    import pg from 'pg';
    const client = new pg.Client(process.env.DATABASE_URL);
    await client.connect();
    const { rows } = await client.query('select name from nodes');
    console.log(rows.map(({ name }) => name.split(':')[1]).join());
    await client.end();
  \`;
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...given) {
    const known = execFileSync(process.execPath, ['--input-type=module', '--eval', asking], { encoding: 'utf8' });
    console.log('known before it listens:', known.trim().split(',').includes(String(process.pid)));
    return listen.apply(this, given);
  };
`)}`;

describe('processes that tell of themselves', () => {
  let database: TestDatabase;
  let keysDir: string;

  before(async () => {
    database = await testDatabase();
    keysDir = await folderWithKeys(systemClock);
  });
  afterEach(() => database.db.run('delete from nodes'));
  after(async () => {
    await database.drop();
    rmSync(keysDir, { recursive: true });
  });

  const create = () =>
    createNodes({
      ...{ db: database.db, clock: systemClock, log: silent },
      config: readConfig({ DATABASE_URL: database.url, KEYS_DIR: keysDir }),
      keys: { dataKeys: () => ['here'], jwks: () => ({ keys: [] }) },
      time: { skew: () => undefined },
    });
  const known = async () => (await database.db.rows<{ name: string }>('select name from nodes')).length;

  it('are registered before they answer a request: work that needs the database exclusively counts them', async () => {
    const server = await startServer({
      ...{ file: import.meta.filename, url: database.url, keysDir },
      execStart: `${process.execPath} --import ./require-node.mjs --import "${looking}" src/server.ts`,
    });
    const said = server.output();
    await server.kill();
    expect(said)
      .to.match(/known before it listens: true/)
      .and.not.match(/known before it listens: false/);
    expect(await known(), 'it leaves').to.equal(0);
  });

  it('are forgotten at once where their port is taken', async () => {
    const port = await freePort();
    const other = createServer((_, res) => res.writeHead(503).end()).listen(port);
    const error = await startServer({ file: import.meta.filename, url: database.url, keysDir, port }).catch(String);
    other.close();
    expect(error).to.match(/EADDRINUSE/);
    expect(await known()).to.equal(0);
  });

  it('are known soon after a database takes words again that took none at the start', async () => {
    const nodes = create();
    await database.db.run('alter table nodes rename to away');
    try {
      await nodes.start();
    } finally {
      await database.db.run('alter table away rename to nodes');
    }
    await until(async () => (await nodes.living()).length === 1, 'it told of itself');
    await nodes.stop();
    expect(await known()).to.equal(0);
  });

  it('leave nothing behind, even if stopped in the middle of their first report', async () => {
    const nodes = create();
    await nodes.start();
    const row = await database.db.row<object>('delete from nodes returning *');
    const again = create();
    let left: Promise<void> | undefined;
    await database.db.transaction(async (trx) => {
      await trx.run('insert into nodes select * from jsonb_populate_record(null::nodes, $1)', [JSON.stringify(row)]);
      void again.start(); // its report waits for that row, visible to it alone
      left = again.stop();
      await sleep(200);
      await trx.run('delete from nodes');
    });
    await left;
    await sleep(200); // a report without a wait would be there by now
    expect(await known()).to.equal(0);
  });
});
