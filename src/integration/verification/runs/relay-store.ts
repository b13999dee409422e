import type { Connection } from '../../../database/open.ts';

export type RelayedNotice = { id: string; forged: boolean; notice: Buffer; status: number | undefined };

export async function insert(
  trx: Connection,
  runId: string,
  notices: readonly Omit<RelayedNotice, 'status'>[],
  at: Date,
): Promise<void> {
  for (const { id, forged, notice } of notices)
    await trx.run(
      `insert into verification_notices (id, run_id, forged, notice, made_at) values ($1, $2, $3, $4, $5)`,
      [id, runId, forged, notice, at],
    );
}

/** The forged one first or last, as the ids fall: a program cannot tell them apart by their place. */
export const list = async (db: Connection, runId: string): Promise<RelayedNotice[]> =>
  (
    await db.rows<Omit<RelayedNotice, 'status'> & { status: number | null }>(
      `select id, forged, notice, status from verification_notices where run_id = $1 order by id`,
      [runId],
    )
  ).map(({ status, ...row }) => ({ ...row, status: status ?? undefined }));

/** False where there is no such notice of the run. */
export const setStatus = async (trx: Connection, runId: string, id: string, status: number): Promise<boolean> =>
  (await trx.run(`update verification_notices set status = $3 where run_id = $1 and id = $2`, [runId, id, status])) ===
  1;
