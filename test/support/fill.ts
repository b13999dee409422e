import type { Database } from '../../src/database/open.ts';

/** A value for a column that must have one, in the row with the number `n`. */
const anyValue: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `'x' || n`,
  bytea: `decode(md5(n::text), 'hex')`,
  'timestamp with time zone': `timestamptz '2020-01-01'`,
  date: `date '2020-01-01'`,
  integer: '1',
  bigint: '1',
  smallint: '1',
  boolean: 'false',
  json: `'{}'`,
  jsonb: `'{}'`,
  inet: `'::1'`,
  'text[]': `'{}'`,
};

/**
 * So many rows of any table, made by the database itself: for work on more than one batch. `set`: the value of a column, in SQL, where `n` is
 * the number of the row; all others get anything that they take. Foreign keys are ignored.
 */
export async function fill(
  db: Pick<Database, 'rows' | 'transaction'>,
  table: string,
  times: number,
  set: Readonly<Record<string, string>> = {},
): Promise<void> {
  const needed = await db.rows<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = ''`,
    [table],
  );
  const values = {
    ...Object.fromEntries(
      needed.map(({ name, type }) => [name, anyValue[type.replace(/\(\d+\)/, '')] ?? `null::${type}`]),
    ),
    ...set,
  };
  await db.transaction(async (trx) => {
    await trx.run('set local session_replication_role = replica');
    await trx.run(
      `insert into ${table} (${Object.keys(values).join(', ')}) select ${Object.values(values).join(', ')} from generate_series(1, ${times}) n`,
    );
  });
}

/**
 * Removes all rows of these tables and of those that refer to them, also immutable ones: for the next test on the same application. It deletes and
 * does not truncate: that locks each table against readers, and a deadlock comes of a read of two of them meanwhile.
 */
export const empty = (db: Pick<Database, 'transaction'>, ...tables: readonly string[]): Promise<void> =>
  db.transaction(async (trx) => {
    const found = await trx.rows<{ name: string }>(
      `with recursive found (id) as (
         select to_regclass(name)::oid from unnest($1::text[]) name
         union select conrelid from pg_constraint join found on confrelid = id where contype = 'f'
       ) select id::regclass::text as name from found`,
      [tables],
    );
    await trx.run('set local session_replication_role = replica');
    for (const { name } of found) await trx.run(`delete from ${name}`);
  });
