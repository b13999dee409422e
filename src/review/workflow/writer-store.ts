import type { Connection } from '../../database/open.ts';

/** Who has written in these submissions, or sent them: none of them has a say in it (R58). */
export async function note(trx: Connection, submissionIds: readonly string[], accountId: string): Promise<void> {
  await trx.run(
    `insert into submission_writers (submission_id, account_id) select unnest($1::uuid[]), $2 on conflict do nothing`,
    [submissionIds, accountId],
  );
}

export const of = async (db: Connection, submissionId: string): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(`select account_id as id from submission_writers where submission_id = $1`, [
      submissionId,
    ])
  ).map(({ id }) => id);
