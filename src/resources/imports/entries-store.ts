import type { Connection } from '../../database/open.ts';
import type { EntrySet } from '../entries/entry-store.ts';
import type { KnownEntries } from './checking.ts';

type Standing = { external_id: string; client_id: string | null; is_open: boolean; is_published: boolean };

/** The known entries that some rows name. */
export async function findKnown(
  db: Connection,
  { institutionId, channel }: EntrySet,
  externalIds: readonly string[],
): Promise<Omit<KnownEntries, 'entered'> & { enteredBy: ReadonlyMap<string, string> }> {
  const standings = await db.rows<Standing>(
    `select external_id, client_id, review_state in ('submitted', 'claimed', 'checked') as is_open, publication_state is not null as is_published
     from entries where institution_id = $1 and channel = $2 and external_id = any($3::text[])`,
    [institutionId, channel, externalIds],
  );
  const named = (wanted: (one: Standing) => boolean) =>
    new Set(standings.filter(wanted).map(({ external_id }) => external_id));
  return {
    inReview: named(({ is_open }) => is_open),
    published: named(({ is_published }) => is_published),
    enteredBy: new Map(
      standings.flatMap(({ external_id, client_id }) => (client_id === null ? [] : [[external_id, client_id]])),
    ),
  };
}

/** The entries of a batch by their id, a few at a time. */
export async function ofBatch(
  db: Connection,
  batchId: string,
  after: string | undefined,
  limit: number,
): Promise<{ id: string }[]> {
  return db.rows<{ id: string }>(
    `select id from entries where batch_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
    [batchId, after ?? null, limit],
  );
}

/** Those of a batch that were sent, whatever became of them. */
export async function sentOfBatch(db: Connection, batchId: string): Promise<number> {
  const row = await db.row<{ count: number }>(
    `select count(*)::integer as count from entries where batch_id = $1 and review_state <> 'draft'`,
    [batchId],
  );
  return row?.count ?? 0;
}
