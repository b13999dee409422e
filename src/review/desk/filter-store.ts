import type { Connection } from '../../database/open.ts';

/** A filter of the desk that a reviewer keeps: an address with a name. */
export type SavedFilter = { id: string; name: string; query: string };

export const list = (db: Connection, accountId: string): Promise<SavedFilter[]> =>
  db.rows<SavedFilter>(`select id, name, query from review_filters where account_id = $1 order by created_at, id`, [
    accountId,
  ]);

/** One of the same name is replaced. */
export async function keep(trx: Connection, accountId: string, { id, name, query }: SavedFilter, at: Date) {
  await trx.run(
    `insert into review_filters (id, account_id, name, query, created_at) values ($1, $2, $3, $4, $5)
     on conflict (account_id, name) do update set query = excluded.query`,
    [id, accountId, name, query, at],
  );
}

export const remove = async (trx: Connection, accountId: string, id: string): Promise<boolean> =>
  (await trx.run(`delete from review_filters where account_id = $1 and id = $2`, [accountId, id])) === 1;
