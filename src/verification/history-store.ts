import type { Connection } from '../database/open.ts';
import type { RunState } from './run.ts';

type Between = {
  institutionId: string;
  clientIds?: readonly string[];
  from?: Date;
  before?: { at: Date; id?: string };
  limit: number;
};
type Line = {
  id: string;
  at: Date;
  clientId: string;
  application: string;
  state: Exclude<RunState, 'open'>;
  number: string;
  passed: number;
};

/** The runs of an institution that are over, newest first. */
export const linesOf = (db: Connection, { institutionId, clientIds, from, before, limit }: Between): Promise<Line[]> =>
  db.rows<Line>(
    `select r.id, r.finished_at as at, r.client_id as "clientId", a.name as application, r.state, coalesce(r.number, '') as number,
       (select count(*)::int from jsonb_array_elements(r.verdicts) v where v ->> 'state' in ('passed', 'noted')) as passed
     from verification_runs r join applications a on a.client_id = r.client_id
     where r.institution_id = $1 and r.state <> 'open' and r.mode = 'verification'
       and ($2::text[] is null or r.client_id = any($2)) and ($3::timestamptz is null or r.finished_at >= $3)
       and ($4::timestamptz is null or r.finished_at < $4 or (r.finished_at = $4 and r.id < $5::uuid))
     order by r.finished_at desc, r.id desc limit $6`,
    [institutionId, clientIds ?? null, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
