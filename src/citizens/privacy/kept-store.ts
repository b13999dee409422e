import type { Connection } from '../../database/open.ts';
import type { PersonalRow, PersonalTable, PersonSought } from '../../personal.ts';

type Kept = Pick<PersonalTable, 'table' | 'accountIn' | 'alsoFoundBy'>;

/** The condition for an account's rows; undefined if no column finds them. Names of tables and columns are constants of the rooms. */
function whose({ accountIn, alsoFoundBy = {} }: Kept, person: PersonSought) {
  const found = Object.entries(alsoFoundBy).flatMap(([column, find]) => {
    const value = find(person);
    return value === undefined ? [] : [{ column, value }];
  });
  if (accountIn.length + found.length === 0) return undefined;
  const values = [...(accountIn.length > 0 ? [person.accountId] : []), ...found.map(({ value }) => value)];
  const first = accountIn.length > 0 ? 2 : 1;
  const tests = [
    ...accountIn.map((column) => `${column} = $1`),
    ...found.map(({ column }, index) => `${column} = $${first + index}`),
  ];
  return { condition: tests.join(' or '), values };
}

/** An account's rows of one table, in bounded batches: within the transaction, as they were at its beginning. */
export async function* rowsOf(
  trx: Connection,
  table: PersonalTable,
  person: PersonSought,
  batch = 500,
): AsyncGenerator<PersonalRow[]> {
  const columns = table.present === undefined ? Object.keys(table.exported) : table.reads;
  const of = whose(table, person);
  if (of === undefined || columns === undefined || columns.length === 0) return;
  const cursor = `kept_${table.table}_${table.accountIn.join('_')}`;
  await trx.run(
    `declare ${cursor} no scroll cursor for select ${columns.join(', ')} from ${table.table} where ${of.condition}`,
    of.values,
  );
  for (;;) {
    const rows = await trx.rows<PersonalRow>(`fetch ${batch} from ${cursor}`);
    if (rows.length > 0) yield rows;
    if (rows.length < batch) break;
  }
  await trx.run(`close ${cursor}`);
}

/** Deletes rows of a table whose time ended before that moment; returns their number. */
export const removeBefore = (db: Connection, table: string, column: string, before: Date, limit: number) =>
  db.run(
    `delete from ${table} where ctid = any (array(select ctid from ${table} where ${column} < $1 limit $2)) and ${column} < $1`,
    [before, limit],
  );

/**
 * Removes about `limit` rows of an account; returns their number. A row changed meanwhile has moved, and is found the next time: none is left
 * only once a call removes none. A partitioned table has several rows with one ctid, so the delete checks the owner, too.
 */
export async function remove(trx: Connection, table: Kept, person: PersonSought, limit: number): Promise<number> {
  const of = whose(table, person);
  if (of === undefined) return 0;
  const found = await trx.row<{ count: number }>(
    `with found as materialized (select ctid as place from ${table.table} where ${of.condition} limit ${limit}),
       removed as (delete from ${table.table} where ctid = any (array(select place from found)) and (${of.condition}))
     select count(*)::int as count from found`,
    of.values,
  );
  return found?.count ?? 0;
}
