import type { App } from '../../../src/app.ts';
import type { Connection } from '../../../src/database/open.ts';
import { columnsOf } from '../../citizens/privacy/everywhere.ts';
import { operator } from '../../support/app.ts';

/** Runs the servers' job until nothing is left to do. */
export async function resealed(app: App): Promise<void> {
  await app.sealing.begin(operator);
  const jobs = app.modules.flatMap((module) => module.jobs ?? []);
  const job = jobs.find((each) => 'queue' in each && each.queue === 'sealing.reseal');
  const run = await app.db.row<{ id: string }>(`select id from sealing_runs where state = 'under_way'`);
  for (let round = 0; round < 200; round += 1) {
    const standing = await app.sealing.standing();
    if (standing?.state !== 'under_way') return;
    if (job !== undefined && 'handle' in job) await job.handle({ id: run?.id }, 1);
  }
  throw new Error('It never ends');
}

/** A new data key in use, and everything sealed by it. */
export async function rotated(app: App): Promise<void> {
  await app.dataKeys.rotate(operator, true);
  await app.dataKeys.rotate(operator, true);
  await resealed(app);
}

/** Columns in which values stand that begin so, as bytes or within a text (base64, with either alphabet), as “table.column”. */
export async function beginningSo(db: Connection, head: Buffer): Promise<string[]> {
  // Five bytes are six characters and a part of one.
  const [plain, url] = [head.toString('base64').slice(0, 6), head.toString('base64url').slice(0, 6)];
  const found: string[] = [];
  for (const table of (await columnsOf(db)).keys()) {
    const rows = await db.rows<{ column: string }>(
      `select distinct cell.key as column from "${table}" r, jsonb_each_text(to_jsonb(r)) as cell (key, value)
        where starts_with(cell.value, $1) or position($2 in cell.value) > 0 or position($3 in cell.value) > 0`,
      [`\\x${head.toString('hex')}`, `"${plain}`, `"${url}`],
    );
    found.push(...rows.map(({ column }) => `${table}.${column}`));
  }
  return found.toSorted();
}
