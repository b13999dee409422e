import type { Connection } from '../../database/open.ts';
import type { HistoryQuery } from '../../review/history.ts';
import { isEndpoint, ok, onlyCounted } from './call.ts';

type Row = { id: string; at: Date; client_id: string; name: string; endpoint: string; error: string; calls: number };

/** Failures, by day, application, endpoint and error; the newest day first. */
export async function linesOf(db: Connection, { institutionId, clientIds, from, before, limit }: HistoryQuery) {
  const rows = await db.rows<Row>(
    `select * from (
       select d.client_id || ' ' || d.endpoint || ' ' || d.outcome as id, d.day::timestamp at time zone 'Asia/Shanghai' as at,
         d.client_id, a.name, d.endpoint, d.outcome as error, d.calls::integer as calls
       from applications a join integration_days d on d.client_id = a.client_id
       where a.institution_id = $1 and ($2::text[] is null or a.client_id = any($2)) and d.outcome <> $3 and d.outcome <> all($4)) line
     where ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6 or (at = $6 and id < $7))
     order by at desc, id desc limit $8`,
    [
      ...[institutionId, clientIds ?? null, ok, onlyCounted, from ?? null, before?.at ?? null, before?.id ?? null],
      limit,
    ],
  );
  return rows.flatMap(({ client_id: clientId, endpoint, ...row }) =>
    isEndpoint(endpoint) ? [{ ...row, clientId, endpoint }] : [],
  );
}
