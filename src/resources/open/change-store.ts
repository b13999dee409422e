import type { Connection } from '../../database/open.ts';

/** Only one run at a time gives places, and its places are visible before the next run begins. */
export const takeTurn = (trx: Connection) => trx.row(`select pg_advisory_xact_lock(hashtext('open_changes'))`);

/** Gives places to changes that are committed; at most `limit`. Who is being changed at this moment comes with the next run. */
export const givePlaces = (trx: Connection, now: Date, limit: number): Promise<number> =>
  trx.run(
    `with waiting as materialized (
       select entry_id from open_changes where position is null order by entry_id limit $2 for update skip locked)
     update open_changes c set position = nextval('open_positions'), changed_at = $1 from waiting w where c.entry_id = w.entry_id`,
    [now, limit],
  );

export type Change = { entryId: string; position: number; changedAt: Date };

export const after = (db: Connection, position: number, limit: number): Promise<Change[]> =>
  db.rows<Change>(
    `select entry_id as "entryId", position::float8 as position, changed_at as "changedAt" from open_changes
     where position > $1 order by position limit $2`,
    [position, limit],
  );

/** When something of each channel changed last: among the newest changes, else when its newest entry was published. */
export const changedByChannel = (db: Connection, channels: readonly string[]) =>
  db.rows<{ channel: string; at: Date }>(
    `select channel, max(at) as at from (
       select e.channel, c.changed_at as at
         from (select entry_id, changed_at from open_changes where position is not null order by position desc limit 1000) c
         join entries e on e.id = c.entry_id
       union all
       select asked.channel, newest.published_at
         from unnest($1::text[]) asked (channel)
         cross join lateral (select published_at from listings where channel = asked.channel order by published_at desc, entry_id desc limit 1) newest
     ) found where channel = any($1) group by channel`,
    [channels],
  );

export async function last(db: Connection): Promise<number> {
  const row = await db.row<{ position: number }>(
    `select position::float8 as position from open_changes where position is not null order by position desc limit 1`,
  );
  return row?.position ?? 0;
}
