import { prefixLength } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Sealed, SealedColumn, SealedDocument, SealedRow } from '../../sealed.ts';

/** The primary key of a table, by which it is walked: its columns and their types. */
type Key = readonly { name: string; type: string }[];
export type Table = { key: Key; type: string };

/** Names of columns are constants of the rooms, never input. */
const quoted = (name: string) =>
  name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');

/** The facts about a table: its primary key, and the type of the column. */
export async function table(db: Connection, { table: name, column }: Sealed): Promise<Table> {
  const key = await db.rows<{ name: string; type: string }>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
       from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)`,
    [name],
  );
  const found = await db.row<{ type: string }>(
    `select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attname = $2`,
    [name, column],
  );
  return { key, type: found?.type ?? 'bytea' };
}

const keyOf = ({ key }: Table) => `array[${key.map(({ name }) => `t.${quoted(name)}::text`).join(', ')}]`;
const orderOf = ({ key }: Table) => key.map(({ name }) => `t.${quoted(name)}`).join(', ');
/** A row constructor compares by the whole key, as its index is sorted. */
const after = (of: Table, from: readonly string[] | undefined, first: number) =>
  from === undefined
    ? 'true'
    : `(${orderOf(of)}) > (${of.key.map(({ type }, at) => `$${first + at}::${type}`).join(', ')})`;
/** The rows of w, whose columns k0, k1 … are the key. */
const matching = ({ key }: Table) =>
  key.map(({ name, type }, at) => `t.${quoted(name)} = w.k${at}::${type}`).join(' and ');
const namesOf = ({ key }: Table) => key.map((_, at) => `k${at}`).join(', ');
const columnsOf = (of: Table, rows: readonly { key: readonly string[] }[]) =>
  of.key.map((_, at) => rows.map(({ key }) => key[at] ?? ''));
const readsOf = ({ reads }: Sealed) =>
  reads.length === 0
    ? `'{}'::json`
    : `json_build_object(${reads.map((name) => `'${name}', t.${quoted(name)}::text`).join(', ')})`;

export type Head = { key: string[]; head: Buffer | null; size: number };

/** How values begin, without the values: pictures and workbooks are large. */
export const heads = (
  db: Connection,
  one: SealedColumn,
  of: Table,
  from: readonly string[] | undefined,
  limit: number,
) =>
  db.rows<Head>(
    `select ${keyOf(of)} as key, substring(t.${quoted(one.column)} from 1 for 5) as head,
            coalesce(octet_length(t.${quoted(one.column)}), 0) as size
       from ${quoted(one.table)} t where ${after(of, from, 2)} order by ${orderOf(of)} limit $1`,
    [limit, ...(from ?? [])],
  );

export type Value = { key: string[]; row: SealedRow; value: Buffer };

export const values = (db: Connection, one: SealedColumn, of: Table, rows: readonly Head[]) =>
  db.rows<Value>(
    `select ${keyOf(of)} as key, ${readsOf(one)} as row, t.${quoted(one.column)} as value
       from unnest(${of.key.map((_, at) => `$${at + 1}::text[]`).join(', ')}) as w (${namesOf(of)})
       join ${quoted(one.table)} t on ${matching(of)} where t.${quoted(one.column)} is not null`,
    columnsOf(of, rows),
  );

export type Change = { key: string[]; before: Buffer; value: Buffer };

/**
 * Replaces values that are unchanged: those written meanwhile are newer, and stay. Locked rows are left for the next pass. Returns the number
 * replaced.
 */
export async function replace(
  db: Connection,
  one: SealedColumn,
  of: Table,
  changes: readonly Change[],
): Promise<number> {
  const [prefixes, next] = [
    changes.map(({ before }) => before.subarray(0, prefixLength)),
    changes.map(({ value }) => value),
  ];
  if (one.replacedBy !== undefined) {
    const keys = changes.map(({ key }) => key[0] ?? '');
    const answer = await db.row<{ count: number }>(`select ${one.replacedBy}($1, $2, $3) as count`, [
      keys,
      prefixes,
      next,
    ]);
    return answer?.count ?? 0;
  }
  const keys = of.key.length;
  const column = quoted(one.column);
  return db.run(
    `with mine as materialized (
       select ${orderOf(of)}, w.next
         from unnest(${of.key.map((_, at) => `$${at + 1}::text[]`).join(', ')}, $${keys + 1}::bytea[], $${keys + 2}::bytea[])
              as w (${namesOf(of)}, prefix, next)
         join ${quoted(one.table)} t on ${matching(of)}
        where substring(t.${column} from 1 for length(w.prefix)) = w.prefix
          for no key update of t skip locked)
     update ${quoted(one.table)} t set ${column} = mine.next from mine
      where ${of.key.map(({ name }) => `t.${quoted(name)} = mine.${quoted(name)}`).join(' and ')}`,
    [...columnsOf(of, changes), prefixes, next],
  );
}

export type Document = { key: string[]; row: SealedRow; text: string };

export const documents = (
  db: Connection,
  one: SealedDocument,
  of: Table,
  from: readonly string[] | undefined,
  limit: number,
) =>
  db.rows<Document>(
    `select ${keyOf(of)} as key, ${readsOf(one)} as row, t.${quoted(one.column)}::text as text
       from ${quoted(one.table)} t where ${one.where} and ${after(of, from, 2)} order by ${orderOf(of)} limit $1`,
    [limit, ...(from ?? [])],
  );

/** The same for a document, which must be as it was read. */
export const replaceDocument = (
  db: Connection,
  one: SealedDocument,
  of: Table,
  { key, text }: Document,
  next: string,
) =>
  db.run(
    `update ${quoted(one.table)} t set ${quoted(one.column)} = $1::${of.type}
      where ${of.key.map(({ name, type }, at) => `t.${quoted(name)} = $${at + 3}::${type}`).join(' and ')}
        and t.${quoted(one.column)}::text = $2`,
    [next, text, ...key],
  );

/** Roughly how many rows a table has, as the planner knows. */
export const roughly = async (db: Connection, one: Sealed): Promise<number> =>
  Math.max(
    0,
    (
      await db.row<{ count: number }>(`select reltuples::float8 as count from pg_class where oid = $1::regclass`, [
        one.table,
      ])
    )?.count ?? 0,
  );

/** How many values begin in which way; of documents all are read instead. */
export const countHeads = (db: Connection, one: SealedColumn) =>
  db.rows<{ head: Buffer; count: number }>(
    `select substring(t.${quoted(one.column)} from 1 for 5) as head, count(*)::float8 as count
       from ${quoted(one.table)} t where t.${quoted(one.column)} is not null group by 1`,
  );
