import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { migrate } from '../../src/database/migrate.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, post, redeem, signIn } from '../support/citizen.ts';
import { emptyDatabase, silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { pgbouncer, startPgbouncer } from './pgbouncer.ts';

describe('PgBouncer in transaction mode', function () {
  this.timeout(90_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let bouncer: Awaited<ReturnType<typeof startPgbouncer>>;
  let db: Database;

  before(async function () {
    if (pgbouncer === undefined) {
      process.stdout.write('    (left out: pgbouncer is not installed here)\n');
      return this.skip();
    }
    database = await testDatabase();
    bouncer = await startPgbouncer(database.url);
    db = await openDatabase({ url: bouncer.url, listenUrl: database.url, dataDir: '', log: silent });
    return undefined;
  });
  after(async () => {
    await db?.close();
    await bouncer?.stop();
    await database?.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  it('keeps prepared statements and transactions apart, more of them at once than it has connections', async () => {
    const once = async (n: number) => {
      const one = await db.transaction(async (trx) => {
        await trx.row('select $1::int as n', [n]);
        return trx.row<{ n: number; id: string }>('select $1::int as n, pg_current_xact_id()::text as id', [n]);
      });
      const other = await db.byKey.row<{ n: number }>('select $1::int + 1 as n', [n]);
      return [one?.n, other?.n];
    };
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => once(n)));
      expect(answers).to.eql(answers.map((_, n) => [n, n + 1]));
    }
  });

  it('is understood where it refuses the settings of a session', async () => {
    const strict = await startPgbouncer(database.url, ['ignore_startup_parameters = extra_float_digits']);
    const through = await openDatabase({ url: strict.url, dataDir: '', log: silent });
    try {
      expect(await through.byKey.row('select 1 as one')).to.eql({ one: 1 });
    } finally {
      await through.close();
      await strict.stop();
    }
  });

  it('lets migrations through', async () => {
    const empty = await emptyDatabase();
    const own = await startPgbouncer(empty.url);
    const through = await openDatabase({ url: own.url, dataDir: '', log: silent });
    try {
      const ran = await Promise.all([migrate(through, silent), migrate(through, silent)]);
      expect(ran.flat()).to.have.lengthOf.above(20);
      expect(await migrate(through, silent)).to.eql([]);
    } finally {
      await through.close();
      await own.stop();
      await empty.drop();
    }
  });

  it('is bypassed for LISTEN', async () => {
    const heard: string[] = [];
    await db.listen('topic', (payload) => heard.push(payload));
    await db.notify('topic', 'by it');
    await database.db.notify('topic', 'past it');
    await until(() => heard.length === 2, 'both heard');
    expect(heard.toSorted()).to.eql(['by it', 'past it']);
  });

  describe('before two nodes, one of which knows no way past it', () => {
    let nodes: ServerProcess[];
    let here: TestApp;
    before(async () => {
      here = await startApp(import.meta.filename, { database, keysDir });
      const shared = { file: import.meta.filename, url: bouncer.url, keysDir, publicUrl: here.origin };
      const env = { DATABASE_LISTEN_URL: database.url };
      nodes = await Promise.all([startServer({ ...shared, env }), startServer(shared)]);
    });
    after(async () => {
      await Promise.all((nodes ?? []).map((node) => node.kill()));
      await here?.close();
    });

    it('whole logins go through', async () => {
      const partner = await createClient(here);
      await createCitizen(here);
      for (const node of nodes) {
        const browser = createBrowser(here.origin, { send: node.fetch });
        for (let round = 0; round < 3; round += 1) {
          const flow = authorization(partner.clientId);
          const callback = await signIn(browser, flow);
          const { status } = await redeem(here.origin, partner, callback, flow, {}, node.fetch);
          expect(status).to.equal(200);
        }
      }
    });

    it('a revocation is seen within a second by both, 5 of 5', async () => {
      const partner = await createClient(here);
      const ask = (node: ServerProcess) =>
        post(here.origin, '/oidc/token', partner, { grant_type: 'client_credentials' }, {}, node.fetch);
      for (let round = 0; round < 5; round += 1) {
        for (const node of nodes) await until(async () => (await ask(node)).status === 200, 'enabled');
        await here.app.applications.disable(operator, partner.clientId, '投诉核实中');
        const began = performance.now();
        const refused = async (node: ServerProcess) => {
          while ((await ask(node)).status !== 401) await sleep(10);
          return performance.now() - began;
        };
        for (const took of await Promise.all(nodes.map(refused))) expect(took).to.be.below(1_000);
        await here.app.applications.enable(operator, partner.clientId);
      }
    });
  });
});
