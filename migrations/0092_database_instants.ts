import type { Knex } from 'knex';

/**
 * Every instant has milliseconds, as a Date of TypeScript has (docs/adr/0112): what `now()` writes is rounded where it is stored, and a value that was
 * read equals the row that it was read from. From the catalogue, so that none is left out. A table is written anew for it, once. Tables of
 * later migrations say `timestamptz(3)` themselves; test/database/instants.test.ts looks.
 */
export async function up(knex: Knex): Promise<void> {
  for (const { table, columns } of await instantsOf(knex, -1)) await alter(knex, table, columns, 'timestamptz(3)');
  for (const { table, column, keeps } of await fixedOnes(knex)) {
    if (!keeps)
      await knex.raw(
        `update ${table} set ${column} = ${column}::timestamptz(3) where ${column} <> ${column}::timestamptz(3)`,
      );
    await knex.raw(
      `alter table ${table} add constraint ${table}_${column}_milliseconds check (${column} = ${column}::timestamptz(3)) ${keeps ? 'not valid' : ''}`,
    );
  }
}

/** Nothing is written anew on the way back. */
export async function down(knex: Knex): Promise<void> {
  for (const { table, column } of await fixedOnes(knex))
    await knex.raw(`alter table ${table} drop constraint ${table}_${column}_milliseconds`);
  for (const { table, columns } of await instantsOf(knex, 3)) await alter(knex, table, columns, 'timestamptz');
}

type Instants = { table: string; columns: string[] };
type Fixed = { table: string; column: string; keeps: boolean };

// What a table is cut into months by cannot change its type. The rows of the audit are sealed as they were written, to the microsecond, and no
// row of it is ever changed: what an intruder wrote into an old one shall go on being told as his.
const isFixed = `(a.attnum = any(p.partattrs::int2[]) or (c.relname, a.attname) = ('audit_events', 'at'))`;
const instants = `pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped left join pg_partitioned_table p on p.partrelid = c.oid
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'knex\\\\_%'
    and a.atttypid = 'timestamptz'::regtype`;

async function instantsOf(knex: Knex, precision: number): Promise<Instants[]> {
  const { rows } = await knex.raw(
    `select quote_ident(c.relname) as table, array_agg(quote_ident(a.attname) order by a.attnum) as columns
       from ${instants} and a.atttypmod = ? and ${isFixed} is not true group by c.relname order by c.relname`,
    [precision],
  );
  return rows;
}

async function fixedOnes(knex: Knex): Promise<Fixed[]> {
  const { rows } = await knex.raw(
    `select c.relname as table, a.attname as column, p.partrelid is null as keeps from ${instants} and ${isFixed} order by 1, 2`,
  );
  return rows;
}

/** Triggers that name a column, or compare one, stand in its way: they come back as they were. */
async function alter(knex: Knex, table: string, columns: readonly string[], type: string): Promise<void> {
  const { rows: triggers } = await knex.raw(
    `select quote_ident(tgname) as name, pg_get_triggerdef(oid) as definition from pg_trigger
      where tgrelid = ?::regclass and not tgisinternal and (tgattr <> '' or tgqual is not null) order by tgname`,
    [table],
  );
  for (const { name } of triggers) await knex.raw(`drop trigger ${name} on ${table}`);
  await knex.raw(`alter table ${table} ${columns.map((column) => `alter ${column} type ${type}`).join(', ')}`);
  for (const { definition } of triggers) await knex.raw(definition);
}
