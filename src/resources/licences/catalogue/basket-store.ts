import type { Connection } from '../../../database/open.ts';

/** Says whether it was not there before. */
export const add = async (
  trx: Connection,
  one: { institutionId: string; entryId: string; by: string; at: Date },
): Promise<boolean> =>
  (await trx.run(
    `insert into licence_baskets (institution_id, entry_id, added_by, added_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [one.institutionId, one.entryId, one.by, one.at],
  )) === 1;

export const remove = (db: Connection, institutionId: string, entryIds: readonly string[]): Promise<number> =>
  db.run(`delete from licence_baskets where institution_id = $1 and entry_id = any($2::uuid[])`, [
    institutionId,
    entryIds,
  ]);

/** In the order in which they were added. */
export async function list(db: Connection, institutionId: string): Promise<string[]> {
  const rows = await db.rows<{ entry_id: string }>(
    `select entry_id from licence_baskets where institution_id = $1 order by position`,
    [institutionId],
  );
  return rows.map(({ entry_id }) => entry_id);
}

/** Those who change it follow each other, until the transaction ends. */
export async function lock(trx: Connection, institutionId: string): Promise<void> {
  await trx.run(`select pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))`, [
    `licence basket\n${institutionId}`,
  ]);
}
