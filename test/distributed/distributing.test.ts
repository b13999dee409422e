import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { alone, migrate } from '../../src/database/migrate.ts';
import { rollback } from '../../src/database/rollback.ts';
import { schemaOf } from '../database/schema.ts';
import { createCitizen, createClient, startApp } from '../support/app.ts';
import { authorization, createBrowser, post, redeem, signIn, type TestBrowser } from '../support/citizen.ts';
import { silent } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { freePort } from '../support/ports.ts';
import { cloud, cloudJson, type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { type Citus, citusBin, createDatabases, startCitus, why } from './citus.ts';

const bin = citusBin();
const there = bin === undefined ? describe.skip : describe;

there(`a database whose tables are spread${bin === undefined ? `: not tried, ${why}` : ''}`, function () {
  this.timeout(180_000);
  let citus: Citus;
  let database: Awaited<ReturnType<ReturnType<typeof createDatabases>>>;
  let keysDir: string;
  let env: Record<string, string>;
  let partner: Awaited<ReturnType<typeof createClient>>;
  let browser: TestBrowser;
  let access: string;
  let refresh: string;
  let whole: string[];
  let port: number;
  let publicUrl: string;
  let server: ServerProcess;

  before(async () => {
    citus = await startCitus(bin ?? '');
    const servers = [citus.coordinator, ...citus.workers].map(({ url }) => url);
    database = await createDatabases(servers, 'plain')();
    keysDir = await folderWithKeys(systemClock);
    port = await freePort();
    publicUrl = `http://localhost:${port}`;
    env = { DATABASE_URL: database.url, KEYS_DIR: keysDir, PUBLIC_URL: publicUrl, DEMO: 'off' };
    whole = await schemaOf(database.db);
  });
  after(async () => {
    await database.drop();
    await citus.remove();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const start = () => startServer({ file: import.meta.filename, url: database.url, keysDir, port, publicUrl });
  const onAll = async (...texts: string[]) => {
    for (const server of [citus.coordinator, ...citus.workers]) await server.sql(...texts);
  };
  const isSpread = async () =>
    (await database.db.rows(`select 1 from pg_dist_partition where logicalrelid = 'oidc_tokens'::regclass`)).length > 0;

  const userinfo = async () =>
    (await fetch(`${publicUrl}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } })).status;

  it('is made by a command, and tokens given before count afterwards', async () => {
    const here = await startApp(import.meta.filename, { database, keysDir, publicUrl });
    partner = await createClient(here);
    await createCitizen(here);
    await here.close();
    server = await start();
    browser = createBrowser(publicUrl);
    const flow = authorization(partner.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
    const { body } = await redeem(
      publicUrl,
      partner,
      await signIn(browser, flow, 'citizen', ['profile', 'offline_access']),
      flow,
    );
    [access, refresh] = [String(body.access_token), String(body.refresh_token)];
    const early = await cloud(['db', 'distribute'], env);
    expect(early.stderr).to.match(/^这个数据库上还有进程在运行，请先停止（.+）\n$/);
    await server.kill();

    const { moved } = await cloudJson(['db', 'distribute', '--shards', '8'], env);
    const tables = ['oidc_tokens', 'consents', 'consent_uses', 'logins'];
    expect(moved).to.be.an('array').with.length(tables.length);
    for (const [place, table] of tables.entries()) expect(moved).to.have.nested.property(`${place}.table`, table);
    expect(await isSpread()).to.equal(true);
    for (const table of tables) {
      const parts = await database.db.row<{ n: number }>(
        `select count(distinct nodeport)::int as n from pg_dist_placement p join pg_dist_node using (groupid)
          join pg_dist_shard s using (shardid) where s.logicalrelid = $1::regclass`,
        [table],
      );
      expect(parts?.n, table).to.equal(2);
    }

    server = await start();
    expect(await userinfo()).to.equal(200);
    const again = await post(publicUrl, '/oidc/token', partner, {
      grant_type: 'refresh_token',
      refresh_token: refresh,
    });
    expect(again.status, JSON.stringify(again.body)).to.equal(200);
    const there = await browser.request(authorization(partner.clientId, { scope: 'openid profile' }).url);
    expect(there.headers.get('location'), 'still signed in').to.include('code=');
    const ready = await fetch(`${publicUrl}/readyz`);
    expect([ready.status, await ready.text()]).to.deep.equal([200, 'ready\n']);
    await server.kill();
  });

  it('refuses a second run', async () => {
    const { code, stderr } = await cloud(['db', 'distribute'], env);
    expect([code, stderr]).to.deep.equal([1, '表已经分开了\n']);
  });

  it('takes the usual changes of a migration, and refuses to take one back', async () => {
    await alone(database.url, silent, async (trx) => {
      await trx.raw(`alter table oidc_tokens add column tried text not null default 'x', add column more integer`);
      await trx.raw('create index oidc_tokens_tried on oidc_tokens (tried) where more is not null');
      await trx.raw('create table tried_beside (id integer primary key)');
      await trx.raw(`update oidc_tokens set more = 1 where kind = 3`);
    });
    expect((await database.db.row<{ n: number }>('select count(more)::int as n from oidc_tokens'))?.n).to.equal(1);
    await alone(database.url, silent, async (trx) => {
      await trx.raw('drop table tried_beside');
      await trx.raw('drop index oidc_tokens_tried');
      await trx.raw('alter table oidc_tokens drop column tried, drop column more');
    });
    expect(await migrate(database.db, silent)).to.deep.equal([]);
    // A migration that fails reports the cure for distributed tables: this one finds its table there.
    const [last] = await database.db.rows<{ name: string }>(
      `delete from knex_migrations where name = '0022_operations' returning name, batch, migration_time`,
    );
    const failed = await migrate(database.db, silent).catch((error: unknown) => error);
    expect(String(failed)).to.match(
      /was not brought up to date: .* Tables are spread over several servers: say cloud db undistribute/s,
    );
    await database.db.run(`insert into knex_migrations (name, batch, migration_time) values ($1, 1, now())`, [
      last?.name,
    ]);
    const refused = await rollback(database.db, silent, { to: '0021', dryRun: true, losesData: false }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.have.nested.property('fact.code', 'commands.rollback_distributed');
  });

  it('makes the months of the logins ahead, fills them, and lets old ones go', async () => {
    const { db } = database;
    const months = async () =>
      (await db.rows<{ name: string }>(`select name from log_parts('logins')`)).map(({ name }) => name);
    const before = await months();
    const ends = (await db.row<{ at: string }>(`select min(ends)::text as at from log_parts('logins')`))?.at;
    const [last = ''] = before.filter((name) => /^logins_\d{4}_\d\d$/.test(name)).toReversed();
    const [first = ''] = before.filter((name) => name.startsWith('logins_until_'));
    await alone(database.url, silent, async (trx) => {
      await trx.raw(`drop table ${last}`);
      await trx.raw(`drop table ${first}`);
      await trx.raw(
        `create table logins_until_2020_01 partition of logins for values from (minvalue) to ('2020-01-01')`,
      );
    });
    await db.row(`select keep_log_months('logins')`);
    expect(await months()).to.include(last);
    const [person] = await db.rows<{ id: string }>(`select id from accounts where username = 'citizen'`);
    const inIt = `${last.slice(-7).replace('_', '-')}-15`;
    await db.run(
      `insert into logins (account_id, at, method, succeeded, address, device) values ($1, $2, 'password', true, '192.0.2.7', 'x')`,
      [person?.id, inIt],
    );
    expect((await db.row<{ n: number }>(`select count(*)::int as n from ${last}`))?.n).to.equal(1);
    await db.run('delete from logins where account_id = $1 and at = $2', [person?.id, inIt]);
    const gone = await db.row<{ gone: boolean }>(`select drop_log_month('logins', 'logins_until_2020_01') as gone`);
    expect(gone?.gone).to.equal(true);
    await alone(database.url, silent, async (trx) => {
      await trx.raw(`create table ${first} partition of logins for values from (minvalue) to ('${ends}')`);
    });
  });

  it('says at the start everything that does not fit, and does not start', async () => {
    await onAll(
      'alter system set citus.enable_local_fast_path_query_optimization = on',
      `alter system set citus.recover_2pc_interval = '1min'`,
      'select pg_reload_conf()',
    );
    await citus.coordinator.sql('alter system set client_min_messages = error', 'select pg_reload_conf()');
    await sleep(500);
    const error: unknown = await startApp(import.meta.filename, { database, keysDir }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const said = error instanceof Error ? error.message : '';
    expect(said).to.match(/^the servers are not fit/);
    expect(said).to.include(`client_min_messages: is error: say alter system set it to 'warning' there`);
    for (const server of [citus.coordinator, ...citus.workers]) {
      const { host } = new URL(server.url);
      expect(said).to.include(
        `${host} citus.enable_local_fast_path_query_optimization: is on: say alter system set it to 'off' there`,
      );
      expect(said).to.include(`${host} citus.recover_2pc_interval: is 1min: say alter system set it to '1s' there`);
    }
    await onAll(
      'alter system reset citus.enable_local_fast_path_query_optimization',
      'alter system reset citus.recover_2pc_interval',
      'alter system reset client_min_messages',
      'select pg_reload_conf()',
    );
    await sleep(500);
  });

  it('is not ready while one of its servers is away, and names it', async () => {
    const at = await startApp(import.meta.filename, { database, keysDir });
    const [, worker] = citus.workers;
    if (worker === undefined) throw new Error('there are two');
    const asked = async () => {
      const answer = await fetch(`${at.origin}/readyz`);
      return `${answer.status} ${await answer.text()}`;
    };
    try {
      await worker.kill();
      expect(await asked()).to.equal(`503 not ready\nserver ${new URL(worker.url).host}: away\n`);
      await worker.start();
      await until(async () => (await asked()) === '200 ready\n', 'ready again');
    } finally {
      await at.close();
    }
  });

  it('comes together again by a command, with the very schema of before, and tokens given count', async () => {
    server = await start();
    const refused = await cloud(['db', 'undistribute'], env);
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.match(/^这个数据库上还有进程在运行，请先停止（.+）\n$/);
    await server.kill();
    await cloudJson(['db', 'undistribute'], env);
    expect(await isSpread()).to.equal(false);
    expect(await schemaOf(database.db)).to.deep.equal(whole);
    server = await start();
    expect(await userinfo()).to.equal(200);
    await server.kill();
    const ours = await database.db.row<{ n: number }>('select count(*)::int as n from oidc_tokens where kind = 10');
    expect(ours?.n).to.equal(0);
    const events = await database.db.rows<{ verb: string }>(
      `select verb from audit_events where verb like 'database.%' order by id`,
    );
    expect(events.map(({ verb }) => verb)).to.deep.equal(['database.distribute', 'database.undistribute']);
  });

  it('is made by the owner of the tables, where that is a role of its own', async () => {
    const servers = [citus.coordinator, ...citus.workers].map(({ url }) => url);
    const apart = await createDatabases(servers, 'empty')();
    try {
      const { db } = apart;
      for (const name of ['distributing_owner', 'distributing_app']) await db.run(`create role ${name} login`);
      await db.run('grant create, usage on schema public to distributing_owner');
      await db.run('create schema sandbox authorization distributing_owner');
      const as = (name: string) => apart.url.replace('cloud@', `${name}@`);
      const roles = { ...env, DATABASE_URL: as('distributing_app'), MIGRATE_DATABASE_URL: as('distributing_owner') };
      await cloudJson(['db', 'migrate'], roles);
      await cloudJson(['db', 'distribute', '--shards', '4'], roles);
      const months = async () => (await db.rows(`select from log_parts('logins')`)).length;
      const made = await months();
      const last = await db.row<{ name: string }>(
        `select name from log_parts('logins') where ends is not null order by ends desc limit 1`,
      );
      await db.run(`drop table ${last?.name}`);
      const at = await startApp(import.meta.filename, { database: { ...apart, url: as('distributing_app') }, keysDir });
      const partner = await createClient(at);
      const { status } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
      const ready = await fetch(`${at.origin}/readyz`);
      await at.app.db.row(`select keep_log_months('logins')`);
      expect(await months(), 'made by whoever may only call it').to.equal(made);
      await at.close();
      expect([status, ready.status]).to.deep.equal([200, 200]);
      await cloudJson(['db', 'undistribute'], roles);
      const again = await startApp(import.meta.filename, {
        database: { ...apart, url: as('distributing_app') },
        keysDir,
      });
      const answer = await post(again.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
      await again.close();
      expect(answer.status).to.equal(200);
    } finally {
      await apart.drop();
    }
  });
});
