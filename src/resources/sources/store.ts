import { isWithin } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { State } from '../../review/workflow/transitions.ts';
import type { PublicationState } from '../entries/entry.ts';
import type { Form } from './reading/item.ts';
import type { Counts, Line, Run, Settings, Source, SourceState } from './source.ts';

type Row = {
  id: string;
  institution_id: string;
  institution: string;
  address: string;
  form: Form;
  title: string;
  state: SourceState;
  settings: Settings;
  created_at: Date;
  etag: string | null;
  last_modified: string | null;
  cursor: string | null;
  next_at: Date;
  read_at: Date | null;
  failures: number;
  fault: Fact | null;
  told_at: Date | null;
  shrunk: { was: number; now: number } | null;
  may_shrink: boolean;
  given: number | null;
  trust: number;
};

const columns = `s.id, s.institution_id, i.name as institution, s.address, s.form, s.title, s.state, s.settings, s.created_at, s.etag,
  s.last_modified, s.cursor, s.next_at, s.read_at, s.failures, s.fault, s.told_at, s.shrunk, s.may_shrink, s.given, s.trust`;
const from = `sources s join institutions i on i.id = s.institution_id`;

const present = (row: Row): Source => ({
  id: row.id,
  institutionId: row.institution_id,
  institution: row.institution,
  address: row.address,
  form: row.form,
  title: row.title,
  state: row.state,
  settings: row.settings,
  createdAt: row.created_at,
  etag: row.etag ?? undefined,
  lastModified: row.last_modified ?? undefined,
  cursor: row.cursor ?? undefined,
  nextAt: row.next_at,
  readAt: row.read_at ?? undefined,
  failures: row.failures,
  fault: row.fault ?? undefined,
  toldAt: row.told_at ?? undefined,
  shrunk: row.shrunk ?? undefined,
  mayShrink: row.may_shrink,
  given: row.given ?? undefined,
  trust: row.trust,
});

export async function find(db: Connection, id: string): Promise<Source | undefined> {
  const row = await db.row<Row>(`select ${columns} from ${from} where s.id = $1`, [id]);
  return row && present(row);
}

export const ofInstitution = async (db: Connection, institutionId: string): Promise<Source[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from ${from} where s.institution_id = $1 and s.state <> 'stopped' order by s.created_at`,
      [institutionId],
    )
  ).map(present);

/** All that are read or could be, those with a fault first; `reach`: beginnings of codes of regions. */
export const all = async (
  db: Connection,
  { reach, limit, offset }: { reach: readonly string[] | undefined; limit: number; offset: number },
): Promise<Source[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from ${from}
       where s.state <> 'stopped' and ${isWithin.sql('i.region_code', '$1')}
       order by s.failures > 0 desc, s.created_at desc limit $2 offset $3`,
      [reach ?? null, limit, offset],
    )
  ).map(present);

/** Of the same address, whichever institution reads it. */
export async function withAddress(db: Connection, same: string): Promise<Source | undefined> {
  const row = await db.row<Row>(`select ${columns} from ${from} where s.same_address = $1 and s.state <> 'stopped'`, [
    same,
  ]);
  return row && present(row);
}

type New = {
  id: string;
  institutionId: string;
  address: string;
  same: string;
  form: Form;
  title: string;
  settings: Settings;
  by: string;
  at: Date;
  /** Its first reading is begun with it. */
  nextAt: Date;
};

/** False where the address is read already. */
export const insert = async (trx: Connection, one: New): Promise<boolean> =>
  (await trx.run(
    `insert into sources (id, institution_id, address, same_address, form, title, state, settings, created_by, created_at, next_at)
     values ($1, $2, $3, $4, $5, $6, 'on', $7, $8, $9, $10) on conflict do nothing`,
    [
      one.id,
      one.institutionId,
      one.address,
      one.same,
      one.form,
      one.title,
      JSON.stringify(one.settings),
      one.by,
      one.at,
      one.nextAt,
    ],
  )) === 1;

export const setState = async (
  trx: Connection,
  id: string,
  states: readonly SourceState[],
  to: SourceState,
  at: Date,
): Promise<boolean> =>
  (await trx.run(`update sources set state = $3, next_at = $4, lease = null where id = $1 and state = any($2)`, [
    id,
    states,
    to,
    at,
  ])) === 1;

/** All of it is read again, from its beginning. */
export const setSettings = (trx: Connection, id: string, settings: Settings, nextAt: Date) =>
  trx.run(
    `update sources set settings = $2, etag = null, last_modified = null, cursor = null, next_at = $3 where id = $1`,
    [id, JSON.stringify(settings), nextAt],
  );

/** The missing ones stay as they are where the hall says so, until the source has them again. */
export async function answerShrunk(trx: Connection, id: string, mayShrink: boolean, at: Date): Promise<boolean> {
  const answered = await trx.run(
    `update sources set shrunk = null, may_shrink = $2, etag = case when $2 then null else etag end,
       last_modified = case when $2 then null else last_modified end, next_at = $3
     where id = $1 and shrunk is not null`,
    [id, mayShrink, at],
  );
  if (!mayShrink)
    await trx.run(`update source_items set missing = 'left' where source_id = $1 and missing = 'asked'`, [id]);
  return answered === 1;
}

/** Those that the source has no more while nothing is called off; those that the hall leaves stay marked. */
export const setMissing = (trx: Connection, sourceId: string, keys: readonly string[]) =>
  trx.run(
    `update source_items set missing = case when key = any($2) then 'asked' end
     where source_id = $1 and (missing is null) = (key = any($2))`,
    [sourceId, keys],
  );

/** Those whose time has come, each once: their next time is written with it. */
export const due = async (trx: Connection, now: Date, next: Date, limit: number): Promise<string[]> =>
  (
    await trx.rows<{ id: string }>(
      `update sources set next_at = $2 where id in (
         select id from sources where state = 'on' and next_at <= $1 order by next_at limit $3 for update skip locked)
       returning id`,
      [now, next, limit],
    )
  ).map(({ id }) => id);

/** Takes the source for a reader; false where another one has it since less than a minute. */
export const take = async (db: Connection, id: string, lease: string, at: Date, notSince: Date): Promise<boolean> =>
  (await db.run(
    `update sources set lease = $2, leased_at = $3 where id = $1 and state = 'on' and (lease is null or leased_at < $4)`,
    [id, lease, at, notSince],
  )) === 1;

/** Whether the reader still has it; held to the end of the transaction, and for a minute from now. */
export const holds = async (trx: Connection, id: string, lease: string, at: Date): Promise<boolean> =>
  (await trx.run(`update sources set leased_at = $3 where id = $1 and lease = $2 and state = 'on'`, [
    id,
    lease,
    at,
  ])) === 1;

type Finished = {
  etag: string | undefined;
  lastModified: string | undefined;
  cursor: string | undefined;
  nextAt: Date;
  at: Date;
  shrunk: { was: number; now: number } | undefined;
  /** Undefined where it is the same content. */
  given?: number | undefined;
};

export const finish = (trx: Connection, id: string, lease: string, one: Finished) =>
  trx.run(
    `update sources set lease = null, leased_at = null, read_at = $3, failures = 0, fault = null, told_at = null, may_shrink = false,
       etag = $4, last_modified = $5, cursor = coalesce($6, cursor), next_at = $7, shrunk = $8,
       given = coalesce($9, given)
     where id = $1 and lease = $2`,
    [
      id,
      lease,
      one.at,
      one.etag ?? null,
      one.lastModified ?? null,
      one.cursor ?? null,
      one.nextAt,
      one.shrunk === undefined ? null : JSON.stringify(one.shrunk),
      one.given ?? null,
    ],
  );

export const fail = (trx: Connection, id: string, lease: string, fault: Fact, nextAt: Date, toldAt: Date | undefined) =>
  trx.run(
    `update sources set lease = null, leased_at = null, failures = failures + 1, fault = $3, next_at = $4, told_at = coalesce($5, told_at)
     where id = $1 and lease = $2`,
    [id, lease, JSON.stringify(fault), nextAt, toldAt ?? null],
  );

export const setTrust = (trx: Connection, id: string, trust: number) =>
  trx.run(`update sources set trust = $2 where id = $1`, [id, trust]);

type ItemState = 'here' | 'refused' | 'skipped' | 'gone';

export type StoredItem = {
  key: string;
  twin: string;
  title: string;
  category: string;
  startsAt: Date | undefined;
  endsAt: Date | undefined;
  url: string | undefined;
  writtenAt: Date | undefined;
  hash: string;
  live: string;
  state: ItemState;
  reason: Fact | undefined;
  entryId: string | undefined;
  contentHash: string | undefined;
  waits: boolean;
  judgedId: string | undefined;
  /** The source has it no more: its hall is asked, or said that it stays. */
  missing: 'asked' | 'left' | undefined;
  firstAt: Date;
  /** How its entry stands. */
  reviewState: State | undefined;
  submissionId: string | undefined;
  publicationState: PublicationState | undefined;
  entryHash: string | undefined;
  publishedStart: string | undefined;
};

type KeptRow = {
  key: string;
  twin: string;
  title: string;
  category: string;
  starts_at: Date | null;
  ends_at: Date | null;
  url: string | null;
  written_at: Date | null;
  hash: string;
  live: string;
  state: ItemState;
  reason: Fact | null;
  entry_id: string | null;
  content_hash: string | null;
  waits: boolean;
  judged_id: string | null;
  missing: 'asked' | 'left' | null;
  first_at: Date;
  review_state: State | null;
  submission_id: string | null;
  publication_state: PublicationState | null;
  entry_hash: string | null;
  published_start: string | null;
};

const presentItem = (row: KeptRow): StoredItem => ({
  key: row.key,
  twin: row.twin,
  title: row.title,
  category: row.category,
  startsAt: row.starts_at ?? undefined,
  endsAt: row.ends_at ?? undefined,
  url: row.url ?? undefined,
  writtenAt: row.written_at ?? undefined,
  hash: row.hash,
  live: row.live,
  state: row.state,
  reason: row.reason ?? undefined,
  entryId: row.entry_id ?? undefined,
  contentHash: row.content_hash ?? undefined,
  waits: row.waits,
  judgedId: row.judged_id ?? undefined,
  missing: row.missing ?? undefined,
  firstAt: row.first_at,
  reviewState: row.review_state ?? undefined,
  submissionId: row.submission_id ?? undefined,
  publicationState: row.publication_state ?? undefined,
  entryHash: row.entry_hash ?? undefined,
  publishedStart: row.published_start ?? undefined,
});

/** All items of a source that were seen since, with how their entries stand. */
export const items = async (db: Connection, sourceId: string): Promise<StoredItem[]> =>
  (
    await db.rows<KeptRow>(
      `select t.key, t.twin, t.title, t.category, t.starts_at, t.ends_at, t.url, t.written_at, t.hash, t.live, t.state, t.reason, t.entry_id,
         t.content_hash, t.waits, t.judged_id, t.missing, t.first_at, e.review_state, e.submission_id, e.publication_state, e.content_hash as entry_hash,
         p.data::jsonb ->> 'start_at' as published_start
       from source_items t left join entries e on e.id = t.entry_id left join publications p on p.id = e.publication_id
       where t.source_id = $1 order by t.starts_at nulls last, t.key`,
      [sourceId],
    )
  ).map(presentItem);

export type ItemWrite = Pick<
  StoredItem,
  | 'key'
  | 'twin'
  | 'title'
  | 'category'
  | 'startsAt'
  | 'endsAt'
  | 'url'
  | 'writtenAt'
  | 'hash'
  | 'live'
  | 'state'
  | 'reason'
  | 'entryId'
  | 'contentHash'
  | 'waits'
>;

/** Writes items; those that are there keep their entry, their first day and the submission that they counted for. */
export const keep = (trx: Connection, sourceId: string, written: readonly ItemWrite[], at: Date) =>
  trx.run(
    `insert into source_items as t (source_id, key, twin, title, category, starts_at, ends_at, url, written_at, hash, live, state, reason, entry_id,
       content_hash, waits, first_at, seen_at)
     select $1, w.key, w.twin, w.title, w.category, w.starts_at, w.ends_at, w.url, w.written_at, w.hash, w.live, w.state, w.reason, w.entry_id,
       w.content_hash, w.waits, $3, $3
     from jsonb_to_recordset($2::jsonb) as w (key text, twin text, title text, category text, starts_at timestamptz, ends_at timestamptz, url text,
       written_at timestamptz, hash text, live text, state text, reason jsonb, entry_id uuid, content_hash text, waits boolean)
     on conflict (source_id, key) do update set twin = excluded.twin, title = excluded.title, category = excluded.category,
       starts_at = excluded.starts_at, ends_at = excluded.ends_at, url = excluded.url,
       written_at = excluded.written_at, hash = excluded.hash, live = excluded.live, state = excluded.state,
       reason = excluded.reason, entry_id = coalesce(excluded.entry_id, t.entry_id), content_hash = coalesce(excluded.content_hash, t.content_hash),
       waits = excluded.waits, seen_at = excluded.seen_at`,
    [
      sourceId,
      JSON.stringify(
        written.map((one) => ({
          key: one.key,
          twin: one.twin,
          title: one.title,
          category: one.category,
          starts_at: one.startsAt,
          ends_at: one.endsAt,
          url: one.url,
          written_at: one.writtenAt,
          hash: one.hash,
          live: one.live,
          state: one.state,
          reason: one.reason,
          entry_id: one.entryId,
          content_hash: one.contentHash,
          waits: one.waits,
        })),
      ),
      at,
    ],
  );

export const rename = (trx: Connection, sourceId: string, from: string, to: string) =>
  trx.run(`update source_items set key = $3 where source_id = $1 and key = $2`, [sourceId, from, to]);

type Change = { state?: ItemState; reason?: Fact | null; live?: string; waits?: boolean };

export const change = (trx: Connection, sourceId: string, key: string, { state, reason, live, waits }: Change) =>
  trx.run(
    `update source_items set state = coalesce($3, state), reason = case when $4 then $5::jsonb else reason end, live = coalesce($6, live),
       waits = coalesce($7, waits) where source_id = $1 and key = $2`,
    [
      sourceId,
      key,
      state ?? null,
      reason !== undefined,
      reason === undefined || reason === null ? null : JSON.stringify(reason),
      live ?? null,
      waits ?? null,
    ],
  );

/** They are with the reviewers. */
export const sent = (db: Connection, sourceId: string, keys: readonly string[]) =>
  db.run(`update source_items set waits = false where source_id = $1 and key = any($2)`, [sourceId, keys]);

export const judge = (trx: Connection, sourceId: string, key: string, submissionId: string) =>
  trx.run(`update source_items set judged_id = $3 where source_id = $1 and key = $2`, [sourceId, key, submissionId]);

/** The newest run, held until the end of the transaction. */
const lastRun = async (trx: Connection, sourceId: string): Promise<RunRow | undefined> =>
  trx.row<RunRow>(
    `select ${runColumns} from source_runs where source_id = $1 order by source_runs.id desc limit 1 for update`,
    [sourceId],
  );

type RunRow = Counts & { id: string; at: Date; last_at: Date; times: number; fault: Fact | null; lines: Line[] };
const runColumns = `id::text, at, last_at, times, read, created, changed, gone, refused, fault, lines`;
const presentRun = ({ id: _id, last_at, fault, ...run }: RunRow): Run => ({
  ...run,
  lastAt: last_at,
  fault: fault ?? undefined,
});

/** A run that says the same as the one before is counted in its row. */
export async function addRun(
  trx: Connection,
  sourceId: string,
  run: Counts & { fault?: Fact | undefined; lines: readonly Line[] },
  at: Date,
  dayStarts: Date,
): Promise<void> {
  const { read, created, changed, gone, refused } = run;
  const last = await lastRun(trx, sourceId);
  const isQuiet = created + changed + gone === 0;
  const isSame =
    last !== undefined &&
    isQuiet &&
    last.created + last.changed + last.gone === 0 &&
    last.read === read &&
    last.refused === refused &&
    last.at >= dayStarts &&
    JSON.stringify(last.fault) === JSON.stringify(run.fault ?? null);
  if (isSame) await trx.run(`update source_runs set times = times + 1, last_at = $2 where id = $1`, [last.id, at]);
  else
    await trx.run(
      `insert into source_runs (source_id, at, last_at, read, created, changed, gone, refused, fault, lines) values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        sourceId,
        at,
        read,
        created,
        changed,
        gone,
        refused,
        run.fault === undefined ? null : JSON.stringify(run.fault),
        JSON.stringify(run.lines),
      ],
    );
}

export const runs = async (db: Connection, sourceId: string, since: Date, limit: number): Promise<Run[]> =>
  (
    await db.rows<RunRow>(
      `select ${runColumns} from source_runs where source_id = $1 and last_at >= $2 order by source_runs.id desc limit $3`,
      [sourceId, since, limit],
    )
  ).map(presentRun);

/** A page of them, the newest first; `before`: the last of the page before. */
export const pastRuns = async (
  db: Connection,
  sourceId: string,
  before: string | undefined,
  limit: number,
): Promise<(Run & { id: string })[]> =>
  (
    await db.rows<RunRow>(
      `select ${runColumns} from source_runs where source_id = $1 and ($2::bigint is null or source_runs.id < $2)
       order by source_runs.id desc limit $3`,
      [sourceId, before ?? null, limit],
    )
  ).map((row) => ({ ...presentRun(row), id: row.id }));

/** Whether some are left. */
export const purgeRuns = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(`delete from source_runs where id in (select id from source_runs where last_at < $1 limit $2)`, [
    before,
    limit,
  ]);

/** Those that are long over, or long gone at the source. */
export const purgeItems = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from source_items where (source_id, key) in (
       select source_id, key from source_items where seen_at < $1 and coalesce(ends_at, seen_at) < $1 limit $2)`,
    [before, limit],
  );

/** The cover of the newest entry that has one of the institution's own. */
export const lastCover = async (db: Connection, institutionId: string): Promise<string | undefined> =>
  (
    await db.row<{ cover: string }>(
      `select p.data::jsonb -> 'cover' ->> 0 as cover from publications p
       where p.institution_id = $1 and p.data::jsonb -> 'cover' ->> 0 is not null order by p.created_at desc limit 1`,
      [institutionId],
    )
  )?.cover;

export const contentHashes = async (trx: Connection, entryIds: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    (
      await trx.rows<{ id: string; content_hash: string }>(`select id, content_hash from entries where id = any($1)`, [
        entryIds,
      ])
    ).map(({ id, content_hash }) => [id, content_hash]),
  );

/** Of the last run that could read it. */
export const lastCounts = async (db: Connection, sourceId: string): Promise<{ read: number; refused: number }> =>
  (await db.row<{ read: number; refused: number }>(
    `select read, refused from source_runs where source_id = $1 and fault is null order by source_runs.id desc limit 1`,
    [sourceId],
  )) ?? { read: 0, refused: 0 };
