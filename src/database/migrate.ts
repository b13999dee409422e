import { readdirSync } from 'node:fs';
import type { Knex } from 'knex';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';

const folder = new URL('../../migrations/', import.meta.url);
const lock = 7_202_611_240; // any number that nobody else takes for an advisory lock

/** Names in the order in which they run. */
export const migrations = () =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => migrations(),
  getMigrationName: (name) => name,
  getMigration: async (name) => import(new URL(`${name}.ts`, folder).href),
};

/**
 * Brings the schema up to date (or `steps` migrations further) and names what it ran. Any number of nodes may do it at once:
 * one works, the others wait and find nothing to do. One transaction, so a killed node leaves nothing behind. A schema that
 * is ahead of this code, in a rolling deployment, is left alone.
 */
export async function migrate(db: Database, log: Log, steps = Infinity): Promise<readonly string[]> {
  const done = new Set(await doneIn(db));
  if (migrations().every((name) => done.has(name))) return [];
  return alone(db, log, async (migrator) => {
    if (steps === Infinity) return ran(await migrator.latest());
    const names: string[] = [];
    while (names.length < steps) {
      const [name] = ran(await migrator.up());
      if (name === undefined) break;
      names.push(name);
    }
    return names;
  });
}

/** Takes the last `steps` migrations back. For tests: a running platform only goes forward. */
export const migrateDown = (db: Database, log: Log, steps = Infinity): Promise<readonly string[]> =>
  alone(db, log, async (migrator) => {
    if (steps === Infinity) return ran(await migrator.rollback(undefined, true));
    const names: string[] = [];
    while (names.length < steps) {
      const [name] = ran(await migrator.down());
      if (name === undefined) break;
      names.push(name);
    }
    return names;
  });

async function doneIn(db: Database): Promise<string[]> {
  const known = await db.row<{ there: boolean }>(`select to_regclass('knex_migrations') is not null as there`);
  if (!known?.there) return [];
  return (await db.rows<{ name: string }>('select name from knex_migrations')).map(({ name }) => name);
}

async function alone<T>(db: Database, log: Log, work: (migrator: Knex.Migrator) => Promise<T>): Promise<T> {
  const { default: knex } = await import('knex'); // a fifth of a second, which a start with nothing to do need not pay
  const own = knex({
    client: 'pg',
    connection: { connectionString: db.url(), application_name: 'culture-cloud-connect' },
    pool: { min: 0, max: 1 },
    log: {
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
      deprecate: (message) => log.debug(message),
      debug: (message) => log.debug(message),
    },
    migrations: { migrationSource: source, disableMigrationsListValidation: true },
  });
  try {
    return await own.transaction(async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(?)', [lock]);
      // knex's own lock row may be left over from somebody who was killed; under ours it guards nothing.
      await trx.migrate.forceFreeMigrationsLock();
      return await work(trx.migrate);
    });
  } finally {
    await own.destroy();
  }
}

/** knex answers [batch, names]. */
function ran(answer: unknown): string[] {
  const names: unknown = Array.isArray(answer) ? answer[1] : undefined;
  return Array.isArray(names) ? names.map(String) : [];
}
