import type { Connection } from '../../database/open.ts';
import type { HistoryQuery } from '../../review/history.ts';

type Row = {
  id: string;
  at: Date;
  client_id: string;
  application: string;
  day: string;
  revision: number;
  late: boolean;
  reason: string | null;
};

/** Every version of every report of an institution, newest first. */
export async function linesOf(db: Connection, { institutionId, clientIds, from, before, limit }: HistoryQuery) {
  const rows = await db.rows<Row>(
    `select * from (
       select v.client_id || ' ' || to_char(v.day, 'YYYY-MM-DD') || ' ' || lpad(v.revision::text, 6, '0') as id, v.at, v.client_id,
         a.name as application, to_char(v.day, 'YYYY-MM-DD') as day, v.revision, r.late, v.reason
       from daily_reports r join report_revisions v on v.client_id = r.client_id and v.day = r.day
         join applications a on a.client_id = r.client_id
       where r.institution_id = $1 and ($2::text[] is null or r.client_id = any($2))) line
     where ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4 or (at = $4 and id < $5))
     order by at desc, id desc limit $6`,
    [institutionId, clientIds ?? null, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(({ client_id, reason, ...row }) => ({ ...row, clientId: client_id, reason: reason ?? '' }));
}
