import { dayOf } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';

export type Live = { data: Readonly<Record<string, unknown>>; updatedAt: Date };

export async function find(db: Connection, entryId: string): Promise<Live | undefined> {
  const row = await db.row<{ data: Record<string, unknown>; updated_at: Date }>(
    `select data, updated_at from live_states where entry_id = $1`,
    [entryId],
  );
  return row && { data: row.data, updatedAt: row.updated_at };
}

/**
 * Places that went since the last word, by day: a bound of the bookings that must lie between. A version that came meanwhile may have other places,
 * so nothing is said across it.
 */
const countTaken = (trx: Connection, entryId: string, data: object, at: Date) =>
  trx.run(
    `with taken as (
       select l.entry_id, (l.data->>'remaining')::int - ($2::jsonb->>'remaining')::int as places from live_states l
         join entries e on e.id = l.entry_id left join publications p on p.id = e.publication_id
       where l.entry_id = $1 and p.published_at <= l.updated_at),
     older as (delete from places_taken where entry_id = $1 and day < $3::date - 7)
     insert into places_taken as t (entry_id, day, taken) select entry_id, $3::date, places from taken where places <> 0
     on conflict (entry_id, day) do update set taken = t.taken + excluded.taken`,
    [entryId, JSON.stringify(data), dayOf(at)],
  );

/** Says whether it is another than before. */
export async function save(trx: Connection, entryId: string, data: object, at: Date): Promise<boolean> {
  if ('remaining' in data) {
    await trx.run(`select from live_states where entry_id = $1 for update`, [entryId]);
    await countTaken(trx, entryId, data, at);
  }
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
