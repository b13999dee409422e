import { isWithin } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import { columns, from, present, type Row } from './store.ts';
import type { Summary } from './submission.ts';
import type { State } from './transitions.ts';

/** The filter of a desk or a list; absent fields do not restrict. */
export interface Filter {
  kinds?: readonly string[];
  states?: readonly State[];
  institutionId?: string;
  subjectId?: string;
  claimedBy?: string;
  /** The beginnings of region codes that a reviewer is limited to: 33, 3301. */
  reach?: readonly string[] | undefined;
  /** The beginnings of the region codes of the filter. */
  region?: readonly string[];
  /** The promised time: later than the one, and not later than the other. */
  dueAfter?: Date;
  dueBefore?: Date;
  /** Whether the checks doubt something in it; a submission without a look is neither. */
  isDoubted?: boolean;
  /** Part of the title or the institution's name. */
  text?: string;
  /** The subjects that the actor is limited to. */
  subjectIds?: readonly string[];
  /** Submissions that came in one file. */
  batchId?: string;
  /** Several of an institution that one press decided. */
  pressId?: string;
  /** Those that a reviewer decides together (desk/sampling.ts). */
  bulkId?: string;
}

/** A page ends with the last row's place; `sent` counts among those that wait. */
export type Cursor = { at: Date; sent?: Date; id: string };

/** The filter, of a submission `s` of an institution `i`. */
const askedOf = (
  s: string,
  i: string,
) => `($1::text[] is null or ${s}.kind = any($1)) and ($2::text[] is null or ${s}.state = any($2))
  and ($3::uuid is null or ${s}.institution_id = $3) and ($4::text is null or ${s}.subject_id = $4)
  and ($5::text is null or ${s}.claimed_by = $5)
  and ${isWithin.sql(`coalesce(${s}.region_code, ${i}.region_code)`, '$6')}
  and ($7::text is null or strpos(lower(${s}.title), lower($7)) > 0 or strpos(lower(${i}.name), lower($7)) > 0)
  and ($8::text[] is null or ${s}.subject_id = any($8))
  and ${isWithin.sql(`coalesce(${s}.region_code, ${i}.region_code)`, '$9')}
  and ($10::timestamptz is null or ${s}.due_at > $10) and ($11::timestamptz is null or ${s}.due_at <= $11)
  and ($12::boolean is null or (cardinality(${s}.doubts) > 0) = $12) and ($13::uuid is null or ${s}.batch_id = $13)
  and ($14::uuid is null or exists (select from review_outcomes told where told.press_id = $14 and told.submission_id = ${s}.id))
  and ($15::uuid is null or ${s}.id in (
    select (item ->> 'id')::uuid from review_bulks many cross join jsonb_array_elements(many.items) item where many.id = $15))`;
const asked = askedOf('s', 'i');
const values = (filter: Filter) => [
  filter.kinds ?? null,
  filter.states ?? null,
  filter.institutionId ?? null,
  filter.subjectId ?? null,
  filter.claimedBy ?? null,
  filter.reach ?? null,
  filter.text ?? null,
  filter.subjectIds ?? null,
  filter.region ?? null,
  filter.dueAfter ?? null,
  filter.dueBefore ?? null,
  filter.isDoubted ?? null,
  filter.batchId ?? null,
  filter.pressId ?? null,
  filter.bulkId ?? null,
];

/** Open, and without a pending decision. */
const isWaitingOf = (s: string) => `${s}.state in ('submitted', 'claimed', 'checked')
  and not exists (select from review_decisions d where d.submission_id = ${s}.id and d.problem is null)`;
const isWaiting = isWaitingOf('s');

/** The first of its batch in the order of the desk, by the same filter: the others stand behind it. */
const isFirstOfBatch = `(s.batch_id is null or not exists (
  select from submissions o join institutions oi on oi.id = o.institution_id
  where o.batch_id = s.batch_id and ${isWaitingOf('o')} and ${askedOf('o', 'oi')} and (o.due_at, o.submitted_at, o.id) < (s.due_at, s.submitted_at, s.id)))`;

/** Submissions waiting for a decision, by due date, then by the time of sending. `isFolded`: of each batch the first alone. */
export const waiting = async (
  db: Connection,
  filter: Filter,
  after: Cursor | undefined,
  limit: number,
  isFolded = false,
): Promise<Summary[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${from} where ${isWaiting} and ${asked} ${isFolded ? `and ${isFirstOfBatch}` : ''}
         and ($16::timestamptz is null or (s.due_at, s.submitted_at, s.id) > ($16, $17::timestamptz, $18::uuid))
       order by s.due_at, s.submitted_at, s.id limit $19`,
      [...values(filter), after?.at ?? null, after?.sent ?? after?.at ?? null, after?.id ?? null, limit],
    )
  ).map(present);

/** The one before this place in the same order. */
export const waitingBefore = async (db: Connection, filter: Filter, before: Cursor): Promise<Summary[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${from} where ${isWaiting} and ${asked} and (s.due_at, s.submitted_at, s.id) < ($16, $17::timestamptz, $18::uuid)
       order by s.due_at desc, s.submitted_at desc, s.id desc limit 1`,
      [...values(filter), before.at, before.sent ?? before.at, before.id],
    )
  ).map(present);

/** Decided submissions, the last decision first. */
export const decided = async (
  db: Connection,
  filter: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Summary[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${from} where s.decided_at is not null and ${asked}
         and ($16::timestamptz is null or (s.decided_at, s.id) < ($16, $17::uuid))
       order by s.decided_at desc, s.id desc limit $18`,
      [...values(filter), before?.at ?? null, before?.id ?? null, limit],
    )
  ).map(present);

/** Everything, newest first. */
export const newest = async (
  db: Connection,
  filter: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Summary[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${from} where ${asked} and ($16::timestamptz is null or (s.created_at, s.id) < ($16, $17::uuid))
       order by s.created_at desc, s.id desc limit $18`,
      [...values(filter), before?.at ?? null, before?.id ?? null, limit],
    )
  ).map(present);

export type Named = {
  /** Of this institution, and of these subjects of it; without one, the submissions that wait for a decision. */
  institutionId: string | undefined;
  subjectIds: readonly string[] | undefined;
  reach: readonly string[] | undefined;
  patterns: readonly string[];
  /** The titles of kinds by their names. */
  titles: Readonly<Record<string, string>>;
};

/** How many are looked through for a name: the newest of an institution, and the first of those that wait. */
const mostLookedThrough = 2000;

/** By all of the patterns in its title, its kind and its institution, or by its whole id. */
export const named = async (
  db: Connection,
  { institutionId, subjectIds, reach, patterns, titles }: Named,
  limit: number,
): Promise<Summary[]> => {
  const among =
    institutionId === undefined
      ? `where $1::uuid is null and $2::text[] is null and state in ('submitted', 'claimed', 'checked') order by submitted_at, id`
      : `where institution_id = $1 and ($2::text[] is null or subject_id = any($2)) order by created_at desc, id desc`;
  const rows = await db.rows<Row>(
    `select ${columns} from (select * from submissions ${among} limit ${mostLookedThrough}) s
       join institutions i on i.id = s.institution_id
     where ${isWithin.sql('coalesce(s.region_code, i.region_code)', '$3')}
       and concat_ws(' ', s.title, i.name, $4::jsonb ->> s.kind, s.id::text) ~* all($5::text[])
     order by s.submitted_at nulls last, s.id limit $6`,
    [institutionId ?? null, subjectIds ?? null, reach ?? null, JSON.stringify(titles), patterns, limit],
  );
  return rows.map(present);
};

export type Count = { kind: string; state: State; count: number; oldest: Date | undefined; late: number };

/** How many wait, of which kind, since when, and how many are overdue. */
export async function counts(db: Connection, filter: Filter, now: Date): Promise<Count[]> {
  const rows = await db.rows<{ kind: string; state: State; count: number; oldest: Date | null; late: number }>(
    `select s.kind, s.state, count(*)::int as count, min(s.submitted_at) as oldest, (count(*) filter (where s.due_at <= $16))::int as late
     ${from} where ${isWaiting} and ${asked} group by s.kind, s.state order by s.kind, s.state`,
    [...values(filter), now],
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldest: oldest ?? undefined }));
}

/** How many the list of this filter holds. */
export const countWaiting = async (db: Connection, filter: Filter): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count ${from} where ${isWaiting} and ${asked}`,
      values(filter),
    )
  )?.count ?? 0;

/** How many of each of these batches the list of this filter holds. */
export async function countBatches(
  db: Connection,
  filter: Filter,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows<{ batch_id: string; count: number }>(
    `select s.batch_id, count(*)::int as count ${from} where s.batch_id = any($16::uuid[]) and ${isWaiting} and ${asked} group by s.batch_id`,
    [...values(filter), ids],
  );
  return new Map(rows.map(({ batch_id: id, count }) => [id, count]));
}

/** Submissions without a look, the longest waiting first. */
export const unseen = async (db: Connection, limit: number): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select id from submissions where state in ('submitted', 'claimed', 'checked') and doubts is null order by submitted_at limit $1`,
      [limit],
    )
  ).map(({ id }) => id);

/** The result of a look; not stored for a submission that was sent again meanwhile. */
export const keepSeen = (
  db: Connection,
  { id, submittedAt }: Pick<Summary, 'id' | 'submittedAt'>,
  doubts: readonly string[],
  changed: readonly string[] | undefined,
): Promise<number> =>
  db.run(
    `update submissions set doubts = $3, changed = $4
     where id = $1 and submitted_at = $2 and (doubts, changed) is distinct from ($3::text[], $4::text[])`,
    [id, submittedAt ?? null, doubts, changed ?? null],
  );

/** How many there are of an institution, whatever became of them. */
export const countOf = async (db: Connection, institutionId: string): Promise<number> =>
  (
    await db.row<{ count: number }>(`select count(*)::integer as count from submissions where institution_id = $1`, [
      institutionId,
    ])
  )?.count ?? 0;
