import type { Connection } from '../../../src/database/open.ts';

/** Tables of ours, with their columns. */
export async function columnsOf(db: Connection): Promise<Map<string, string[]>> {
  const rows = await db.rows<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'knex_%' group by c.relname order by 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Columns with a foreign key to accounts, as “table.column”. */
export async function referencesToAccounts(db: Connection): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `select r.conrelid::regclass::text || '.' || a.attname as name from pg_constraint r
       join pg_attribute a on a.attrelid = r.conrelid and a.attnum = any (r.conkey)
      where r.contype = 'f' and r.confrelid = 'accounts'::regclass and r.conparentid = 0 order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every column of every table in which one of the texts stands somewhere, in clear or as the bytes of it, as “table.column”. */
export async function foundIn(db: Connection, texts: readonly (string | Buffer)[]): Promise<string[]> {
  const needles = texts.flatMap((text) =>
    typeof text === 'string' ? [text.toLowerCase(), Buffer.from(text).toString('hex')] : [text.toString('hex')],
  );
  const found: string[] = [];
  for (const table of (await columnsOf(db)).keys()) {
    const rows = await db.rows<{ column: string }>(
      `select distinct cell.key as column from "${table}" r, jsonb_each_text(to_jsonb(r)) as cell (key, value)
        where exists (select from unnest($1::text[]) needle where position(needle in lower(cell.value)) > 0) order by 1`,
      [needles],
    );
    found.push(...rows.map(({ column }) => `${table}.${column}`));
  }
  return found;
}
