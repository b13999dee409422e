import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import { sealedAs as eventAs } from './event-store.ts';
import { sealedAs } from './store.ts';

/** Submissions finished and untouched since then; the oldest first. */
export const finishedSubmissions = async (
  db: Connection,
  kinds: readonly string[],
  before: Date,
  limit: number,
): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select id from submissions where kind = any($1) and papers_ended_at is null and updated_at < $2
         and state not in ('submitted', 'claimed', 'checked') order by updated_at limit $3`,
      [kinds, before, limit],
    )
  ).map(({ id }) => id);

/** The current data, locked until the transaction ends; undefined if it was touched meanwhile. */
export async function hold(trx: Connection, seal: Seal, id: string, before: Date): Promise<Data | undefined> {
  const row = await trx.row<{ data: Buffer }>(
    `select data from submissions where id = $1 and papers_ended_at is null and updated_at < $2
       and state not in ('submitted', 'claimed', 'checked') for update`,
    [id, before],
  );
  const data: Data | undefined = row && JSON.parse(seal.unseal(row.data, sealedAs(id)));
  return data;
}

export const end = (trx: Connection, seal: Seal, id: string, data: Data, at: Date) =>
  trx.run(`update submissions set data = $2, papers_ended_at = $3 where id = $1`, [
    id,
    seal.seal(JSON.stringify(data), sealedAs(id)),
    at,
  ]);

/** Each sent version is replaced by the result of `without`. False where one was resealed meanwhile, and is left for the next time. */
export async function endSent(
  trx: Connection,
  seal: Seal,
  id: string,
  without: (data: Data) => Data | undefined,
): Promise<boolean> {
  const rows = await trx.rows<{ id: number; data: Buffer }>(
    `select id, data from submission_events where submission_id = $1 and data is not null`,
    [id],
  );
  const changed = rows.flatMap((row) => {
    const data: Data = JSON.parse(seal.unseal(row.data, eventAs(id)));
    const left = without(data);
    return left === undefined
      ? []
      : [{ id: row.id, was: row.data, text: seal.seal(JSON.stringify(left), eventAs(id)) }];
  });
  if (changed.length === 0) return true;
  const done = await trx.row<{ ended: number }>(`select end_submission_papers($1, $2, $3) as ended`, [
    changed.map((each) => each.id),
    changed.map(({ was }) => was),
    changed.map(({ text }) => text),
  ]);
  return done?.ended === changed.length;
}
