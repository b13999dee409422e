import type { Connection } from '../../database/open.ts';

export type Batch = {
  day: string;
  number: number;
  entries: readonly { id: string; opens: number; clicks: number }[];
};

/**
 * Adds a batch to the sums of this process, by application: that of the entry, else the only one of its institution. A batch that is sent once
 * more changes nothing, and an entry that is not public is left out.
 */
export const add = (db: Connection, process: string, { day, number, entries }: Batch) =>
  db.run(
    `insert into entry_opens as o (client_id, day, process, batch, opens, clicks)
     select coalesce(e.client_id, only_one.client_id), $1::date, $2::uuid, $3::int, sum(g.opens), sum(g.clicks)
     from unnest($4::uuid[], $5::bigint[], $6::bigint[]) as g (id, opens, clicks)
       join listings l on l.entry_id = g.id join entries e on e.id = l.entry_id
       left join lateral (select min(a.client_id) as client_id from applications a
         where a.institution_id = e.institution_id and not a.sandbox and not a.first_party having count(*) = 1) only_one on e.client_id is null
     where coalesce(e.client_id, only_one.client_id) is not null
     group by 1
     on conflict (client_id, day, process) do update set opens = o.opens + excluded.opens, clicks = o.clicks + excluded.clicks,
       batch = excluded.batch where o.batch < excluded.batch`,
    [
      ...[day, process, number],
      entries.map(({ id }) => id),
      entries.map(({ opens }) => opens),
      entries.map(({ clicks }) => clicks),
    ],
  );

/** Those of days that are counted. */
export const removeUpTo = (db: Connection, day: string) => db.run(`delete from entry_opens where day <= $1`, [day]);
