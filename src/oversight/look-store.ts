import type { Connection } from '../database/open.ts';

/** Staff opened a file, or a sealed field, of an institution; `submission` is the one under review, unless it is gone. */
export type Look = {
  id: number;
  at: Date;
  verb: 'file.view' | 'submission.reveal';
  staffId: string;
  /** Of the file, or of the submission. */
  subjectId: string;
  field: string | null;
  reason: string | null;
  submissionId: string | null;
  title: string | null;
  kind: string | null;
};

/** The newest first, below the event `before`. */
export const looksAt = (db: Connection, institutionId: string, before: number | undefined, limit: number) =>
  db.rows<Look>(
    `with looks as (
       select e.id::float8 as id, e.at, e.verb, e.actor_id, e.subject_id, e.details ->> 'field' as field, e.details ->> 'reason' as reason
         from audit_events e
        where e.actor_kind = 'staff' and e.verb in ('file.view', 'submission.reveal') and e.details ->> 'institution' = $1
          and ($2::bigint is null or (e.at, e.id) < (select b.at, b.id from audit_events b where b.id = $2))
        order by e.at desc, e.id desc limit $3)
     select l.id, l.at, l.verb, l.actor_id as "staffId", l.subject_id as "subjectId", l.field, l.reason,
            s.id as "submissionId", s.title, s.kind
       from looks l
       left join lateral (
         select s.id, s.title, s.kind from submissions s where l.verb = 'submission.reveal' and s.id = l.subject_id::uuid
         union all
         select s.id, s.title, s.kind from file_uses u join submissions s on s.id = u.subject_id::uuid
          where l.verb = 'file.view' and u.file_id = l.subject_id::uuid and u.subject_kind = 'submission' and s.institution_id = $1::uuid
         limit 1) s on true
      order by l.at desc, l.id desc`,
    [institutionId, before ?? null, limit],
  );
