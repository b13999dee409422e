import type { Connection } from '../../database/open.ts';

/** A sentence that reviewers write often; without a kind it suits every kind. */
export interface Phrase {
  id: string;
  kind: string | undefined;
  text: string;
}

type Row = { id: string; kind: string | null; text: string };
const present = ({ kind, ...row }: Row): Phrase => ({ ...row, kind: kind ?? undefined });

/** The oldest first; of one kind those for every kind too, after its own. */
export const list = async (db: Connection, kind?: string): Promise<Phrase[]> =>
  (
    await db.rows<Row>(
      `select id, kind, text from review_phrases where $1::text is null or kind is null or kind = $1
       order by kind nulls last, created_at, text`,
      [kind ?? null],
    )
  ).map(present);

export async function find(db: Connection, id: string): Promise<Phrase | undefined> {
  const row = await db.row<Row>(`select id, kind, text from review_phrases where id = $1`, [id]);
  return row && present(row);
}

export async function insert(trx: Connection, { id, kind, text }: Phrase, at: Date): Promise<void> {
  await trx.run(`insert into review_phrases (id, kind, text, created_at) values ($1, $2, $3, $4)`, [
    id,
    kind ?? null,
    text,
    at,
  ]);
}

export async function update(trx: Connection, { id, kind, text }: Phrase): Promise<boolean> {
  return (
    (await trx.run(`update review_phrases set kind = $2, text = $3 where id = $1`, [id, kind ?? null, text])) === 1
  );
}

export async function remove(trx: Connection, id: string): Promise<boolean> {
  return (await trx.run(`delete from review_phrases where id = $1`, [id])) === 1;
}
