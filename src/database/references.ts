import type { Connection } from './connection.ts';

/** The columns that refer to a table, wherever they are. */
const referring = `
  select k.conrelid::regclass::text as "table", quote_ident(a.attname) as "column" from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  where k.contype = 'f' and k.confrelid = $1::text::regclass and k.conparentid = 0 and cardinality(k.conkey) = 1
  order by k.conrelid::regclass::text, a.attname`;

/**
 * Removes rows, and before them every row that refers to them, however many rooms have such: for invented citizens, and leaves no trace. A row of
 * a person is emptied instead (citizens/privacy).
 */
export async function removeWithReferences(trx: Connection, table: 'accounts', ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const found = await trx.rows<{ table: string; column: string }>(referring, [table]);
  for (const each of found) await trx.run(`delete from ${each.table} where ${each.column} = any($1::uuid[])`, [ids]);
  await trx.run(`delete from ${table} where id = any($1::uuid[])`, [ids]);
}
