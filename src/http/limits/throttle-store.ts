import type { Connection, Reader } from '../../database/open.ts';

export type Count = { count: number; resets_at: Date };

/**
 * Counts one more, less `owed` of before, in one statement, so that parallel requests are each counted; an expired window starts again.
 */
export async function increment(db: Connection, key: Buffer, now: Date, resetsAt: Date, owed: number): Promise<Count> {
  const row = await db.row<Count>(
    `insert into throttle (key, count, resets_at) values ($1, 1, $3)
     on conflict (key) do update set
       count = case when throttle.resets_at <= $2 then 1 else greatest(throttle.count - $4, 0) + 1 end,
       resets_at = case when throttle.resets_at <= $2 then excluded.resets_at else throttle.resets_at end
     returning count, resets_at`,
    [key, now, resetsAt, owed],
  );
  if (row === undefined) throw new Error('the upsert of a throttle row returned nothing');
  return row;
}

export const readAll = (db: Reader, keys: readonly Buffer[], now: Date) =>
  db.rows<Count & { key: Buffer }>(
    `select key, count, resets_at from throttle where key = any($1::bytea[]) and resets_at > $2`,
    [keys, now],
  );

export const remove = (db: Connection, key: Buffer) => db.run(`delete from throttle where key = $1`, [key]);

export const removeOver = (db: Connection, now: Date, limit: number) =>
  db.run(
    `delete from throttle where key in
       (select key from throttle where resets_at <= $1 order by resets_at limit $2 for update skip locked)
       and resets_at <= $1`,
    [now, limit],
  );
