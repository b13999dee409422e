import type { ClientBase } from 'pg';

export type Table = {
  /** The number of its file, by which the log of the server knows it. */
  file: number;
  /** As statements name it, and as people do: the months of a log are one. */
  sql: string;
  name: string;
  /** Columns of its key, ready for a statement. */
  keys: readonly string[];
  /** A column that sorts its rows for readers; empty without. */
  sort: string;
};
export type Row = { id: Record<string, unknown>; kind: string | null; place: string };

/** Tables of people's making, by their files. Rows without a key are counted and not named. */
export const tablesOf = async (on: ClientBase, files: readonly number[]): Promise<Table[]> =>
  (
    await on.query<Table>(
      `select f.file::int, c.oid::regclass::text as sql, coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as name,
         coalesce((select json_agg(quote_ident(a.attname) order by array_position(i.indkey::int2[], a.attnum)) from pg_index i
           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary), '[]') as keys,
         coalesce((select min(attname::text) from pg_attribute where attrelid = c.oid and attname in ('kind', 'verb') and not attisdropped), '') as sort
       from unnest($1::oid[]) as f (file) join pg_class c on c.oid = pg_filenode_relation(0, f.file)
       where c.relkind = 'r' and c.relpersistence = 'p' and c.relnamespace::regnamespace::text not in ('pg_catalog', 'pg_toast', 'information_schema')`,
      [files],
    )
  ).rows;

export const databaseNumber = async (on: ClientBase): Promise<number> =>
  (await on.query<{ oid: number }>('select oid::int8::int as oid from pg_database where datname = current_database()'))
    .rows[0]?.oid ?? 0;

const keyOf = ({ keys }: Table) =>
  keys.length === 0 ? `'{}'::json` : `json_build_object(${keys.map((key) => `'${key}', t.${key}`).join(', ')})`;
const kindOf = ({ sort }: Table) => (sort === '' ? 'null' : `t.${sort}::text`);

/** Rows at these places, written by one of these transactions, or before the first of them. */
export const rowsAt = async (
  on: ClientBase,
  table: Table,
  places: readonly string[],
  transactions: readonly number[],
  whose: 'by' | 'before',
): Promise<Row[]> =>
  (
    await on.query<Row>(
      `select ${keyOf(table)} as id, ${kindOf(table)} as kind, t.ctid::text as place from only ${table.sql} t
       where t.ctid = any ($1::tid[])
         and ${whose === 'by' ? 't.xmin::text::int8 = any ($2)' : 't.xmin::text::int8 < (select min(x) from unnest($2::int8[]) x)'}`,
      [places, transactions],
    )
  ).rows;

/** The timelines before that of this primary, each with where it ended. */
export async function historyOf(on: ClientBase): Promise<{ timeline: number; at: string }[]> {
  const { rows } = await on.query<{ text: string | null }>(
    `select pg_read_file('pg_wal/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '.history', 0, 1000000, true) as text`,
  );
  return [...(rows[0]?.text ?? '').matchAll(/^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/gm)].map(([, timeline, at = '']) => ({
    timeline: Number(timeline),
    at,
  }));
}
