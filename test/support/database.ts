import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'mocha';
import { timed } from '../../src/database/deadline.ts';
import { clusterPathsOf } from '../../src/database/embedded/cluster-paths.ts';
import { attach } from '../../src/database/embedded/index.ts';
import { isAlive, readPostmaster } from '../../src/database/embedded/postmaster.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';

export interface TestDatabase {
  db: Database;
  /** For other processes, and for `openDatabase({ url })`. */
  url: string;
  drop(): Promise<void>;
}

export const silent = createLog('silent');

const run = randomBytes(4).toString('hex');
// On a server that others use too it is ours alone.
const template = process.env.DATABASE_URL ? `ccc_template_${run}` : 'ccc_template';
const open = new Set<TestDatabase>();
/** Ends applications that are left open where a test failed: before their connections are cut, which would be one more failure. */
export const leftOpen = new Set<() => Promise<void>>();
let cluster: Promise<{ url: string; isFilled: boolean; end(): Promise<void> }> | undefined;
let administration: Promise<Database> | undefined;
let made = 0;
let spreading: (() => Promise<TestDatabase>) | undefined;

/** An empty database with the whole schema. All of a test run are on one server, which ends with the run. */
export async function testDatabase(): Promise<TestDatabase> {
  return process.env.CITUS_URLS ? spread(process.env.CITUS_URLS) : databaseFrom(template);
}

/** The same with tables that are spread over the servers of a Citus (npm run distributed). */
async function spread(urls: string): Promise<TestDatabase> {
  const { createDatabases } = await import('../distributed/citus.ts');
  spreading ??= createDatabases(urls.split(' '));
  return spreading();
}

/** A database without any table, for the tests of the migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return databaseFrom('template0');
}

/** Copies of a database as it is now, of which nothing else is used from here on. */
export async function copiesOf({ db, url }: TestDatabase): Promise<() => Promise<TestDatabase>> {
  await db.close(); // a template must have no connections
  return () => databaseFrom(new URL(url).pathname.slice(1));
}

async function databaseFrom(origin: string): Promise<TestDatabase> {
  const admin = await administer();
  made += 1;
  const name = `ccc_test_${run}_${made}`;
  // Copied as files: page by page through the log of the server it takes twice the work.
  await timed('command', () => admin.run(`create database ${name} template ${origin} strategy file_copy`));
  const url = withDatabase(admin.url(), name);
  const db = await openDatabase({ url, dataDir: '', log: silent });
  const database: TestDatabase = {
    db,
    url,
    async drop() {
      if (!open.delete(database)) return;
      await db.close();
      await timed('command', () => admin.run(`drop database ${name} with (force)`));
    },
  };
  open.add(database);
  return database;
}

/** A connection that makes and drops databases; the first one makes the migrated template. */
function administer(): Promise<Database> {
  administration ??= (async () => {
    cluster ??= process.env.DATABASE_URL ? given(process.env.DATABASE_URL) : throwAway();
    const { url, isFilled } = await cluster;
    const admin = await openDatabase({ url, dataDir: '', log: silent });
    if (isFilled) await (await openDatabase({ url: withDatabase(url, template), dataDir: '', log: silent })).close();
    else await makeTemplate(admin);
    return admin;
  })();
  return administration;
}

async function makeTemplate(admin: Database): Promise<void> {
  await timed('command', () => admin.run(`create database ${template}`));
  const db = await openDatabase({ url: withDatabase(admin.url(), template), dataDir: '', log: silent });
  await migrate(db, createLog('warn'));
  await db.close();
}

const given = async (url: string) => ({ url, isFilled: false, end: async () => undefined });

/** For hundreds of short-lived databases, without vacuum or planning. */
const passing = [
  ...['autovacuum = off', 'jit = off', `checkpoint_timeout = '1h'`, `max_wal_size = '4GB'`],
  'full_page_writes = off', // each copy of a database is a checkpoint, after which every page would be logged whole
];

/** A server of this process alone: a copy of the one that the lanes of a run have made, where there are several. */
async function throwAway() {
  sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `ccc-test-${process.pid}-`));
  const model = process.env.TEST_CLUSTER;
  if (model !== undefined) await copyModel(model, dataDir);
  const server = await startPassing(dataDir, model === undefined);
  return {
    url: server.url(),
    isFilled: model !== undefined,
    async end() {
      await server.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startPassing(dataDir: string, isNew: boolean) {
  const server = await attach({ dataDir, log: silent, fsync: false, linger: 0 });
  if (isNew) {
    const admin = await openDatabase({ url: server.url(), dataDir: '', log: silent });
    for (const setting of passing) await admin.run(`alter system set ${setting}`);
    await admin.run('select pg_reload_conf()');
    await admin.close();
  }
  return {
    url: () => server.url(),
    async end() {
      await server.close();
      await stopped(dataDir);
    },
  };
}

/** The folder of a cluster that rests, with the template in it: the first lane that wants it makes it, the others wait until it is whole. */
async function copyModel(model: string, dataDir: string): Promise<void> {
  const whole = join(model, 'whole');
  if (mkdirSync(model, { recursive: true }) !== undefined) {
    const server = await startPassing(model, true);
    const admin = await openDatabase({ url: server.url(), dataDir: '', log: silent });
    await makeTemplate(admin);
    await admin.close();
    await server.end();
    writeFileSync(whole, '');
  }
  while (!existsSync(whole)) await sleep(20);
  const { data } = clusterPathsOf(dataDir);
  cpSync(clusterPathsOf(model).data, data, { recursive: true });
  chmodSync(data, 0o700);
}

/** Folders of test runs that were killed. */
function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^ccc-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Waits until no server runs in a folder any more. */
async function stopped(dataDir: string): Promise<void> {
  while (readPostmaster(clusterPathsOf(dataDir).data)) await sleep(10);
}

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

after(async function endTheServer() {
  this.timeout(90_000);
  const server = await cluster;
  const admin = await administration?.catch(() => undefined);
  for (const end of leftOpen) await end().catch(() => undefined);
  if (process.env.DATABASE_URL) {
    for (const { drop } of open) await drop();
    await admin?.run(`drop database ${template} with (force)`);
  }
  for (const { db } of open) await db.close();
  await admin?.close();
  await server?.end();
});
