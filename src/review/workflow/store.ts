import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import type { Submission, Summary } from './submission.ts';
import type { State } from './transitions.ts';

type Row = {
  id: string;
  kind: string;
  institution_id: string;
  institution: string;
  subject_id: string | null;
  version: number;
  state: State;
  title: string;
  region_code: string | null;
  source: 'online' | 'mail';
  created_by: string;
  submitted_by: string | null;
  submitted_at: Date | null;
  due_at: Date | null;
  claimed_by: string | null;
  claimed_at: Date | null;
  checked_by: string | null;
  decided_by: string | null;
  decided_at: Date | null;
  revision: number;
  papers_ended_at: Date | null;
  doubts: string[] | null;
  changed: string[] | null;
  batch_id: string | null;
  batch_number: string | null;
  created_at: Date;
  updated_at: Date;
};
type FullRow = Row & { data: Buffer; reason: string | null; comments: Record<string, string> };

const columns = `s.id, s.kind, s.institution_id, i.name as institution, s.subject_id, s.version, s.state, s.title, coalesce(s.region_code, i.region_code) as region_code, s.source,
  s.created_by, s.submitted_by, s.submitted_at, s.due_at, s.claimed_by, s.claimed_at, s.checked_by, s.decided_by, s.decided_at,
  s.revision, s.papers_ended_at, s.doubts, s.changed, s.batch_id, s.batch_number, s.created_at, s.updated_at`;
const from = `from submissions s join institutions i on i.id = s.institution_id`;

export const sealedAs = (id: string) => `submissions.data.${id}`;

export async function find(db: Connection, seal: Seal, id: string): Promise<Submission | undefined> {
  const row = await db.row<FullRow>(`select ${columns}, s.data, s.reason, s.comments ${from} where s.id = $1`, [id]);
  return row && presentFull(row, seal);
}

/** Locks a submission for the transaction that changes it, and reads it as it is from then on. */
export async function lock(trx: Connection, seal: Seal, id: string): Promise<Submission | undefined> {
  const row = await trx.row<FullRow>(
    `select ${columns}, s.data, s.reason, s.comments ${from} where s.id = $1 for update of s`,
    [id],
  );
  return row && presentFull(row, seal);
}

/** Those who begin something about one institution and kind follow each other. */
export async function lockKind(trx: Connection, kind: string, institutionId: string): Promise<void> {
  await trx.run(`select pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))`, [
    `${kind}\n${institutionId}`,
  ]);
}

/** The submission about this subject that is not decided yet. */
export async function findOpen(
  db: Connection,
  seal: Seal,
  { kind, institutionId, subjectId }: { kind: string; institutionId: string; subjectId: string | undefined },
): Promise<Submission | undefined> {
  const row = await db.row<FullRow>(
    `select ${columns}, s.data, s.reason, s.comments ${from}
     where s.kind = $1 and s.institution_id = $2 and s.subject_id is not distinct from $3
       and s.state in ('draft', 'submitted', 'claimed', 'checked', 'returned')
     order by s.created_at desc limit 1`,
    [kind, institutionId, subjectId ?? null],
  );
  return row && presentFull(row, seal);
}

/** The last draft of a person that was begun and never saved. */
export async function findUntouched(
  db: Connection,
  seal: Seal,
  { kind, institutionId, createdBy }: { kind: string; institutionId: string; createdBy: string },
): Promise<Submission | undefined> {
  const row = await db.row<FullRow>(
    `select ${columns}, s.data, s.reason, s.comments ${from}
     where s.kind = $1 and s.institution_id = $2 and s.subject_id is null and s.created_by = $3
       and s.state = 'draft' and s.source = 'online' and s.revision = 1
     order by s.created_at desc limit 1`,
    [kind, institutionId, createdBy],
  );
  return row && presentFull(row, seal);
}

/** The version in force that this one changes. */
export async function findApproved(
  db: Connection,
  seal: Seal,
  kind: string,
  subjectId: string,
  before: number,
): Promise<Submission | undefined> {
  const row = await db.row<FullRow>(
    `select ${columns}, s.data, s.reason, s.comments ${from}
     where s.kind = $1 and s.subject_id = $2 and s.state = 'approved' and s.version < $3 order by s.version desc limit 1`,
    [kind, subjectId, before],
  );
  return row && presentFull(row, seal);
}

export async function lastVersion(db: Connection, kind: string, subjectId: string): Promise<number> {
  const row = await db.row<{ version: number | null }>(
    `select max(version) as version from submissions where kind = $1 and subject_id = $2`,
    [kind, subjectId],
  );
  return row?.version ?? 0;
}

export type New = Pick<Submission, 'id' | 'kind' | 'institutionId' | 'subjectId' | 'version' | 'title' | 'source'> &
  Pick<Submission, 'regionCode' | 'createdBy' | 'createdAt' | 'data'>;

export async function insert(trx: Connection, seal: Seal, one: New): Promise<void> {
  await trx.run(
    `insert into submissions (id, kind, institution_id, subject_id, version, state, title, region_code, data, source, created_by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $11)`,
    [
      one.id,
      one.kind,
      one.institutionId,
      one.subjectId ?? null,
      one.version,
      one.title,
      one.regionCode ?? null,
      seal.seal(JSON.stringify(one.data), sealedAs(one.id)),
      one.source,
      one.createdBy,
      one.createdAt,
    ],
  );
}

/** The institution's typed data. */
export async function save(
  trx: Connection,
  seal: Seal,
  id: string,
  { data, title, regionCode }: { data: Data; title: string; regionCode: string | undefined },
  at: Date,
): Promise<void> {
  await trx.run(
    `update submissions set data = $2, title = $3, region_code = $4, revision = revision + 1, updated_at = $5,
       papers_ended_at = null where id = $1`,
    [id, seal.seal(JSON.stringify(data), sealedAs(id)), title, regionCode ?? null, at],
  );
}

/** Only a draft about which nothing ever happened; says whether it was one. */
export const remove = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(
    `delete from submissions where id = $1 and state = 'draft'
       and not exists (select from submission_events e where e.submission_id = submissions.id)`,
    [id],
  )) === 1;

/** Whether another institution has sent a submission about this subject: then it owns the subject. */
export const isOfOthers = async (db: Connection, kind: string, subjectId: string, institutionId: string) =>
  (await db.row(
    `select 1 as found from submissions where kind = $1 and subject_id = $2 and institution_id <> $3 limit 1`,
    [kind, subjectId, institutionId],
  )) !== undefined;

/** The columns that a transition may change; absent ones stay. */
export type Moved = Partial<
  Record<'submittedBy' | 'claimedBy' | 'checkedBy' | 'decidedBy' | 'reason' | 'subjectId', string | null> &
    Record<'submittedAt' | 'dueAt' | 'claimedAt' | 'decidedAt', Date | null> & {
      comments: Data;
      doubts: null;
      changed: null;
    }
>;

const columnOf = {
  submittedBy: 'submitted_by',
  submittedAt: 'submitted_at',
  dueAt: 'due_at',
  claimedBy: 'claimed_by',
  claimedAt: 'claimed_at',
  checkedBy: 'checked_by',
  decidedBy: 'decided_by',
  decidedAt: 'decided_at',
  reason: 'reason',
  comments: 'comments',
  subjectId: 'subject_id',
  doubts: 'doubts',
  changed: 'changed',
} as const satisfies Record<keyof Moved, string>;

/** One conditional statement: false where the state was not this one any more. */
export async function move(
  trx: Connection,
  id: string,
  fromState: State,
  to: State,
  moved: Moved,
  at: Date,
): Promise<boolean> {
  const names = Object.keys(columnOf).filter((name): name is keyof Moved => Object.hasOwn(moved, name));
  const set = names.map((name, place) => `${columnOf[name]} = $${place + 5}`);
  const changed = await trx.run(
    `update submissions set ${[`state = $3`, `revision = revision + 1`, `updated_at = $4`, ...set].join(', ')}
     where id = $1 and state = $2`,
    [
      id,
      fromState,
      to,
      at,
      ...names.map((name) => (name === 'comments' ? JSON.stringify(moved[name]) : (moved[name] ?? null))),
    ],
  );
  return changed === 1;
}

export const present = (row: Row): Summary => ({
  id: row.id,
  kind: row.kind,
  institutionId: row.institution_id,
  institution: row.institution,
  subjectId: row.subject_id ?? undefined,
  version: row.version,
  state: row.state,
  title: row.title,
  regionCode: row.region_code ?? undefined,
  source: row.source,
  createdBy: row.created_by,
  submittedBy: row.submitted_by ?? undefined,
  submittedAt: row.submitted_at ?? undefined,
  dueAt: row.due_at ?? undefined,
  claimedBy: row.claimed_by ?? undefined,
  claimedAt: row.claimed_at ?? undefined,
  checkedBy: row.checked_by ?? undefined,
  decidedBy: row.decided_by ?? undefined,
  decidedAt: row.decided_at ?? undefined,
  revision: row.revision,
  papersEndedAt: row.papers_ended_at ?? undefined,
  doubts: row.doubts ?? undefined,
  changed: row.changed ?? undefined,
  ...(row.batch_id !== null && { batch: { id: row.batch_id, number: row.batch_number ?? '' } }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

function presentFull(row: FullRow, seal: Seal): Submission {
  const data: Data = JSON.parse(seal.unseal(row.data, sealedAs(row.id)));
  return { ...present(row), data, reason: row.reason ?? undefined, comments: row.comments };
}

export type { Row };
export { columns, from };
