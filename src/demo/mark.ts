import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { demoSince } from '../operations/doctor/contents-store.ts';

type Needs = { config: Pick<Config, 'NODE_ENV'>; db: Database; close: () => Promise<void> };

/**
 * Production never runs on a database with demo data: the passwords and second factors of its staff are public. They cannot be removed
 * (publications and audit stay), so the remedy is another database.
 */
export async function refuseDemoData({ config, db, close }: Needs): Promise<void> {
  const seededAt = config.NODE_ENV === 'production' ? await demoSince(db) : undefined;
  if (seededAt === undefined) return;
  await close(); // or the process would not end
  throw new Error(
    `The database of DATABASE_URL holds data of the demo, put there on ${seededAt.toISOString()}: staff whose passwords everybody knows. Production does not start on it.
  Create a new database (createdb cloud2) and name it in DATABASE_URL: its tables are made at the first start.
  Where real data is in it as well, restore the last backup from before ${seededAt.toISOString()} into the new one.`,
  );
}
