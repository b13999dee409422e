import type { Connection } from '../../database/open.ts';

/** Submissions that are decided together. `seen`: the revision that the list showed. */
export type Bulk = {
  id: string;
  accountId: string;
  kind: string;
  items: readonly { id: string; seen: number }[];
  samples: readonly string[];
  looked: readonly string[];
};

type Row = Omit<Bulk, 'accountId'> & { account_id: string };

export async function insert(trx: Connection, one: Omit<Bulk, 'looked'>, at: Date): Promise<void> {
  await trx.run(
    `insert into review_bulks (id, account_id, kind, items, samples, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [one.id, one.accountId, one.kind, JSON.stringify(one.items), one.samples, at],
  );
}

export async function find(db: Connection, accountId: string, id: string): Promise<Bulk | undefined> {
  const row = await db.row<Row>(
    `select id, account_id, kind, items, samples, looked from review_bulks where id = $1 and account_id = $2`,
    [id, accountId],
  );
  if (row === undefined) return undefined;
  const { account_id, ...rest } = row;
  return { ...rest, accountId: account_id };
}

/** That the reviewer opened one of it. */
export const look = (db: Connection, accountId: string, id: string, submissionId: string): Promise<number> =>
  db.run(
    `update review_bulks set looked = looked || $3::uuid
     where id = $1 and account_id = $2 and $3::uuid <> all(looked) and items @> jsonb_build_array(jsonb_build_object('id', $3::text))`,
    [id, accountId, submissionId],
  );

export const remove = (trx: Connection, id: string): Promise<number> =>
  trx.run(`delete from review_bulks where id = $1`, [id]);
