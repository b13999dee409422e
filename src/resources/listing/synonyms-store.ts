import type { Connection } from '../../database/open.ts';

export type SynonymTable = { groups: string[][]; version: number };

/** The words that mean the same, as operators keep them. */
export async function read(db: Connection): Promise<SynonymTable> {
  const row = await db.row<SynonymTable>('select groups, version from search_synonyms');
  return row ?? { groups: [], version: 0 };
}

/** False if it was saved meanwhile. */
export const write = async (
  trx: Connection,
  { groups, version, at }: { groups: readonly (readonly string[])[]; version: number; at: Date },
): Promise<boolean> =>
  (await trx.run(
    'update search_synonyms set groups = $1::jsonb, version = version + 1, changed_at = $3 where version = $2',
    [JSON.stringify(groups), version, at],
  )) > 0;
