import type { Knex } from 'knex';
import type { Reader } from './connection.ts';

/** Where the tables of sandboxes are. */
export const schema = 'sandbox';

/**
 * R27: programs' writes in a sandbox are stored in tables of the same names and shapes as those of production, in a schema of their own
 * (docs/adr/0132). Every table that a verb of the API writes is listed here, or it would write into production: test/site/spaces.test.ts checks
 * it.
 */
export const sandboxTables = [
  ...['audit_events', 'files', 'file_uses'],
  ...['submissions', 'submission_events', 'submission_writers'],
  ...['event_arrivals', 'events', 'webhook_endpoints', 'webhook_deliveries'],
  ...[
    'entries',
    'publications',
    'publication_ends',
    'scheduled_publications',
    'live_states',
    'places_taken',
    'entry_confirmations',
    'week_confirmations',
    'fetched_pictures',
    'listings',
  ],
  ...['imports', 'import_problems', 'import_rows'],
  ...['shared_resources', 'licence_baskets', 'licences', 'licence_items', 'licence_downloads'],
  ...['daily_reports', 'report_revisions', 'report_explanations', 'totals_due'],
] as const;
export type SandboxTable = (typeof sandboxTables)[number];

const names = `string_to_array('${sandboxTables.join(' ')}', ' ')`;
const ours = `(select c.oid, c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname = any(${names}))`;

/**
 * Each table is derived from production's, after every migration: columns, keys, checks and indexes as they are. A reference deletes the rows
 * that refer to it, within the schema and to applications and institutions: nothing of a sandbox outlives its owner. Triggers stay behind: those
 * that let rows only be added would keep them for ever, and the others tell the public pages.
 */
const derive = `
do $$
declare
  home text := quote_ident(current_schema());
  later text[];
  one text;
begin
  select array_agg(text order by rank) into later from (
    select 1 as rank, format('create table ${schema}.%I (like %s.%1$I including all excluding indexes)', relname, home) as text from ${ours} c
    union all
    select case k.contype when 'f' then 4 else 2 end, format('alter table ${schema}.%I add constraint %I %s%s', c.relname, k.conname,
        pg_get_constraintdef(k.oid), case when k.contype = 'f' and k.confdeltype = 'a' then ' on delete cascade' end)
      from ${ours} c join pg_constraint k on k.conrelid = c.oid where k.contype in ('p', 'u', 'x', 'f')
    union all
    select 3, regexp_replace(pg_get_indexdef(i.indexrelid), ' ON (ONLY )?' || home || '.', ' ON ${schema}.')
      from ${ours} c join pg_index i on i.indrelid = c.oid where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  ) all_of_it;
  for one in select c.oid::regclass::text from pg_class c where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r' loop
    execute 'drop table ' || one || ' cascade';
  end loop;
  drop sequence if exists ${schema}.listing_positions;
  create sequence ${schema}.listing_positions;
  perform set_config('search_path', '${schema}, ' || home, true);
  foreach one in array later loop
    execute one;
  end loop;
  perform set_config('search_path', home, true);
  -- Cursors of programs hold after the tables were made anew: events go on behind whatever number was given before.
  execute format('alter table ${schema}.events alter column id restart with %s', (extract(epoch from now()) * 1000)::bigint);
end $$`;

/** Says in one text how the tables of production are now. */
const shape = `
  select md5(string_agg(line, e'\n' order by line)) as shape from (
    select concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid)) as line
      from ${ours} c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    union all select concat_ws(' ', c.relname, k.conname, pg_get_constraintdef(k.oid)) from ${ours} c join pg_constraint k on k.conrelid = c.oid
      where k.contype in ('p', 'u', 'x', 'f', 'c')
    union all select pg_get_indexdef(i.indexrelid) from ${ours} c join pg_index i on i.indrelid = c.oid
  ) lines`;

/** Undefined where there is no such schema: before its migration, and behind its way back. */
const state = `select obj_description(to_regnamespace('${schema}'), 'pg_namespace') as known, shape from (${shape}) now
  where to_regnamespace('${schema}') is not null`;
type State = { known: string | null; shape: string };

/** Whether the tables of sandboxes are as those of production are. */
export async function fits(db: Reader): Promise<boolean> {
  const found = await db.row<State>(state);
  return found === undefined || found.known === found.shape;
}

/** Makes the tables of sandboxes again where production's have another shape: data kept for 30 days need not outlive that. */
export async function deriveSandbox(trx: Knex.Transaction, user?: string): Promise<void> {
  const { rows }: { rows: State[] } = await trx.raw(state);
  const [found] = rows;
  if (found === undefined) return;
  if (found.known !== found.shape) {
    await trx.raw(derive.replaceAll('?', '\\?'));
    await trx.raw(`comment on schema ${schema} is '${found.shape}'`);
  }
  if (user === undefined) return;
  await trx.raw(`grant usage on schema ${schema} to ??`, [user]);
  await trx.raw(`grant select, insert, update, delete on all tables in schema ${schema} to ??`, [user]);
  await trx.raw(`grant usage, select on all sequences in schema ${schema} to ??`, [user]);
}
