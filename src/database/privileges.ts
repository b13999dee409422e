import type { Knex } from 'knex';
import type { Database } from './connection.ts';

// Where the tables belong to a role of their own, the application's role reads and writes them; but it only adds to those that the trigger
// refuse_change guards, and only reads which migrations ran. Then not even a stolen DATABASE_URL can undo the audit.

/**
 * Every table of ours: whether only additions are allowed, and whether it is the list of migrations. A part of a table (by months) is
 * reached through the whole alone.
 */
const tables = `
  select c.oid, c.relowner as owner, c.relname like 'knex\\_%' as of_knex, format('%I.%I', n.nspname, c.relname) as name, c.relispartition as is_part,
         exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = to_regproc('refuse_change')) as append_only
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind in ('r', 'p')`;
/** Every sequence of ours. */
const sequences = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind = 'S' and c.relowner = current_user::regrole`;
type Table = { name: string; of_knex: boolean; append_only: boolean; is_part: boolean };
/** Functions that work as the owner of the tables, for the application's role. */
const functions = `
  select p.oid, p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = current_schema() and p.prosecdef`;

/** Names one database of one server, whichever way leads there. */
export const identity = `current_database() || ' ' || (select system_identifier from pg_control_system())`;

const asItShould = `
  case when is_part then not has_table_privilege(oid, 'select, insert, update, delete, truncate') else
  has_table_privilege(oid, 'select') and not has_table_privilege(oid, 'truncate')
  and has_table_privilege(oid, 'insert') = not of_knex
  and has_any_column_privilege(oid, 'update') = not (of_knex or append_only)
  and has_table_privilege(oid, 'delete') = not (of_knex or append_only) end`;

/** Whether the role of `db` has exactly its rights on every table. */
export async function mayUse(db: Database): Promise<boolean> {
  const found = await db.row<{ so: boolean | null }>(
    `select bool_and(${asItShould}) and not exists (select from (${functions}) f where not has_function_privilege(oid, 'execute')) as so
     from (${tables}) t`,
  );
  return found?.so === true;
}

/** The tables and functions with which it may do more, or less. */
export const wronglyGranted = async (db: Database): Promise<string[]> =>
  (
    await db.rows<{ name: string }>(
      `select name from (${tables}) t where not (${asItShould})
       union all select name from (${functions}) f where not has_function_privilege(oid, 'execute') order by name`,
    )
  ).map(({ name }) => name);

/** The name of the application's role, after a look at whether the two can be kept apart at all. */
export async function mustBeSeparate(owner: Knex.Transaction, db: Database): Promise<string> {
  const user = await db.row<{ name: string; identity: string }>(`select current_user as name, ${identity} as identity`);
  const name = user?.name ?? '';
  const [found] = await rows<{
    owner: string;
    identity: string;
    is_super: boolean;
    is_owner: boolean;
    strange?: string;
  }>(
    owner,
    `select current_user as owner, ${identity} as identity,
            (select rolsuper from pg_roles where rolname = :name) as is_super,
            pg_has_role(:name, current_user, 'member') as is_owner,
            (select string_agg(name, ', ') from (${tables}) t where owner <> current_user::regrole) as strange`,
    { name },
  );
  if (found?.identity !== user?.identity)
    throw new Error('DATABASE_URL and MIGRATE_DATABASE_URL must lead to the same database');
  if (found?.is_super)
    throw new Error(`The role of DATABASE_URL, ${name}, must not be a superuser: alter role ${name} nosuperuser`);
  if (found?.is_owner)
    throw new Error(
      `The role of DATABASE_URL, ${name}, must not be that of MIGRATE_DATABASE_URL, ${found.owner}, nor a member of it`,
    );
  if (found?.strange)
    throw new Error(
      `The role of MIGRATE_DATABASE_URL, ${found.owner}, does not own ${found.strange}: let a superuser say, in this database, ` +
        `reassign owned by ${name} to ${found.owner}`,
    );
  return name;
}

/** Privileges of the application's role, whatever it had before. */
export async function grantUse(owner: Knex.Transaction, user: string): Promise<void> {
  const [schema] = await rows<{ name: string }>(owner, 'select current_schema() as name');
  await owner.raw('grant usage on schema ?? to ??', [schema?.name ?? 'public', user]);
  for (const { name, of_knex, append_only, is_part } of await rows<Table>(owner, tables)) {
    const allowed = of_knex ? 'select' : append_only ? 'select, insert' : 'select, insert, update, delete';
    await owner.raw(`revoke all on ${name} from ??`, [user]);
    if (!is_part) await owner.raw(`grant ${allowed} on ${name} to ??`, [user]);
  }
  for (const { name } of await rows<{ name: string }>(owner, functions))
    await owner.raw(`grant execute on function ${name} to ??`, [user]);
  for (const { name } of await rows<{ name: string }>(owner, sequences))
    await owner.raw(`grant usage, select on sequence ${name} to ??`, [user]);
}

async function rows<Row>(trx: Knex.Transaction, text: string, values: Record<string, string> = {}): Promise<Row[]> {
  const answer: { rows: Row[] } = await trx.raw(text, values);
  return answer.rows;
}
