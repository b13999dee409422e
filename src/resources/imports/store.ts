import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { type Fact, readFact, written } from '../../fact.ts';
import type { TableKind } from '../../fields/workbooks/table.ts';
import type { Counts, Import, State } from './import.ts';

type Row = {
  id: string;
  institution_id: string;
  client_id: string | null;
  channel: string;
  number: string;
  name: Buffer;
  kind: TableKind;
  size: number;
  is_kept: boolean;
  state: State;
  is_straight: boolean;
  sends: boolean;
  version: string | null;
  notices: Fact[];
  why: string | null;
  done: number;
  good: number;
  bad: number;
  position: number;
  counts: Counts;
  started_at: Date | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
};

const columns = `i.id, i.institution_id, i.client_id, i.channel, i.number, i.name, i.kind, i.size, i.file is not null as is_kept, i.state, i.is_straight, i.sends,
  i.version, i.notices, i.why, i.done, i.good, i.bad, i.position, i.counts, i.started_at, i.created_by, i.created_at, i.updated_at`;

export const nameOf = (id: string) => `imports.name.${id}`;
export const fileOf = (id: string) => `imports.file.${id}`;

const present = (row: Row, seal: Seal): Import => ({
  id: row.id,
  institutionId: row.institution_id,
  clientId: row.client_id ?? undefined,
  channel: row.channel,
  number: row.number,
  name: seal.unseal(row.name, nameOf(row.id)),
  kind: row.kind,
  size: row.size,
  isKept: row.is_kept,
  state: row.state,
  isStraight: row.is_straight,
  sends: row.sends,
  version: row.version ?? undefined,
  notices: row.notices,
  why: row.why === null ? undefined : readFact(row.why),
  done: row.done,
  good: row.good,
  bad: row.bad,
  position: row.position,
  counts: row.counts,
  startedAt: row.started_at ?? undefined,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export type New = Pick<
  Import,
  'id' | 'institutionId' | 'clientId' | 'channel' | 'name' | 'kind' | 'isStraight' | 'createdBy'
> & {
  bytes: Buffer;
  /** 20261124: the number goes on from there. */
  day: string;
  at: Date;
};

/** Imports of one institution begin one by one until the transaction ends: limits and numbers count all before. */
export const lockBeginning = (trx: Connection, institutionId: string) =>
  trx.run(`select pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))`, [
    `import number\n${institutionId}`,
  ]);

/** The caller holds `lockBeginning`. lpad would cut a number that is longer than its length. */
export async function insert(trx: Connection, seal: Seal, one: New): Promise<void> {
  await trx.run(
    `insert into imports (id, institution_id, client_id, channel, number, name, kind, size, file, state, is_straight, created_by, created_at, updated_at)
     select $1, $2, $3, $4, $5 || '-' || lpad((count(*) + 1)::text, greatest(2, length((count(*) + 1)::text)), '0'), $6, $7, $8, $9, 'parsing', $10, $11, $12, $12
     from imports where institution_id = $2 and number like $5 || '-%'`,
    [
      ...[
        one.id,
        one.institutionId,
        one.clientId ?? null,
        one.channel,
        one.day,
        seal.seal(one.name, nameOf(one.id)),
        one.kind,
      ],
      ...[one.bytes.length, seal.sealBytes(one.bytes, fileOf(one.id)), one.isStraight, one.createdBy, one.at],
    ],
  );
}

export async function find(db: Connection, seal: Seal, id: string): Promise<Import | undefined> {
  const row = await db.row<Row>(`select ${columns} from imports i where i.id = $1`, [id]);
  return row && present(row, seal);
}

export async function readFile(db: Connection, seal: Seal, id: string): Promise<Buffer | undefined> {
  const row = await db.row<{ file: Buffer | null }>(`select file from imports where id = $1`, [id]);
  return row?.file ? seal.unsealBytes(row.file, fileOf(id)) : undefined;
}

export type Cursor = { at: Date; id: string };
/** `number`: how that of a batch begins. */
export type Filter = { institutionId: string; clientIds?: readonly string[]; number: string };

/** Newest first; of these applications only, where they are given. */
export async function list(
  db: Connection,
  seal: Seal,
  { institutionId, clientIds, number }: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Import[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from imports i where i.institution_id = $1 and ($2::text[] is null or i.client_id = any($2))
       and ($3::timestamptz is null or (i.created_at, i.id) < ($3, $4::uuid))
       and i.number ^@ $6 order by i.created_at desc, i.id desc limit $5`,
    [institutionId, clientIds ?? null, before?.at ?? null, before?.id ?? null, limit, number],
  );
  return rows.map((row) => present(row, seal));
}

/** How much an institution has sent since then, and when the first of it was. */
export async function sentSince(db: Connection, institutionId: string, since: Date) {
  const row = await db.row<{ count: number; waiting: number; first: Date | null }>(
    `select count(*)::integer as count, (count(*) filter (where state = 'parsing'))::integer as waiting, min(created_at) as first
     from imports where institution_id = $1 and created_at > $2`,
    [institutionId, since],
  );
  return { count: row?.count ?? 0, waiting: row?.waiting ?? 0, first: row?.first ?? since };
}

/** From one of these states into the next; whether it was in one. */
export const move = async (
  trx: Connection,
  id: string,
  { from, to, at }: { from: readonly State[]; to: State; at: Date },
): Promise<boolean> =>
  (await trx.run(
    `update imports set state = $3, updated_at = $4, done = case when $3 in ('importing', 'sending', 'undoing') then 0 else done end,
       started_at = case when $3 = 'importing' then coalesce(started_at, $4) else started_at end
     where id = $1 and state = any($2)`,
    [id, from, to, at],
  )) === 1;

export const fail = (trx: Connection, id: string, why: Fact, at: Date, from: State = 'parsing') =>
  trx.run(`update imports set state = 'failed', why = $2, updated_at = $3 where id = $1 and state = $4`, [
    ...[id, written(why), at, from],
  ]);

/** The check starts again; `file` where it is read again too. */
export async function beginCheck(
  trx: Connection,
  id: string,
  file?: { version: string | undefined; notices: readonly Fact[] },
) {
  await trx.run(`delete from import_problems where import_id = $1`, [id]);
  await trx.run(
    `update imports set version = case when $4 then $2 else version end, notices = case when $4 then $3::jsonb else notices end,
       done = 0, good = 0, bad = 0 where id = $1 and state = 'parsing'`,
    [id, file?.version ?? null, JSON.stringify(file?.notices ?? []), file !== undefined],
  );
}

export const addChecked = (trx: Connection, id: string, { good, bad }: { good: number; bad: number }, at: Date) =>
  trx.run(
    `update imports set done = done + $2 + $3, good = good + $2, bad = bad + $3, updated_at = $4 where id = $1 and state = 'parsing'`,
    [id, good, bad, at],
  );

/** Rows up to this one are imported, once: false where they were before. */
export const addImported = async (
  trx: Connection,
  id: string,
  { position, done, counts }: { position: number; done: number; counts: Counts },
  at: Date,
): Promise<boolean> =>
  (await trx.run(
    `update imports i set position = $2, done = i.done + $3, updated_at = $5, counts = i.counts || (
       select coalesce(jsonb_object_agg(key, coalesce((i.counts ->> key)::integer, 0) + value::integer), '{}') from jsonb_each_text($4))
     where i.id = $1 and i.state = 'importing' and i.position < $2`,
    [id, position, done, JSON.stringify(counts), at],
  )) === 1;

/** The counts after a step. */
export const setCounts = (trx: Connection, id: string, done: number, counts: Counts, at: Date) =>
  trx.run(`update imports set done = $2, counts = counts || $3, updated_at = $4 where id = $1`, [
    ...[id, done, JSON.stringify(counts), at],
  ]);

/** Imports whose file has expired. */
export async function old(db: Connection, before: Date, limit: number): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select id from imports where file is not null and created_at < $1 order by created_at limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

export async function purge(trx: Connection, ids: readonly string[]): Promise<void> {
  await trx.run(`delete from import_problems where import_id = any($1::uuid[])`, [ids]);
  await trx.run(`delete from import_rows where import_id = any($1::uuid[])`, [ids]);
  await trx.run(`update imports set file = null where id = any($1::uuid[])`, [ids]);
}

/** Imported entries are sent for review at once. */
export const setSends = (trx: Connection, id: string) => trx.run(`update imports set sends = true where id = $1`, [id]);
