import type { Connection } from '../../database/open.ts';

type Between = {
  institutionId: string;
  clientIds?: readonly string[];
  from?: Date;
  before?: { at: Date; id?: string };
  limit: number;
};

type Step = 'submit' | 'recall' | 'approve' | 'return' | 'reject';
type Row = {
  id: string;
  at: Date;
  submission_id: string;
  verb: Step;
  kind: string;
  title: string;
  reason: string | null;
  client_id: string | null;
};

/** Events of all submissions of an institution, newest first. Those about an application change one or made one. */
export async function linesOf(db: Connection, { institutionId, clientIds, from, before, limit }: Between) {
  const rows = await db.rows<Row>(
    `select e.id::text, e.at, e.submission_id, e.verb, s.kind, s.title, e.reason,
       case when s.kind = 'application' then s.subject_id end as client_id
     from submissions s join submission_events e on e.submission_id = s.id
     where s.institution_id = $1 and e.verb in ('submit', 'recall', 'approve', 'return', 'reject')
       and ($2::text[] is null or (s.kind = 'application' and s.subject_id = any($2)))
       and ($3::timestamptz is null or e.at >= $3)
       and ($4::timestamptz is null or e.at < $4 or (e.at = $4 and e.id < $5::bigint))
     order by e.at desc, e.id desc limit $6`,
    [institutionId, clientIds ?? null, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    submissionId: row.submission_id,
    verb: row.verb,
    kind: row.kind,
    title: row.title,
    reason: row.reason ?? '',
    clientId: row.client_id ?? undefined,
  }));
}
