import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
const template = `ccc_template_${run}`;
const open = new Set<TestDatabase>();
let cluster: Promise<{ url: string; end(): Promise<void> }> | undefined;
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
    const { url } = await cluster;
    const admin = await openDatabase({ url, dataDir: '', log: silent });
    await timed('command', () => admin.run(`create database ${template}`));
    const db = await openDatabase({ url: withDatabase(url, template), dataDir: '', log: silent });
    await migrate(db, createLog('warn'));
    await db.close();
    return admin;
  })();
  return administration;
}

const given = async (url: string) => ({ url, end: async () => undefined });

/** For hundreds of databases that are there for seconds, and that nobody need sweep or plan for. */
const passing = ['autovacuum = off', 'jit = off', `checkpoint_timeout = '1h'`, `max_wal_size = '4GB'`];

async function throwAway() {
  sweep();
  const dataDir = mkdtempSync(join(tmpdir(), `ccc-test-${process.pid}-`));
  const server = await attach({ dataDir, log: silent, fsync: false, linger: 0 });
  const admin = await openDatabase({ url: server.url(), dataDir: '', log: silent });
  for (const setting of passing) await admin.run(`alter system set ${setting}`);
  await admin.run('select pg_reload_conf()');
  await admin.close();
  return {
    url: server.url(),
    async end() {
      await server.close();
      await stopped(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
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
  if (process.env.DATABASE_URL) {
    for (const { drop } of open) await drop();
    await admin?.run(`drop database ${template} with (force)`);
  }
  for (const { db } of open) await db.close();
  await admin?.close();
  await server?.end();
});
