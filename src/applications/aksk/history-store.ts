import type { Connection } from '../../database/open.ts';
import type { HistoryQuery } from '../../review/history.ts';

type Row = { id: string; at: Date; verb: string; details: object; client_id: string; name: string };

/** Actions of people on the AKs of an institution, newest first. */
export async function linesOf(
  db: Connection,
  verbs: readonly string[],
  { institutionId, clientIds, from, before, limit }: HistoryQuery,
) {
  const rows = await db.rows<Row>(
    `select e.id::text, e.at, e.verb, e.details, a.client_id, a.name
     from applications a join audit_events e on e.subject_kind = 'application' and e.subject_id = a.client_id
     where a.institution_id = $1 and ($2::text[] is null or a.client_id = any($2)) and e.verb = any($3)
       and ($4::timestamptz is null or e.at >= $4)
       and ($5::timestamptz is null or e.at < $5 or (e.at = $5 and e.id < $6::bigint))
     order by e.at desc, e.id desc limit $7`,
    [institutionId, clientIds ?? null, verbs, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(({ client_id, ...row }) => ({ ...row, clientId: client_id }));
}
