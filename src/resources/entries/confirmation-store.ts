import { dayStart } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';

/** The institution says that all of these entries is as published. Once a day is enough: a program that reports places each minute writes one row. */
export async function confirm(trx: Connection, entryIds: readonly string[], at: Date): Promise<number> {
  const saved = await trx.run(
    `insert into entry_confirmations as c (entry_id, at) select id, $2 from unnest($1::uuid[]) as id order by id
     on conflict (entry_id) do update set at = excluded.at where c.at < $3`,
    [entryIds, at, dayStart(at)],
  );
  if (saved > 0) await trx.changed('resources');
  return saved;
}
