import { rmSync } from 'node:fs';
import { after } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { timed } from '../../src/database/deadline.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { startApp } from './app.ts';
import { silent, type TestDatabase, testDatabase } from './database.ts';
import { folderWithKeys } from './keys.ts';
import { freePort } from './ports.ts';

/** The state on which a second demo starts. It begins with the same keys, and its partner where it was. */
type FilledDemo = {
  database: TestDatabase;
  keysDir: string;
  demoPort: number;
  /** The Cloud's own counts that waited for no leaf when it was filled. */
  unproved: number;
};

type Original = Omit<FilledDemo, 'database'> & { name: string; server: TestDatabase };

let original: Promise<Original> | undefined;
let copies = 0;

const nameOf = ({ url }: TestDatabase) => new URL(url).pathname.slice(1);

/**
 * A database that a first start of the demo has filled, with all its entries and figures: made once in a lane, since that is 10 s of CPU, and
 * copied for each caller; run.ts puts all of them into one lane. It is for tests of a second start; the first one fills it, and is tried
 * by test/demo.
 */
export async function filledDemo(file: string): Promise<FilledDemo> {
  original ??= fill(file);
  const { name, server, keysDir, demoPort, unproved } = await original;
  copies += 1;
  const copy = `${name}_${copies}`;
  await timed('command', () => server.db.run(`create database ${copy} template ${name} strategy file_copy`));
  const url = server.url.replace(/[^/]+$/, copy);
  const db = await openDatabase({ url, dataDir: '', log: silent });
  await withoutLeaves(db, systemClock.now());
  const drop = async () => {
    await db.close();
    await timed('command', () => server.db.run(`drop database ${copy} with (force)`));
  };
  return { database: { db, url, drop }, keysDir, demoPort, unproved };
}

/**
 * For an hour the job of every minute makes no leaves of the demo's figures: a run that was begun is begun by no one else. Each start asks for the
 * leaves of fifteen thousand counts, which are six seconds of CPU for each journey; no test asks for one.
 */
export const withoutLeaves = (db: Database, from: Date) =>
  db.run(
    `insert into job_runs (name, slot, node, started_at, finished_at)
     select 'transparency.grow', slot, 'test', slot, slot
     from generate_series(date_trunc('minute', $1::timestamptz), $1::timestamptz + interval '1 hour', interval '1 minute') slot
     on conflict do nothing`,
    [from],
  );
const unprovedCounts = `select count(*)::int as unproved from daily_counts c
  where not exists (select from figure_leaves l where l.kind = 'count' and l.key = c.client_id and l.day = c.day)
    and not exists (select from figures_due d where d.kind = 'count' and d.key = c.client_id and d.day = c.day)`;
const figures = `select 1 from audit_events where verb = 'demo.seed' and subject_id = 'statistics'`;

async function fill(file: string): Promise<Original> {
  const [database, server, demoPort] = [await testDatabase(), await testDatabase(), await freePort()];
  await withoutLeaves(database.db, systemClock.now());
  const keysDir = await folderWithKeys(systemClock);
  const at = await startApp(file, { database, keysDir, env: { DEMO: 'on', DEMO_PORT: String(demoPort) } });
  // The figures are filled in last; closing waits for their consequences.
  const isFull = (await at.app.demoFilled()) && (await database.db.row(figures));
  await at.close();
  if (!isFull) throw new Error('the demo is not filled');
  const { unproved = -1 } = (await database.db.row<{ unproved: number }>(unprovedCounts)) ?? {};
  await database.db.run('delete from figures_due');
  await database.db.close(); // a template must have no connections
  return { name: nameOf(database), server, keysDir, demoPort, unproved };
}

after(async () => {
  const { keysDir } = (await original?.catch(() => undefined)) ?? {};
  if (keysDir !== undefined) rmSync(keysDir, { recursive: true, force: true });
});
