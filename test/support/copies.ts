import type { Connection } from '../../src/database/open.ts';

/**
 * A row so many times more, as the database copies it: for work on more than one batch of rows. `changes`: columns that differ, in SQL, where
 * `n` is its number; `where` names the one row that is copied.
 */
export const copyRow = (
  db: Pick<Connection, 'run'>,
  table: string,
  { where, times, changes }: { where: string; times: number; changes: Readonly<Record<string, string>> },
): Promise<number> =>
  db.run(
    `insert into ${table} overriding system value
     select (jsonb_populate_record(r, jsonb_build_object(${Object.entries(changes)
       .map(([column, value]) => `'${column}', ${value}`)
       .join(', ')}))).* from ${table} r, generate_series(1, ${times}) n
     where r.ctid = (select ctid from ${table} where ${where} limit 1)`,
  );
