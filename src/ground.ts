/** The ground of every room: the database, keys, seals, jobs, time. */

import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import type { Commands } from './command.ts';
import type { Config } from './config.ts';
import type { Cost } from './crypto/argon2.ts';
import { openKeys } from './crypto/keys.ts';
import { suiteOf } from './crypto/suite.ts';
import { mustBelong } from './database/key-fingerprints.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase, type Reader } from './database/open.ts';
import { oldest } from './database/staleness.ts';
import { createDatabaseTime } from './database/time.ts';
import type { Words } from './fact.ts';
import { createRegions, type Regions } from './fields/regions/regions.ts';
import { createJobs } from './jobs/service.ts';
import type { Log } from './log.ts';

export type GroundNeeds = {
  config: Readonly<Config>;
  clock: Clock;
  log: Log;
  /** Every fact in words: for messages to people. */
  words: Words;
  /** Off where a test has a clock of its own. */
  followsDatabaseTime?: boolean;
  /** A command beside the servers, which are the ones that say where the service is reached. */
  isCommand?: boolean;
  /** Another cost of passwords than today's, for tests that log in a thousand people and are about something else. No setting leads here. */
  passwordCost?: Cost | undefined;
  /** The same of the work that a browser does. */
  workHardness?: number | undefined;
};

/** The ground of every room, and its slow parts. Migrates before anything reads. */
export async function openGround({
  config,
  clock,
  log,
  words,
  followsDatabaseTime = false,
  isCommand = false,
  passwordCost,
  workHardness,
}: GroundNeeds) {
  const keys = await openKeys({
    dir: config.KEYS_DIR,
    clock,
    production: config.NODE_ENV === 'production',
    log,
    suite: suiteOf(config),
  });
  const db = await openDatabase({
    url: config.DATABASE_URL,
    listenUrl: config.DATABASE_LISTEN_URL,
    dataDir: config.DATA_DIR,
    log,
    auditKey: keys.auditKey,
    auditHash: keys.auditHash,
    behind: config.READ_DATABASE_URL === undefined ? 0 : oldest,
  });
  const time = createDatabaseTime({ db, log, ahead: config.CLOCK_OFFSET });
  try {
    if (followsDatabaseTime) await time.start();
    await migrate(db, log, Infinity, config.MIGRATE_DATABASE_URL);
    await mustBelong(db, keys.fingerprints, clock.now(), config.KEYS_DIR);
  } catch (error) {
    time.stop();
    await db.close(); // or a command that is refused here would not end
    throw error;
  }
  const { READ_DATABASE_URL: readUrl } = config;
  const standby =
    readUrl === undefined
      ? undefined
      : (await import('./database/standby.ts')).openStandby({ url: readUrl, primary: db, log });
  /** Reads that may be some moments old: from a standby if there is one, else from the database itself. */
  const reads: Reader = standby ?? db;
  const regions = createRegions({ db, clock, log });
  await regions.start();
  const jobs = createJobs({ db, clock, log });
  return {
    ...{
      config,
      clock,
      log,
      words,
      passwordCost,
      workHardness,
      isCommand,
      keys,
      db,
      standby,
      reads,
      time,
      regions,
      jobs,
    },
    seal: keys.seal,
    publicUrl: config.PUBLIC_URL,
    /** The operators, as letters and pages name them. */
    contact: { phone: config.CONTACT_PHONE, email: config.CONTACT_EMAIL },
    views: fileURLToPath(new URL('../views', import.meta.url)),
  };
}

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** Commands on the ground. */
export const groundCommands = async (): Promise<Commands<{ regions: Regions }>> => ({
  ...(await import('./crypto/commands.ts')).commands,
  ...(await import('./database/commands.ts')).databaseCommands((await import('./audit/rollback.ts')).recordRollback),
  ...(await import('./fields/commands.ts')).commands,
});
