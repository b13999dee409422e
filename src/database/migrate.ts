import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { Problem } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database } from './connection.ts';
import { isDistributed } from './distributed.ts';
import { adopt, lastCommit, originOf } from './earlier-migrations.ts';
import { mustFit, sayOldestFitting } from './fitting-versions.ts';
import { grantUse, mayUse, mustBeSeparate } from './privileges.ts';
import { deriveSandbox, fits } from './sandbox-schema.ts';

const folder = new URL('../../migrations/', import.meta.url);
const lock = 7_202_611_240; // an arbitrary key, unused by other advisory locks

/** Names in the order in which they run. Adding a migration is a file with the next number and the name of the room; none that was released is ever changed. */
export const migrations = () =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();

/** The `up` of each migration, as text. */
export const migrationTexts = (): { name: string; up: string }[] =>
  migrations().map((name) => {
    const [up = ''] = readFileSync(new URL(`${name}.ts`, folder), 'utf8').split(
      /^export (?:const|async function) down/m,
    );
    return { name, up };
  });

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => migrations(),
  getMigrationName: (name) => name,
  getMigration: async (name) => import(new URL(`${name}.ts`, folder).href),
};

/**
 * Brings the schema up to date (or `steps` migrations further) and returns the migrations that ran. Any number of nodes may do it at once: one works, the
 * others wait and find nothing to do. One transaction, so a killed node leaves nothing behind. A schema that is ahead of this code, in a rolling
 * deployment, is left alone; one that has left this version behind is refused. With the address of an `owner` the tables are that role's, and ours may use them without the right to change
 * append-only ones.
 */
export async function migrate(db: Database, log: Log, steps = Infinity, owner?: string): Promise<readonly string[]> {
  try {
    return await bringUp(db, log, steps, owner);
  } catch (error) {
    const isSpread = await isDistributed(db, 'oidc_tokens').catch(() => false);
    if (!isSpread || !(error instanceof Error)) throw error;
    throw new Error(`${error.message}. ${spreadHint}`, { cause: error });
  }
}

/** Citus cannot do every change to spread tables. */
const spreadHint =
  'Tables are spread over several servers: say cloud db undistribute with the version that ran before, start this one once, and say cloud db distribute again';

async function bringUp(db: Database, log: Log, steps: number, owner?: string): Promise<readonly string[]> {
  const isSaid = await mustFit(db);
  if (owner === undefined) {
    // After migrations were taken back the oldest version that fits is not said; a role that may not say it starts all the same.
    const isEnough = (await isDone(db)) && (isSaid || !(await mayChange(db)));
    return isEnough ? [] : alone(db.url(), log, (trx) => runAll(trx, steps));
  }
  if (isSaid && (await mayUse(db)) && (await isDone(db))) return [];
  const names = await alone(owner, log, async (trx) => {
    const user = await mustBeSeparate(trx, db);
    const names = await runAll(trx, steps, user);
    await grantUse(trx, user);
    return names;
  });
  if (await mayUse(db)) return names;
  throw new Error(
    'The role of DATABASE_URL still may do more with the tables than it should, or less: look for privileges of PUBLIC and of roles that it belongs to (\\dp in psql)',
  );
}

/** The tables of sandboxes follow those of production. */
async function runAll(trx: Knex.Transaction, steps: number, user?: string): Promise<readonly string[]> {
  const names = await run(trx.migrate, steps);
  await deriveSandbox(trx, user);
  await sayOldestFitting(trx);
  return names;
}

async function run(migrator: Knex.Migrator, steps: number): Promise<readonly string[]> {
  if (steps === Infinity) return ran(await migrator.latest());
  const names: string[] = [];
  while (names.length < steps) {
    const [name] = ran(await migrator.up());
    if (name === undefined) break;
    names.push(name);
  }
  return names;
}

/** Takes the last `steps` migrations back, whatever stands in them. For tests: operators have rollback.ts. */
export const migrateDown = (db: Database, log: Log, steps = Infinity): Promise<readonly string[]> =>
  alone(db.url(), log, async ({ migrate: migrator }) => {
    if (steps === Infinity) return ran(await migrator.rollback(undefined, true));
    const names: string[] = [];
    while (names.length < steps) {
      const [name] = ran(await migrator.down());
      if (name === undefined) break;
      names.push(name);
    }
    return names;
  });

/** Whether the tables are this role's own. */
const mayChange = async (db: Database): Promise<boolean> =>
  (
    await db.row<{ so: boolean }>(
      `select pg_has_role(relowner, 'usage') as so from pg_class where oid = to_regclass('knex_migrations')`,
    )
  )?.so ?? true;

async function isDone(db: Database): Promise<boolean> {
  const known = await db.row<{ there: boolean }>(`select to_regclass('knex_migrations') is not null as there`);
  if (!known?.there) return false;
  const done = new Set((await db.rows<{ name: string }>('select name from knex_migrations')).map(({ name }) => name));
  return migrations().every((name) => done.has(name)) && (await fits(db));
}

/** How the last version before 0.1.0 is run once. */
const lastVersion = `git checkout ${lastCommit} && npm ci && npm run cloud -- db migrate`;

/** Takes over a database that the migrations before 0.1.0 made, and refuses one that they did not finish, or that others made. */
async function takeOver(trx: Knex.Transaction): Promise<void> {
  if (!(await trx.schema.hasTable('knex_migrations'))) return;
  const origin = originOf(await trx('knex_migrations').orderBy('name').pluck('name'), migrations());
  if (origin.by === 'others')
    throw new Error(
      `The tables of this database were made by migrations that this version does not have (${origin.name}), nor does the last one before 0.1.0: name an empty database in DATABASE_URL, or without it remove the folder DATA_DIR (./data, if it is not set)`,
    );
  if (origin.by === 'this') return;
  if (!origin.isWhole)
    throw new Error(
      `The tables of this database are from before 0.1.0 and not those of the last version before it: run commit ${lastCommit} on it first (${lastVersion}), and then this version`,
    );
  await adopt(trx, migrations());
}

/** Seconds between attempts, where another session (a backup, an open psql) holds a lock that is needed. */
const pauses = [1, 2, 4, 8, 15, 30, 30, 30];
const inTheWay = /^(55P03|40P01)$/; // no lock within lock_timeout; a deadlock

/** One attempt after the other: all is in one transaction, so one that fails leaves nothing behind. */
export async function alone<T>(url: string, log: Log, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await attempt(url, log, work);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error) || error instanceof Problem) throw error; // our own words
      const why = shortOf(error);
      if (!inTheWay.test(String(error.code)))
        throw new Error(`The schema was not brought up to date: ${why}`, { cause: error });
      if (pause === undefined)
        throw new Error(
          `The schema was not brought up to date: somebody else holds a lock on one of the tables for minutes (${why}). Look for a backup or an open session in pg_stat_activity, end it, and start again`,
          { cause: error },
        );
      log.warn({ reason: why }, `Migrations wait for a lock of somebody else, and are tried again in ${pause} seconds`);
      await sleep(pause * 1000);
    }
  }
  throw new Error('no attempt is left');
}

/** knex prepends the whole statement to PostgreSQL's message. */
const shortOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .slice(text.lastIndexOf(' - ') + 1)
    .replace(/^- /, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
};

async function attempt<T>(url: string, log: Log, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const { default: knex } = await import('knex'); // a fifth of a second, which a start with nothing to do need not pay
  const own = knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'culture-cloud-connect' },
    pool: { min: 0, max: 1 },
    log: {
      warn: (message) => log.debug(message), // pages of SQL; important errors are thrown
      error: (message) => log.debug(message),
      deprecate: (message) => log.debug(message),
      debug: (message) => log.debug(message),
    },
    migrations: { migrationSource: source, disableMigrationsListValidation: true },
  });
  try {
    return await own.transaction(async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(?)', [lock]);
      // A waiter for a table lock blocks all who come after it: better give up and retry.
      await trx.raw(`set local lock_timeout = '2s'`);
      // A killed process may have left knex's own lock row; under our lock it guards nothing.
      await trx.migrate.forceFreeMigrationsLock();
      await takeOver(trx);
      return await work(trx);
    });
  } finally {
    await own.destroy();
  }
}

/** knex answers [batch, names]. */
export function ran(answer: unknown): string[] {
  const names: unknown = Array.isArray(answer) ? answer[1] : undefined;
  return Array.isArray(names) ? names.map(String) : [];
}
