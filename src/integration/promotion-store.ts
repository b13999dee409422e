import type { Connection } from '../database/open.ts';

export type Promotion = { id: string; title: string; body: string; at: Date; withdrawnAt: Date | undefined };

type Row = { id: string; title: string; body: string; published_at: Date; withdrawn_at: Date | null };
const columns = `id, title, body, published_at, withdrawn_at`;
const present = (row: Row): Promotion => ({
  ...{ id: row.id, title: row.title, body: row.body, at: row.published_at },
  withdrawnAt: row.withdrawn_at ?? undefined,
});

export async function insert(
  trx: Connection,
  { id, title, body, at, by }: Omit<Promotion, 'withdrawnAt'> & { by: string },
): Promise<void> {
  await trx.changed('promotions');
  await trx.run(`insert into promotions (id, title, body, published_at, published_by) values ($1, $2, $3, $4, $5)`, [
    ...[id, title, body, at, by],
  ]);
}

/** One conditional statement: false where it was withdrawn before, or never there. */
export async function withdraw(trx: Connection, id: string, at: Date): Promise<boolean> {
  await trx.changed('promotions');
  return (
    (await trx.run(`update promotions set withdrawn_at = $2 where id = $1 and withdrawn_at is null`, [id, at])) === 1
  );
}

/** The newest first; for the operators also withdrawn ones. */
export const newest = async (db: Connection, everything: boolean, limit?: number): Promise<Promotion[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from promotions where $1 or withdrawn_at is null order by published_at desc, id desc limit $2`,
      [everything, limit ?? null],
    )
  ).map(present);
