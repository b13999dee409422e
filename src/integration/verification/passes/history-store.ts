import type { Connection } from '../../../database/open.ts';
import type { HistoryQuery } from '../../../review/history.ts';
import type { RunState } from '../runs/run.ts';

export type Line = {
  id: string;
  at: Date;
  runId: string;
  clientId: string;
  application: string;
  what: Exclude<RunState, 'open'> | 'broken' | 'mended' | 'lapsed';
  number: string;
  passed: number;
  /** Which checks took a pass away. */
  checks: readonly string[];
};

/**
 * The ended runs of an institution, and changes of its passes: a failed daily repetition or a recovery, and a year without another run. Newest
 * first.
 */
export const linesOf = (
  db: Connection,
  { institutionId, clientIds, from, before, limit }: HistoryQuery,
  { now, grace }: { now: Date; grace: number },
): Promise<Line[]> =>
  db.rows<Line>(
    `with runs as (
       select * from verification_runs
       where institution_id = $1 and state <> 'open' and mode = 'verification' and ($2::text[] is null or client_id = any($2)))
     select line.id, line.at, r.id as "runId", r.client_id as "clientId", a.name as application, line.what, coalesce(r.number, '') as number,
       (select count(*)::int from jsonb_array_elements(r.verdicts) v where v ->> 'state' in ('passed', 'noted')) as passed, line.checks
     from (
         select id as run_id, id::text as id, finished_at as at, state as what, '[]'::jsonb as checks from runs
       union all
         select p.id, p.id || ' lapsed', p.due_at + make_interval(secs => $8), 'lapsed', '[]' from runs p
         where p.state = 'passed' and p.due_at + make_interval(secs => $8) <= $7::timestamptz and not exists (
           select from runs n where n.client_id = p.client_id and n.state in ('passed', 'failed')
             and n.finished_at > p.finished_at and n.finished_at <= p.due_at + make_interval(secs => $8))
       union all
         select p.id, p.id || ' ' || lpad(e.id::text, 19, '0'), e.at, split_part(e.verb, '.', 2), coalesce((e.details -> 'checks')::jsonb, '[]')
         from runs p join audit_events e on e.subject_kind = 'application' and e.subject_id = p.client_id and e.details ->> 'run' = p.id::text
         where p.state = 'passed' and e.verb in ('verification.broken', 'verification.mended')
       ) line join runs r on r.id = line.run_id join applications a on a.client_id = r.client_id
     where (line.what <> 'lapsed' or not a.sandbox) and ($3::timestamptz is null or line.at >= $3)
       and ($4::timestamptz is null or line.at < $4 or (line.at = $4 and line.id < $5))
     order by line.at desc, line.id desc limit $6`,
    [institutionId, clientIds ?? null, from ?? null, before?.at ?? null, before?.id ?? null, limit, now, grace / 1_000],
  );
