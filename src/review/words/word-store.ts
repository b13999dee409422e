import type { Connection } from '../../database/open.ts';

export type Word = { word: string; note: string | undefined };

type Row = { word: string; note: string | null };
const present = ({ word, note }: Row): Word => ({ word, note: note ?? undefined });

export const list = async (db: Connection): Promise<Word[]> =>
  (await db.rows<Row>(`select word, note from review_words order by word`)).map(present);

/** Says how many were new. */
export const add = (trx: Connection, words: readonly Word[], by: string, at: Date): Promise<number> =>
  trx.run(
    `insert into review_words (word, note, added_by, added_at)
     select word, note, $3, $4 from unnest($1::text[], $2::text[]) as given (word, note)
     on conflict (word) do update set note = excluded.note where review_words.note is distinct from excluded.note`,
    [words.map(({ word }) => word), words.map(({ note }) => note ?? null), by, at],
  );

export const remove = async (trx: Connection, word: string): Promise<boolean> =>
  (await trx.run(`delete from review_words where word = $1`, [word])) === 1;
