import type { Connection } from '../../database/open.ts';

export type Live = { data: Readonly<Record<string, unknown>>; updatedAt: Date };

export async function find(db: Connection, entryId: string): Promise<Live | undefined> {
  const row = await db.row<{ data: Record<string, unknown>; updated_at: Date }>(
    `select data, updated_at from live_states where entry_id = $1`,
    [entryId],
  );
  return row && { data: row.data, updatedAt: row.updated_at };
}

/** Says whether it is another than before. */
export async function save(trx: Connection, entryId: string, data: object, at: Date): Promise<boolean> {
  const saved = await trx.run(
    `insert into live_states as l (entry_id, data, updated_at) values ($1, $2, $3)
     on conflict (entry_id) do update set data = excluded.data, updated_at = excluded.updated_at where l.data is distinct from excluded.data`,
    [entryId, JSON.stringify(data), at],
  );
  if (saved === 1) await trx.changed('resources');
  return saved === 1;
}

/** A version at another time ends a postponement. */
export async function endPostponement(trx: Connection, entryId: string, at: Date): Promise<void> {
  await trx.run(
    `update live_states set data = data - 'event_status' - 'live_status' - 'reason', updated_at = $2
     where entry_id = $1 and coalesce(data->>'event_status', data->>'live_status') = 'postponed'`,
    [entryId, at],
  );
}
