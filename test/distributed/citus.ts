import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../src/clock.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';
import { createDistribution } from '../../src/operations/distribution/service.ts';
import { type Postgres, startPostgres } from '../drills/postgres.ts';

/** Where the programs of a PostgreSQL are that has Citus; undefined: these tests have nothing to run on. */
export const citusBin = (): string | undefined => {
  const bin = process.env.CITUS_BIN;
  return bin !== undefined && existsSync(join(bin, 'postgres')) ? bin : undefined;
};

export const why = 'CITUS_BIN names no folder of a PostgreSQL that has Citus (docs/operating.md)';

/** Settings that docs/operating.md asks for, and those of a server that is thrown away. */
const conf = [
  `shared_preload_libraries = 'citus'`,
  'citus.enable_local_fast_path_query_optimization = off',
  `citus.recover_2pc_interval = '1s'`,
  `citus.node_connection_timeout = '2s'`,
  'max_prepared_transactions = 200',
  `citus.node_conninfo = 'sslmode=disable'`,
  'max_connections = 300',
  'max_worker_processes = 64',
  'fsync = off',
  'shared_buffers = 64MB',
  'log_min_messages = fatal',
];

export type Citus = { coordinator: Postgres; workers: readonly Postgres[]; remove(): Promise<void> };

/** A coordinator and its workers; databases are made by `join`. */
export async function startCitus(bin: string, workers = 2): Promise<Citus> {
  const [coordinator, ...others] = await Promise.all(
    Array.from({ length: workers + 1 }, () => startPostgres({ bin, conf })),
  );
  if (coordinator === undefined) throw new Error('no server was started');
  return {
    coordinator,
    workers: others,
    async remove() {
      for (const server of [coordinator, ...others]) await server.remove();
    },
  };
}

/** Makes the servers one in a database of that name, which all of them have: the first asks the others. */
function joining([coordinator, ...workers]: readonly string[]): string[] {
  const hostOf = (url = '') => `'${new URL(url).hostname}', ${new URL(url).port}`;
  return [
    `select citus_set_coordinator_host(${hostOf(coordinator)})`,
    ...workers.map((url) => `select citus_add_node(${hostOf(url)})`),
  ];
}

const silent = createLog('silent');
const run = randomBytes(4).toString('hex');
let made = 0;

/** Databases whose tables are spread as the product does it, are not yet, or are missing: each is a copy of one. */
export function createDatabases(urls: readonly string[], filled: 'spread' | 'plain' | 'empty' = 'spread') {
  let template: Promise<string> | undefined;
  const [coordinator = ''] = urls;

  async function onAll(text: string): Promise<void> {
    await Promise.all(urls.map((url) => sql(url, text)));
  }

  async function makeTemplate(): Promise<string> {
    const name = `ccc_template_${run}_${process.pid}_${filled}`;
    await onAll(`create database ${name}`);
    const own = urls.map((url) => named(url, name));
    await Promise.all(own.map((url) => sql(url, 'create extension citus')));
    await sql(named(coordinator, name), ...joining(own));
    const db = await openDatabase({
      url: named(coordinator, name),
      dataDir: '',
      log: silent,
      auditKey: randomBytes(32),
    });
    try {
      if (filled !== 'empty') await migrate(db, silent);
      const distribution = createDistribution({ db, clock: systemClock, running: async () => [] });
      if (filled === 'spread') await distribution.distribute({ kind: 'operator', name: 'test' }, 8);
    } finally {
      await db.close();
    }
    return name;
  }

  /** Citus has a process of its own in each database, and from one that is in use none is made. */
  async function copy(url: string, name: string, from: string): Promise<void> {
    for (let tries = 1; ; tries += 1)
      try {
        return await sql(
          url,
          `select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = '${from}'`,
          `create database ${name} template ${from} strategy file_copy`,
        );
      } catch (error) {
        if (tries === 10) throw error;
      }
  }

  return async (): Promise<{ db: Database; url: string; drop(): Promise<void> }> => {
    template ??= makeTemplate();
    const from = await template;
    made += 1;
    const name = `ccc_test_${run}_${process.pid}_${made}`;
    await Promise.all(urls.map((url) => copy(url, name, from)));
    const url = named(coordinator, name);
    const db = await openDatabase({ url, dataDir: '', log: silent });
    return {
      db,
      url,
      async drop() {
        await db.close();
        await onAll(`drop database ${name} with (force)`);
      },
    };
  };
}

const named = (url: string, name: string): string => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};

async function sql(url: string, ...texts: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}
