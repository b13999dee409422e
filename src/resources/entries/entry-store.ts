import type { Connection } from '../../database/open.ts';
import type { State } from '../../review/workflow/transitions.ts';
import type { Entry, PublicationState } from './entry.ts';

export type Row = {
  id: string;
  institution_id: string;
  client_id: string | null;
  pushed_by: string | null;
  channel: string;
  external_id: string;
  title: string;
  region_code: string | null;
  submission_id: string | null;
  review_state: State;
  content_hash: string;
  gaps: number;
  publication_state: PublicationState | null;
  publication_id: string | null;
  withdrawal_id: string | null;
  batch_id: string | null;
  revision: number;
  created_at: Date;
  updated_at: Date;
};

export const columns = `e.id, e.institution_id, e.client_id, e.pushed_by, e.channel, e.external_id, e.title, e.region_code, e.submission_id, e.review_state,
  e.content_hash, e.gaps, e.publication_state, e.publication_id, e.withdrawal_id, e.batch_id, e.revision, e.created_at, e.updated_at`;

export const present = (row: Row): Entry => ({
  id: row.id,
  institutionId: row.institution_id,
  clientId: row.client_id ?? undefined,
  pushedBy: row.pushed_by ?? undefined,
  channel: row.channel,
  externalId: row.external_id,
  title: row.title,
  regionCode: row.region_code ?? undefined,
  submissionId: row.submission_id ?? undefined,
  reviewState: row.review_state,
  contentHash: row.content_hash,
  gaps: row.gaps,
  publicationState: row.publication_state ?? undefined,
  publicationId: row.publication_id ?? undefined,
  withdrawalId: row.withdrawal_id ?? undefined,
  batchId: row.batch_id ?? undefined,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export async function find(db: Connection, id: string): Promise<Entry | undefined> {
  const row = await db.row<Row>(`select ${columns} from entries e where e.id = $1`, [id]);
  return row && present(row);
}

/** Locked until the transaction ends. */
export async function lock(trx: Connection, id: string): Promise<Entry | undefined> {
  const row = await trx.row<Row>(`select ${columns} from entries e where e.id = $1 for update`, [id]);
  return row && present(row);
}

/** R43: where a local number names one entry, however it came. */
export type EntrySet = { institutionId: string; channel: string };

export async function idsNamed(
  trx: Connection,
  { institutionId, channel }: EntrySet,
  externalIds: readonly string[],
): Promise<string[]> {
  const rows = await trx.rows<{ id: string }>(
    `select id from entries where institution_id = $1 and channel = $2 and external_id = any($3::text[])`,
    [institutionId, channel, externalIds],
  );
  return rows.map(({ id }) => id);
}

/** The entries of these names, locked. */
export async function lockNamed(
  trx: Connection,
  { institutionId, channel }: EntrySet,
  externalIds: readonly string[],
): Promise<Entry[]> {
  const rows = await trx.rows<Row>(
    `select ${columns} from entries e where e.institution_id = $1 and e.channel = $2
       and e.external_id = any($3::text[]) order by e.external_id for update`,
    [institutionId, channel, externalIds],
  );
  return rows.map(present);
}

export async function findNamed(
  db: Connection,
  { institutionId, channel }: EntrySet,
  externalId: string,
): Promise<Entry | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from entries e where e.institution_id = $1 and e.channel = $2 and e.external_id = $3`,
    [institutionId, channel, externalId],
  );
  return row && present(row);
}

/** Which of these the institution has published: `channel number` of each, for a venue or another entry that a field refers to. */
export async function publishedAmong(
  db: Connection,
  institutionId: string,
  wanted: readonly { channel: string; externalId: string }[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  const rows = await db.rows<{ channel: string; external_id: string }>(
    `select distinct channel, external_id from entries where institution_id = $1 and publication_state = 'published'
       and (channel, external_id) in (select * from unnest($2::text[], $3::text[]))`,
    [institutionId, wanted.map(({ channel }) => channel), wanted.map(({ externalId }) => externalId)],
  );
  return new Set(rows.map((each) => `${each.channel} ${each.external_id}`));
}

/** R43 接管: from now on they are this application's. */
export const takeOver = (trx: Connection, ids: readonly string[], clientId: string, at: Date) =>
  trx.run(
    `update entries set client_id = $2, pushed_by = null, revision = revision + 1, updated_at = $3 where id = any($1::uuid[])`,
    [ids, clientId, at],
  );

export async function setReviewState(trx: Connection, id: string, submissionId: string, state: State, at: Date) {
  await trx.run(
    `update entries set review_state = $3, revision = revision + 1, updated_at = $4 where id = $1 and submission_id = $2`,
    [id, submissionId, state, at],
  );
}

/** A revision was discarded: only the published version counts again. */
export async function dropRevision(trx: Connection, id: string, hash: string, at: Date): Promise<void> {
  await trx.run(
    `update entries e set submission_id = null, review_state = 'approved', content_hash = $2, gaps = 0, title = p.title, region_code = p.region_code,
       revision = e.revision + 1, updated_at = $3
     from publications p where e.id = $1 and e.publication_state is not null and p.id = e.publication_id`,
    [id, hash, at],
  );
}

/** Only if never published, and if nothing refers to it. */
export const remove = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(`delete from entries where id = $1 and publication_state is null`, [id])) === 1;

export async function setWithdrawal(trx: Connection, id: string, submissionId: string | null, at: Date): Promise<void> {
  await trx.run(`update entries set withdrawal_id = $2, revision = revision + 1, updated_at = $3 where id = $1`, [
    id,
    submissionId,
    at,
  ]);
}

export async function setPublication(
  trx: Connection,
  id: string,
  { state, publicationId }: { state: PublicationState; publicationId: string },
  at: Date,
): Promise<void> {
  await trx.run(
    `update entries set publication_state = $2, publication_id = $3,
       first_published_at = case when $2 = 'published' then coalesce(first_published_at, $4) else first_published_at end,
       revision = revision + 1, updated_at = $4 where id = $1`,
    [id, state, publicationId, at],
  );
}
