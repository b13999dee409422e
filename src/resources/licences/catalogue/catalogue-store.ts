import type { Connection, Reader } from '../../../database/open.ts';
import { isPublished } from '../../entries/entry.ts';
import type { Terms } from '../terms/terms.ts';

/** An entry of the Cloud that is published and open for sharing, as its published version has it. */
export interface Shared {
  id: string;
  number: number;
  channel: string;
  externalId: string;
  title: string;
  summary: string;
  version: number;
  publishedAt: Date;
  sharedAt: Date;
  /** JSON with sorted keys. */
  data: string;
  pictures: Readonly<Record<string, string>>;
  terms: Terms;
}

type Row = {
  id: string;
  number: number;
  channel: string;
  external_id: string;
  title: string;
  summary: string;
  version: number;
  published_at: Date;
  shared_at: Date;
  data: string;
  pictures: Record<string, string>;
  terms: Terms;
};

const columns = `e.id, s.number::float8 as number, e.channel, e.external_id, p.title, p.summary, p.version, p.published_at, s.shared_at, p.data, p.pictures, s.terms`;
const from = `from shared_resources s join entries e on e.id = s.entry_id join publications p on p.id = e.publication_id`;
/** $1: now */
const shown = `s.open and ${isPublished.sql(['e', 'p'], '$1')}`;

const present = (row: Row): Shared => ({
  id: row.id,
  number: row.number,
  channel: row.channel,
  externalId: row.external_id,
  title: row.title,
  summary: row.summary,
  version: row.version,
  publishedAt: row.published_at,
  sharedAt: row.shared_at,
  data: row.data,
  pictures: row.pictures,
  terms: row.terms,
});

export type Filter = {
  channel?: string;
  /** A tsquery of resources/listing/search.ts. */
  words?: string;
  purpose?: string;
  /** 330000: the resources permitted in this province. */
  region?: string;
};
export type Cursor = { at: Date; id: string };

/** Newest in the catalogue first. Each text is made of the same few pieces, so each combination is prepared once. */
export async function list(
  db: Reader,
  now: Date,
  { channel, words, purpose, region }: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Shared[]> {
  const values: unknown[] = [now];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where = [
    shown,
    channel && `e.channel = ${place(channel)}`,
    words && `exists (select from listings l where l.entry_id = s.entry_id and l.terms @@ ${place(words)}::tsquery)`,
    purpose && `s.purposes @> array[${place(purpose)}]::text[]`,
    region && `(s.region is null or s.region = ${place(`${region.slice(0, 2)}0000`)})`,
    before && `(s.shared_at, s.entry_id) < (${place(before.at)}::timestamptz, ${place(before.id)}::uuid)`,
  ].filter(Boolean);
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where ${where.join(' and ')} order by s.shared_at desc, s.entry_id desc limit ${place(limit)}`,
    values,
  );
  return rows.map(present);
}

/** Those of these that are open now, in the order of the ids. */
export async function find(db: Connection, now: Date, ids: readonly string[]): Promise<Shared[]> {
  const rows = await db.rows<Row>(`select ${columns} ${from} where ${shown} and e.id = any($2::uuid[])`, [now, ids]);
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map(present));
}

/** The same by their numbers. */
export async function findNumbered(db: Connection, now: Date, numbers: readonly number[]): Promise<Shared[]> {
  const rows = await db.rows<Row>(`select ${columns} ${from} where ${shown} and s.number = any($2::bigint[])`, [
    now,
    numbers,
  ]);
  return numbers.flatMap((number) => rows.filter((row) => row.number === number).map(present));
}

/** The same for published ones, whether offered to others now or not: existing licences stay. */
export async function findPublished(
  db: Connection,
  now: Date,
  ids: readonly string[],
): Promise<Omit<Shared, 'terms' | 'sharedAt' | 'number'>[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from entries e join publications p on p.id = e.publication_id left join shared_resources s on s.entry_id = e.id
     where ${isPublished.sql(['e', 'p'], '$1')} and e.id = any($2::uuid[])`,
    [now, ids],
  );
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map(present));
}

/** The terms of an entry, offered or not; undefined without any. */
export async function findTerms(db: Connection, entryId: string): Promise<{ open: boolean; terms: Terms } | undefined> {
  return db.row<{ open: boolean; terms: Terms }>(`select open, terms from shared_resources where entry_id = $1`, [
    entryId,
  ]);
}

export async function termsOfMany(
  db: Connection,
  entryIds: readonly string[],
): Promise<Map<string, { open: boolean; terms: Terms }>> {
  const rows = await db.rows<{ entry_id: string; open: boolean; terms: Terms }>(
    `select entry_id, open, terms from shared_resources where entry_id = any($1::uuid[])`,
    [entryIds],
  );
  return new Map(rows.map(({ entry_id: id, ...rest }) => [id, rest]));
}

/** It keeps its position in the catalogue; one offered again comes as new. */
export async function saveTerms(
  trx: Connection,
  entryId: string,
  { open, terms }: { open: boolean; terms: Terms },
  at: Date,
): Promise<void> {
  await trx.run(
    `insert into shared_resources as s (entry_id, open, terms, purposes, region, shared_at, updated_at) values ($1, $2, $3, $4::text[], $5, $6, $6)
     on conflict (entry_id) do update set open = excluded.open, terms = excluded.terms, purposes = excluded.purposes, region = excluded.region,
       updated_at = excluded.updated_at,
       shared_at = case when s.open then s.shared_at else excluded.shared_at end`,
    [entryId, open, JSON.stringify(terms), terms.purposes, terms.region ?? null, at],
  );
}
