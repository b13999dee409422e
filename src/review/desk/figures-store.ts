import { isWithin } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';

/** The decisions of one reviewer in a period, and their outcome. */
export type Figures = {
  accountId: string;
  /** First approvals of two, approvals, returns and rejections. */
  checked: number;
  approved: number;
  returned: number;
  rejected: number;
  /** Half of the decisions came within so many seconds of the sending. */
  median: number | undefined;
  /** Taken back within the ten seconds. */
  undone: number;
  /** Approved first, and then returned or rejected by the second person. */
  disagreed: number;
  /** Approved, and sent again as a new version, or taken down, within 30 days. */
  corrected: number;
};

/** Of `submission_events e`: each counts, also where the submission was sent again later. */
const isDecision = `e.actor_kind = 'staff' and e.verb in ('check', 'approve', 'return', 'reject')`;

/** How much one reviewer has decided since then. */
export const countDecided = async (db: Connection, accountId: string, since: Date): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from submission_events e where ${isDecision} and e.actor_id = $1 and e.at >= $2`,
      [accountId, since],
    )
  )?.count ?? 0;

type Row = Omit<Figures, 'accountId' | 'median'> & { account_id: string; median: number | null };

/** From its beginning, not including its end; of the regions that the reader looks after. */
export async function ofPeriod(
  db: Connection,
  from: Date,
  until: Date,
  reach: readonly string[] | undefined,
): Promise<Figures[]> {
  const rows = await db.rows<Row>(
    `with decided as (
       select e.id, e.at, e.actor_id, e.verb, s.id as submission_id, s.subject_id,
         (select max(b.at) from submission_events b where b.submission_id = e.submission_id and b.verb = 'submit' and b.id < e.id) as sent_at
       from submission_events e join submissions s on s.id = e.submission_id join institutions i on i.id = s.institution_id
       where ${isDecision} and e.at >= $1 and e.at < $2
         and ${isWithin.sql('coalesce(s.region_code, i.region_code)', '$3')}
     ), undone as (
       select a.actor_id, count(*)::int as count
       from audit_events a join submissions s on s.id::text = a.subject_id join institutions i on i.id = s.institution_id
       where a.verb = 'submission.undo' and a.at >= $1 and a.at < $2
         and ${isWithin.sql('coalesce(s.region_code, i.region_code)', '$3')}
       group by a.actor_id
     )
     select coalesce(d.actor_id, u.actor_id) as account_id,
       (count(d.id) filter (where d.verb = 'check'))::int as checked,
       (count(d.id) filter (where d.verb = 'approve'))::int as approved,
       (count(d.id) filter (where d.verb = 'return'))::int as returned,
       (count(d.id) filter (where d.verb = 'reject'))::int as rejected,
       (percentile_cont(0.5) within group (order by extract(epoch from d.at - d.sent_at)))::float8 as median,
       coalesce(max(u.count), 0)::int as undone,
       (count(d.id) filter (where d.verb = 'check' and (
          select n.verb from submission_events n where n.submission_id = d.submission_id and n.id > d.id order by n.id limit 1
        ) in ('return', 'reject')))::int as disagreed,
       (count(d.id) filter (where d.verb = 'approve' and exists (
          select from submissions n where n.subject_id = d.subject_id and n.id <> d.submission_id
            and n.submitted_at > d.at and n.submitted_at < d.at + interval '30 days')))::int as corrected
     from decided d full join undone u on u.actor_id = d.actor_id
     group by 1`,
    [from, until, reach ?? null],
  );
  return rows.map(({ account_id, median, ...row }) => ({ ...row, accountId: account_id, median: median ?? undefined }));
}
