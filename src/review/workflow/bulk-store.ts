import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import { sealedAs } from './store.ts';
import type { Batch } from './submission.ts';
import type { State } from './transitions.ts';

/** Submissions about these subjects, locked in the common order: submissions before rows of the rooms. */
export const lockSubjects = (trx: Connection, kind: string, subjectIds: readonly string[]) =>
  trx.run(`select 1 from submissions s where s.kind = $1 and s.subject_id = any($2::text[]) order by s.id for update`, [
    kind,
    subjectIds,
  ]);

/** The newest submission about each of these subjects, as far as saving needs to know it; they are locked. */
export type Newest = { id: string; subjectId: string; version: number; state: State };

export async function newest(trx: Connection, kind: string, subjectIds: readonly string[]): Promise<Newest[]> {
  const rows = await trx.rows<{ id: string; subject_id: string; version: number; state: State }>(
    `select distinct on (s.subject_id) s.id, s.subject_id, s.version, s.state from submissions s
     where s.kind = $1 and s.subject_id = any($2::text[]) order by s.subject_id, s.version desc`,
    [kind, subjectIds],
  );
  return rows.map(({ id, subject_id, version, state }) => ({ id, subjectId: subject_id, version, state }));
}

export type Draft = {
  id: string;
  subjectId: string;
  version: number;
  title: string;
  regionCode: string | undefined;
  data: Data;
};

export async function insert(
  trx: Connection,
  seal: Seal,
  {
    kind,
    institutionId,
    createdBy,
    at,
    batch,
  }: {
    kind: string;
    institutionId: string;
    createdBy: string;
    at: Date;
    batch: Batch | undefined;
  },
  drafts: readonly Draft[],
): Promise<void> {
  await trx.run(
    `insert into submissions (id, kind, institution_id, subject_id, version, state, title, region_code, data, source, created_by, created_at, updated_at, batch_id, batch_number)
     select id, $1, $2, subject_id, version, 'draft', title, region_code, data, 'online', $3, $4, $4, $11, $12
     from unnest($5::uuid[], $6::text[], $7::integer[], $8::text[], $9::text[], $10::bytea[])
       as given (id, subject_id, version, title, region_code, data)`,
    [kind, institutionId, createdBy, at, ...columnsOf(seal, drafts), batch?.id ?? null, batch?.number ?? null],
  );
}

/** Saves the given data; drafts that are no longer editable stay unchanged. Returns the ids of those saved. */
export async function save(
  trx: Connection,
  seal: Seal,
  { at, batch }: { at: Date; batch: Batch | undefined },
  drafts: readonly Draft[],
): Promise<string[]> {
  const rows = await trx.rows<{ id: string }>(
    `update submissions s set data = given.data, title = given.title, region_code = given.region_code, revision = s.revision + 1, updated_at = $1,
       batch_id = coalesce($8, s.batch_id), batch_number = coalesce($9, s.batch_number)
     from unnest($2::uuid[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::bytea[])
       as given (id, subject_id, version, title, region_code, data)
     where s.id = given.id and s.state in ('draft', 'returned') returning s.id`,
    [at, ...columnsOf(seal, drafts), batch?.id ?? null, batch?.number ?? null],
  );
  return rows.map(({ id }) => id);
}

const columnsOf = (seal: Seal, drafts: readonly Draft[]) => [
  drafts.map(({ id }) => id),
  drafts.map(({ subjectId }) => subjectId),
  drafts.map(({ version }) => version),
  drafts.map(({ title }) => title),
  drafts.map(({ regionCode }) => regionCode ?? null),
  drafts.map(({ id, data }) => seal.seal(JSON.stringify(data), sealedAs(id))),
];
