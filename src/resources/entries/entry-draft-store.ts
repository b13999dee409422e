import { DatabaseError } from 'pg';
import type { Connection } from '../../database/open.ts';
import { invalid, Problem } from '../../errors.ts';
import { fact } from '../facts.ts';
import type { EntrySet } from './entry-store.ts';

export type New = EntrySet & { clientId: string | undefined; batchId: string | undefined; createdBy: string; at: Date };
export type Written = {
  id: string;
  externalId: string;
  title: string;
  regionCode: string | undefined;
  submissionId: string | undefined;
  contentHash: string;
  gaps: number;
  startsAt: Date | undefined;
  /** Marks that it has in common with entries that are much like it (alike.ts). */
  alike: readonly number[];
};

const given = `unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::integer[], $8::timestamptz[], $9::text[])
  as given (id, external_id, title, region_code, submission_id, content_hash, gaps, starts_at, alike)`;
const columnsOf = (written: readonly Written[]) => [
  written.map(({ id }) => id),
  written.map(({ externalId }) => externalId),
  written.map(({ title }) => title),
  written.map(({ regionCode }) => regionCode ?? null),
  written.map(({ submissionId }) => submissionId ?? null),
  written.map(({ contentHash }) => contentHash),
  written.map(({ gaps }) => gaps),
  written.map(({ startsAt }) => startsAt ?? null),
  written.map(({ alike }) => `{${alike.join()}}`),
];

/** Another form or program took the number in this moment, between the question whether it is free and the statement that takes it. */
const isTaken = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '23505' && error.constraint === 'entries_key';
const words = fact('resources.external_id_just_taken');

/** New entries, each under a number that was free. */
export async function insert(trx: Connection, one: New, written: readonly Written[]): Promise<void> {
  try {
    await trx.run(
      `insert into entries (id, institution_id, client_id, channel, external_id, title, region_code, submission_id, review_state, content_hash, gaps,
         starts_at, alike, batch_id, created_by, created_at, updated_at)
       select given.id, $10, $11, $12, given.external_id, given.title, given.region_code, given.submission_id, 'draft', given.content_hash,
         given.gaps, given.starts_at, given.alike::integer[], $13, $14, $15, $15 from ${given}`,
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
  } catch (cause) {
    throw isTaken(cause) ? new Problem('external_id_taken', words, { fields: { external_id: words }, cause }) : cause;
  }
}

type By = { batchId?: string | undefined; pushedBy?: string | undefined };

/** Updates entries after their drafts were saved. */
export async function update(trx: Connection, written: readonly Written[], at: Date, by: By = {}): Promise<void> {
  try {
    await trx.run(
      `update entries e set external_id = given.external_id, title = given.title, region_code = given.region_code,
         submission_id = given.submission_id, review_state = case when e.submission_id is not distinct from given.submission_id
           and e.review_state = 'returned' then 'returned' else 'draft' end, content_hash = given.content_hash, gaps = given.gaps,
         starts_at = given.starts_at, alike = given.alike::integer[], batch_id = coalesce($11, e.batch_id),
         pushed_by = coalesce($12, e.pushed_by), revision = e.revision + 1, updated_at = $10
       from ${given} where e.id = given.id`,
      [...columnsOf(written), at, by.batchId ?? null, by.pushedBy ?? null],
    );
  } catch (cause) {
    throw isTaken(cause) ? invalid({ external_id: words }) : cause;
  }
}

/** How many entries an application has. */
export const countOf = async (trx: Connection, clientId: string): Promise<number> =>
  (await trx.row<{ count: number }>(`select count(*)::integer as count from entries where client_id = $1`, [clientId]))
    ?.count ?? 0;
