import type { Connection } from '../../database/open.ts';

/** Submissions of an institution that one press decided: one message tells of all of them. */
export type Together = { pressId: string; institutionId: string; submissionIds: readonly string[] };

export const note = (trx: Connection, pressId: string, submissionId: string): Promise<number> =>
  trx.run(`insert into review_outcomes (press_id, submission_id) values ($1, $2) on conflict do nothing`, [
    pressId,
    submissionId,
  ]);

/** Those without a message so far, of presses of which nothing is pending any more. */
export const unannounced = (db: Connection): Promise<Together[]> =>
  db.rows(
    `select o.press_id as "pressId", s.institution_id as "institutionId",
       array_agg(o.submission_id::text order by s.submitted_at, s.id) as "submissionIds"
     from review_outcomes o join submissions s on s.id = o.submission_id
     where not o.is_told and not exists (select from review_decisions d where d.press_id = o.press_id and d.problem is null)
     group by 1, 2`,
  );

/** False where another node did. */
export const markAnnounced = async (trx: Connection, { pressId, submissionIds }: Together): Promise<boolean> =>
  (await trx.run(
    `update review_outcomes set is_told = true where press_id = $1 and submission_id = any($2::uuid[]) and not is_told`,
    [pressId, submissionIds],
  )) > 0;
