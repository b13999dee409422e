import type { Connection } from '../database/open.ts';
import type { State } from '../review/transitions.ts';
import type { Entry, PublicationState } from './entry.ts';

export type Row = {
  id: string;
  institution_id: string;
  client_id: string | null;
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

export const columns = `e.id, e.institution_id, e.client_id, e.channel, e.external_id, e.title, e.region_code, e.submission_id, e.review_state,
  e.content_hash, e.gaps, e.publication_state, e.publication_id, e.withdrawal_id, e.batch_id, e.revision, e.created_at, e.updated_at`;

export const present = (row: Row): Entry => ({
  id: row.id,
  institutionId: row.institution_id,
  clientId: row.client_id ?? undefined,
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

/** Nobody else changes it until the transaction ends. */
export async function lock(trx: Connection, id: string): Promise<Entry | undefined> {
  const row = await trx.row<Row>(`select ${columns} from entries e where e.id = $1 for update`, [id]);
  return row && present(row);
}

/** Under which name an entry is known: by the application that pushed it, or by the institution itself. */
export type Owner = { institutionId: string; clientId: string | undefined; channel: string };

/** The entries of these names, locked. */
export async function lockNamed(
  trx: Connection,
  { institutionId, clientId, channel }: Owner,
  externalIds: readonly string[],
): Promise<Entry[]> {
  const rows = await trx.rows<Row>(
    `select ${columns} from entries e where e.institution_id = $1 and coalesce(e.client_id, '') = $2 and e.channel = $3
       and e.external_id = any($4::text[]) order by e.external_id for update`,
    [institutionId, clientId ?? '', channel, externalIds],
  );
  return rows.map(present);
}

export async function findNamed(
  db: Connection,
  { institutionId, clientId, channel }: Owner,
  externalId: string,
): Promise<Entry | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from entries e where e.institution_id = $1 and coalesce(e.client_id, '') = $2 and e.channel = $3 and e.external_id = $4`,
    [institutionId, clientId ?? '', channel, externalId],
  );
  return row && present(row);
}

/** The published venue, or whatever a field refers to, that the institution calls so; an application looks among its own first. */
export async function findPublished(
  db: Connection,
  { institutionId, clientId, channel }: Owner,
  externalId: string,
): Promise<string | undefined> {
  const row = await db.row<{ id: string }>(
    `select id from entries where institution_id = $1 and channel = $3 and external_id = $4 and publication_state = 'published'
     order by (coalesce(client_id, '') = $2) desc limit 1`,
    [institutionId, clientId ?? '', channel, externalId],
  );
  return row?.id;
}

export type New = Owner & { batchId: string | undefined; createdBy: string; at: Date };
export type Written = {
  id: string;
  externalId: string;
  title: string;
  regionCode: string | undefined;
  submissionId: string | undefined;
  contentHash: string;
  gaps: number;
};

const given = `unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::integer[])
  as given (id, external_id, title, region_code, submission_id, content_hash, gaps)`;
const columnsOf = (written: readonly Written[]) => [
  written.map(({ id }) => id),
  written.map(({ externalId }) => externalId),
  written.map(({ title }) => title),
  written.map(({ regionCode }) => regionCode ?? null),
  written.map(({ submissionId }) => submissionId ?? null),
  written.map(({ contentHash }) => contentHash),
  written.map(({ gaps }) => gaps),
];

/** New entries. A name that somebody else took in the same moment breaks the statement: the caller holds the lock of the kind. */
export async function insert(trx: Connection, one: New, written: readonly Written[]): Promise<void> {
  await trx.run(
    `insert into entries (id, institution_id, client_id, channel, external_id, title, region_code, submission_id, review_state, content_hash, gaps,
       batch_id, created_by, created_at, updated_at)
     select given.id, $8, $9, $10, given.external_id, given.title, given.region_code, given.submission_id, 'draft', given.content_hash, given.gaps,
       $11, $12, $13, $13 from ${given}`,
    [
      ...columnsOf(written),
      one.institutionId,
      one.clientId ?? null,
      one.channel,
      one.batchId ?? null,
      one.createdBy,
      one.at,
    ],
  );
}

/** What is known of an entry after its draft was saved. */
export async function update(trx: Connection, written: readonly Written[], at: Date, batchId?: string): Promise<void> {
  await trx.run(
    `update entries e set external_id = given.external_id, title = given.title, region_code = given.region_code,
       submission_id = given.submission_id, review_state = case when e.submission_id is not distinct from given.submission_id
         and e.review_state = 'returned' then 'returned' else 'draft' end, content_hash = given.content_hash, gaps = given.gaps,
       batch_id = coalesce($9, e.batch_id), revision = e.revision + 1, updated_at = $8
     from ${given} where e.id = given.id`,
    [...columnsOf(written), at, batchId ?? null],
  );
}

export async function setReviewState(trx: Connection, id: string, submissionId: string, state: State, at: Date) {
  await trx.run(
    `update entries set review_state = $3, revision = revision + 1, updated_at = $4 where id = $1 and submission_id = $2`,
    [id, submissionId, state, at],
  );
}

/** A revision was thrown away: what is published counts alone again. */
export async function dropRevision(trx: Connection, id: string, hash: string, at: Date): Promise<void> {
  await trx.run(
    `update entries e set submission_id = null, review_state = 'approved', content_hash = $2, gaps = 0, title = p.title, region_code = p.region_code,
       revision = e.revision + 1, updated_at = $3
     from publications p where e.id = $1 and e.publication_state is not null and p.id = e.publication_id`,
    [id, hash, at],
  );
}

/** Only what was never published and holds on to nothing. */
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
