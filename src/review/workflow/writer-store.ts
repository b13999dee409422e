import type { Connection } from '../../database/open.ts';

/** Who of the staff has written in what is entered for an institution, or for the Cloud itself. */
export async function note(trx: Connection, submissionId: string, accountId: string): Promise<void> {
  await trx.run(`insert into submission_writers (submission_id, account_id) values ($1, $2) on conflict do nothing`, [
    submissionId,
    accountId,
  ]);
}

export const hasWritten = async (db: Connection, submissionId: string, accountId: string): Promise<boolean> =>
  (await db.row(`select 1 as found from submission_writers where submission_id = $1 and account_id = $2`, [
    submissionId,
    accountId,
  ])) !== undefined;
