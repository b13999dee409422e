import type { Staff } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Decision } from '../workflow/decisions.ts';

/** A decision that has not left yet, or could not be carried out. */
export type Pending = {
  submissionId: string;
  pressId: string;
  accountId: string;
  actor: Pick<Staff, 'roles' | 'regions'>;
  decision: Decision;
  /** The press claimed it as well, and its undo puts it back into the queue. */
  isClaim: boolean;
  seen: number;
  decidedAt: Date;
  leavesAt: Date;
};

/** With the title of its submission. */
export type Titled = Pending & { kind: string; title: string; institution: string; problem: Fact | undefined };

type Row = {
  submission_id: string;
  press_id: string;
  account_id: string;
  actor: Pick<Staff, 'roles' | 'regions'>;
  decision: Decision & { claims?: boolean };
  seen: number;
  decided_at: Date;
  leaves_at: Date;
};

const columns = 'd.submission_id, d.press_id, d.account_id, d.actor, d.decision, d.seen, d.decided_at, d.leaves_at';

const present = ({ decision: { claims = false, ...decision }, ...row }: Row): Pending => ({
  submissionId: row.submission_id,
  pressId: row.press_id,
  accountId: row.account_id,
  actor: row.actor,
  decision,
  isClaim: claims,
  seen: row.seen,
  decidedAt: row.decided_at,
  leavesAt: row.leaves_at,
});

/** In the place of one that could not be carried out; false where another waits. */
export const insert = async (trx: Connection, one: Pending): Promise<boolean> =>
  (await trx.run(
    `insert into review_decisions as d (submission_id, press_id, account_id, actor, decision, seen, decided_at, leaves_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (submission_id) do update set press_id = excluded.press_id, account_id = excluded.account_id, actor = excluded.actor,
       decision = excluded.decision, seen = excluded.seen, decided_at = excluded.decided_at, leaves_at = excluded.leaves_at, problem = null
       where d.problem is not null`,
    [
      one.submissionId,
      one.pressId,
      one.accountId,
      JSON.stringify(one.actor),
      JSON.stringify({ ...one.decision, ...(one.isClaim && { claims: true }) }),
      one.seen,
      one.decidedAt,
      one.leavesAt,
    ],
  )) === 1;

/** Decisions to be carried out now. `isTogether`: its press is about others of its institution as well. */
export const due = async (db: Connection, now: Date, limit: number): Promise<(Pending & { isTogether: boolean })[]> =>
  (
    await db.rows<Row & { together: boolean }>(
      `select ${columns}, count(*) over (partition by d.press_id, s.institution_id) > 1 or exists (
         select from review_outcomes o join submissions other on other.id = o.submission_id
         where o.press_id = d.press_id and other.institution_id = s.institution_id
       ) as together
       from review_decisions d join submissions s on s.id = d.submission_id
       where d.problem is null and d.leaves_at <= $1 order by d.leaves_at, d.decided_at limit $2`,
      [now, limit],
    )
  ).map(({ together, ...row }) => ({ ...present(row), isTogether: together }));

/** Of one reviewer, the last press first: pending and failed decisions. */
export const ofAccount = async (db: Connection, accountId: string): Promise<Titled[]> =>
  (
    await db.rows<Row & { kind: string; title: string; institution: string; problem: Fact | null }>(
      `select ${columns}, d.problem, s.kind, s.title, i.name as institution
       from review_decisions d join submissions s on s.id = d.submission_id join institutions i on i.id = s.institution_id
       where d.account_id = $1 order by d.decided_at desc, d.press_id, s.submitted_at`,
      [accountId],
    )
  ).map(({ kind, title, institution, problem, ...row }) => ({
    ...present(row),
    ...{ kind, title, institution, problem: problem ?? undefined },
  }));

/** Takes it, to carry it out in this transaction; false where it was taken back or is done. */
export const take = async (trx: Connection, { submissionId, pressId }: Pending): Promise<boolean> =>
  (await trx.run(`delete from review_decisions where submission_id = $1 and press_id = $2 and problem is null`, [
    submissionId,
    pressId,
  ])) === 1;

export const fail = (db: Connection, { submissionId, pressId }: Pending, problem: Fact): Promise<number> =>
  db.run(`update review_decisions set problem = $3 where submission_id = $1 and press_id = $2`, [
    submissionId,
    pressId,
    JSON.stringify(problem),
  ]);

/** Taken back: of one press, or all that has not left. Locked in the common order: submissions before their decisions. */
export const withdraw = async (
  trx: Connection,
  accountId: string,
  pressId: string | undefined,
  now: Date,
): Promise<Pending[]> => {
  await trx.run(
    `select 1 from submissions s where s.id in (
       select d.submission_id from review_decisions d where d.account_id = $1 and ($2::uuid is null or d.press_id = $2)
     ) order by s.id for update`,
    [accountId, pressId ?? null],
  );
  return (
    await trx.rows<Row>(
      `delete from review_decisions d where d.account_id = $1 and ($2::uuid is null or d.press_id = $2)
         and d.problem is null and d.leaves_at > $3 returning ${columns}`,
      [accountId, pressId ?? null, now],
    )
  ).map(present);
};

/** Those that could not be carried out, once the reviewer has read why. */
export const forgetFailed = (db: Connection, accountId: string): Promise<number> =>
  db.run(`delete from review_decisions where account_id = $1 and problem is not null`, [accountId]);
