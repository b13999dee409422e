import type { Connection } from '../../database/open.ts';

/** A filter of a desk that its user keeps: an address with a name. */
export type SavedFilter = { id: string; name: string; query: string };

/** The desks with filters to keep. */
export type FilteredDesk = 'review' | 'audit';

export const list = (db: Connection, desk: FilteredDesk, accountId: string): Promise<SavedFilter[]> =>
  db.rows<SavedFilter>(
    `select id, name, query from review_filters where account_id = $1 and desk = $2 order by created_at, id`,
    [accountId, desk],
  );

/** One of the same name is replaced; false where it is one of the other desk. */
export const keep = async (
  trx: Connection,
  desk: FilteredDesk,
  accountId: string,
  { id, name, query }: SavedFilter,
  at: Date,
): Promise<boolean> =>
  (await trx.run(
    `insert into review_filters (id, account_id, desk, name, query, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id, name) do update set query = excluded.query where review_filters.desk = excluded.desk`,
    [id, accountId, desk, name, query, at],
  )) === 1;

export const remove = async (trx: Connection, desk: FilteredDesk, accountId: string, id: string): Promise<boolean> =>
  (await trx.run(`delete from review_filters where account_id = $1 and desk = $2 and id = $3`, [
    accountId,
    desk,
    id,
  ])) === 1;
