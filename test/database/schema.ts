import type { Connection } from '../../src/database/open.ts';

/** Everything of the schema that a migration can make, as comparable lines; without knex's own tables. */
export async function schemaOf(db: Connection): Promise<string[]> {
  const rows = await db.rows<{ line: string }>(`
    with ours as (
      select oid, relname, relkind from pg_class
      where relnamespace = 'public'::regnamespace and relname not like 'knex_%'
    )
    select 'relation ' || relname || ' ' || relkind::text as line from ours
    union all
    select format('column %s.%s %s %s %s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
                  pg_get_expr(adbin, adrelid))
      from ours join pg_attribute on attrelid = ours.oid and attnum > 0 and not attisdropped
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
    union all
    select format('constraint %s on %s %s', conname, relname, pg_get_constraintdef(pg_constraint.oid))
      from ours join pg_constraint on conrelid = ours.oid
    union all
    select 'index ' || pg_get_indexdef(ours.oid) from ours where relkind in ('i', 'I')
    union all
    -- Pretty: a comparison of rows is the same line as that of its columns, which is what PostgreSQL makes of it when it is read back.
    select 'trigger ' || pg_get_triggerdef(pg_trigger.oid, true) from ours join pg_trigger on tgrelid = ours.oid and not tgisinternal
    union all
    select 'function ' || pg_get_functiondef(oid) from pg_proc
      where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
    union all
    select format('type %s %s', typname, typtype) from pg_type
      where typnamespace = 'public'::regnamespace and typtype in ('d', 'e', 'r')
    order by 1`);
  return rows.map(({ line }) => line);
}
