import type { Connection } from '../database/open.ts';

/** Staff opened a file, or a sealed field, of an institution; `submission` and `entry`: those that it belongs to, unless they are gone. */
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
  entryId: string | null;
  entryTitle: string | null;
  /** The file belongs to something. */
  isUsed: boolean;
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
            s.id as "submissionId", s.title, s.kind, r.id as "entryId", r.title as "entryTitle",
            exists (select from file_uses u where l.verb = 'file.view' and u.file_id = l.subject_id::uuid) as "isUsed"
       from looks l
       left join lateral (
         select s.id, s.title, s.kind from submissions s where l.verb = 'submission.reveal' and s.id = l.subject_id::uuid
         union all
         select s.id, s.title, s.kind
           from file_uses u join submissions s on s.id = case when u.subject_kind in ('submission', 'submission.sent') then u.subject_id::uuid end
          where l.verb = 'file.view' and u.file_id = l.subject_id::uuid and s.institution_id = $1::uuid and s.created_at <= l.at
         limit 1) s on true
       left join lateral (
         select r.id, r.title
           from file_uses u join entries r on r.id = case u.subject_kind when 'resource' then u.subject_id::uuid end
          where l.verb = 'file.view' and u.file_id = l.subject_id::uuid and r.institution_id = $1::uuid
          order by r.created_at > l.at, r.created_at desc
         limit 1) r on true
      order by l.at desc, l.id desc`,
    [institutionId, before ?? null, limit],
  );
