import type { Connection } from '../../database/open.ts';
import type { HistoryQuery } from '../../review/history.ts';
import type { State } from './import.ts';

type Row = {
  id: string;
  at: Date;
  number: string;
  channel: string;
  state: State;
  good: number;
  bad: number;
  client_id: string | null;
};

/** The batches of an institution, newest first. */
export async function linesOf(db: Connection, { institutionId, clientIds, from, before, limit }: HistoryQuery) {
  const rows = await db.rows<Row>(
    `select id, created_at as at, number, channel, state, good, bad, client_id from imports
     where institution_id = $1 and ($2::text[] is null or client_id = any($2)) and ($3::timestamptz is null or created_at >= $3)
       and ($4::timestamptz is null or created_at < $4 or (created_at = $4 and id < $5::uuid))
     order by created_at desc, id desc limit $6`,
    [institutionId, clientIds ?? null, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(({ client_id, ...row }) => ({ ...row, clientId: client_id ?? undefined }));
}
