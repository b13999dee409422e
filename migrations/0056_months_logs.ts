import type { Knex } from 'knex';

/** What is kept by the month: the column of its time, and what the parts are made with. */
const logs = [
  {
    table: 'logins',
    by: 'at',
    sequence: 'logins_id_seq',
    columns: `
      id bigint not null default nextval('logins_id_seq'),
      account_id uuid not null references accounts,
      at timestamptz not null,
      method text not null constraint logins_method_check
        check (method in ('password', 'sms', 'registration', 'recovery', 'scan', 'passkey')),
      succeeded boolean not null,
      client_id text,
      address inet not null,
      device text not null,
      new_device boolean not null default false`,
    plain: `
      id bigint generated always as identity primary key,
      account_id uuid not null references accounts,
      at timestamptz not null,
      method text not null check (method in ('password', 'sms', 'registration', 'recovery', 'scan', 'passkey')),
      succeeded boolean not null,
      client_id text,
      address inet not null,
      device text not null,
      new_device boolean not null default false`,
    indexes: [
      ['logins_of_account', '(account_id, id desc)'], // 登录记录
      ['logins_old', '(at)'], // purge of what has no months yet
    ],
    storage: '',
  },
  {
    table: 'integration_failures',
    by: 'at',
    sequence: 'integration_failures_id_seq',
    columns: `
      id bigint not null default nextval('integration_failures_id_seq'),
      client_id text not null references applications on delete cascade,
      at timestamptz not null,
      endpoint text not null,
      error text not null,
      description text,
      detail text,
      received text,
      registered text[] not null default '{}',
      request_id text not null`,
    plain: `
      id bigint generated always as identity primary key,
      client_id text not null references applications on delete cascade,
      at timestamptz not null,
      endpoint text not null,
      error text not null,
      description text,
      detail text,
      received text,
      registered text[] not null default '{}',
      request_id text not null`,
    indexes: [
      ['integration_failures_newest', '(client_id, at desc, id desc)'], // the log of an application
      ['integration_failures_old', '(at)'], // the end of what has no months yet
    ],
    storage: '',
  },
  {
    table: 'integration_minutes',
    by: 'minute',
    columns: `
      client_id text,
      minute timestamptz not null,
      endpoint text not null,
      outcome text not null,
      calls integer not null,
      listed integer not null,
      unique nulls not distinct (client_id, minute, endpoint, outcome)`,
    plain: `
      client_id text,
      minute timestamptz not null,
      endpoint text not null,
      outcome text not null,
      calls integer not null,
      listed integer not null,
      unique nulls not distinct (client_id, minute, endpoint, outcome)`,
    indexes: [['integration_minutes_old', '(minute)']], // the end of what has no months yet
    storage: 'with (fillfactor = 80)',
  },
] as const;

/**
 * What grows by the month goes by the month (docs/adr/0072). The table that is there becomes the one that takes whatever no other takes,
 * without a row being read; an empty one gets its months at once, another by the job of the version that knows them.
 */
export async function up(knex: Knex): Promise<void> {
  const schema = await schemaOf(knex);
  for (const { table, by, columns, indexes, ...log } of logs) {
    await knex.raw(`alter table ${table} rename to ${table}_rest`);
    await renameOwn(knex, `${table}_rest`, table, `${table}_rest`);
    if ('sequence' in log) {
      const { rows } = await knex.raw(`select coalesce(max(id), 0) + 1 as next from ${table}_rest`);
      await knex.raw(`alter table ${table}_rest alter column id drop identity`);
      await knex.raw(`create sequence ${log.sequence} start with ${Number(rows[0].next)}`);
    }
    await knex.raw(`create table ${table} (${columns}) partition by range (${by})`);
    if ('sequence' in log) await knex.raw(`alter sequence ${log.sequence} owned by ${table}.id`);
    for (const [name, on] of indexes) {
      await knex.raw(`alter index ${name} rename to ${name.replace(table, `${table}_rest`)}`);
      await knex.raw(`create index ${name} on ${table} ${on}`);
    }
    await knex.raw(`alter table ${table} attach partition ${table}_rest default`);
  }
  await knex.raw(functions(schema));
  for (const { table } of logs) {
    const { rows } = await knex.raw(`select from ${table} limit 1`);
    if (rows.length === 0) await knex.raw(`select keep_log_months('${table}')`);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function drop_log_month(text, text), keep_log_months(text, boolean), log_parts(text), log_tables();
    drop table log_month_exports;`);
  for (const { table, plain, indexes, storage, ...log } of logs) {
    await knex.raw(`create table ${table}_plain (${plain}) ${storage}`);
    const names = plain
      .split('\n')
      .flatMap((line) => /^\s+(\w+) /.exec(line)?.[1] ?? [])
      .filter((name) => name !== 'unique')
      .join(', ');
    const given = 'sequence' in log ? 'overriding system value' : '';
    await knex.raw(`insert into ${table}_plain (${names}) ${given} select ${names} from ${table}`);
    const { rows } =
      'sequence' in log ? await knex.raw(`select last_value, is_called from ${log.sequence}`) : { rows: [] };
    await knex.raw(`drop table ${table}`);
    await knex.raw(`alter table ${table}_plain rename to ${table}`);
    await renameOwn(knex, table, `${table}_plain`, table);
    if ('sequence' in log) {
      await knex.raw(`alter sequence ${table}_plain_id_seq rename to ${log.sequence}`);
      await knex.raw(`select setval('${log.sequence}', ?, ?)`, [rows[0].last_value, rows[0].is_called]);
    }
    for (const [name, on] of indexes) await knex.raw(`create index ${name} on ${table} ${on}`);
  }
}

async function schemaOf(knex: Knex): Promise<string> {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  return String(rows[0].name);
}

/** Names of keys and the like begin with that of their table; checks keep theirs, by which parts and whole are matched. */
async function renameOwn(knex: Knex, table: string, from: string, to: string): Promise<void> {
  const { rows } = await knex.raw(
    `select conname as name from pg_constraint where conrelid = ?::regclass and starts_with(conname, ?) and (contype <> 'c' or ? <> ?)`,
    [table, `${from}_`, to, `${from}_rest`],
  );
  for (const { name } of rows)
    await knex.raw('alter table ?? rename constraint ?? to ??', [table, name, to + String(name).slice(from.length)]);
}

const functions = (schema: string) => `
  -- Which months were handed out before they go (LOGS_EXPORTED_FIRST), and what the file was.
  create table log_month_exports (
    name text primary key, -- of the part
    at timestamptz not null,
    row_count bigint not null,
    sha256 text not null
  );

  -- The tables that are kept by the month, the column of their time, what their parts are made with, and for how long at least they stay.
  create function log_tables() returns table (parent text, by_column text, storage text, kept interval) language sql immutable as $$
    values ('logins', 'at', '', interval '180 days'),
           ('integration_failures', 'at', '', interval '180 days'),
           ('integration_minutes', 'minute', 'with (fillfactor = 80)', interval '30 days') $$;

  -- Its parts with what they take: the first one since ever, the one that takes the rest with no bounds at all.
  create function log_parts(parent text) returns table (name text, starts timestamptz, ends timestamptz) language sql stable as $$
    select relname::text,
           case when bound like '%(MINVALUE)%' then '-infinity' else substring(bound from 'FROM [(]''([^'']+)''') end::timestamptz,
           substring(bound from 'TO [(]''([^'']+)''')::timestamptz
    from (select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound
          from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(parent)) parts
    order by 2 nulls last $$;

  -- The next step towards months up to two ahead, as the owner of the tables and whoever calls it: 'done' where none is left. Rows in the
  -- part that takes the rest become a part of their own: a bound on what comes ('begun'), shown to hold for what is there while
  -- everybody writes on ('proved'), and then no row has to be read for the exchange ('exchanged'). A bound that comes near without that
  -- is taken away again ('loosened'), so that it never refuses a row; so it is with only_loosen, and nothing else is done then.
  create function keep_log_months(parent text, only_loosen boolean default false) returns text language plpgsql
    security definer set search_path = ${schema}, pg_temp set lock_timeout = '2s' as $$
  declare
    log record;
    rest text := parent || '_rest';
    bound_name text := parent || '_bound';
    is_proved boolean;
    definition text;
    covered timestamptz;
    bound timestamptz;
    made timestamptz;
    latest timestamptz;
    is_any boolean;
    month timestamp := date_trunc('month', now() at time zone 'Asia/Shanghai');
  begin
    select t.* into log from log_tables() t where t.parent = keep_log_months.parent;
    if not found then raise exception 'no log is called %', parent; end if;
    perform pg_advisory_xact_lock(hashtext('log months ' || parent));
    select convalidated, pg_get_constraintdef(oid) into is_proved, definition
      from pg_constraint where conrelid = rest::regclass and conname = bound_name;
    bound := substring(definition from '< ''([^'']+)''')::timestamptz;

    if not is_proved and now() > bound - interval '7 days' then
      execute format('alter table %I drop constraint %I', rest, bound_name);
      return 'loosened';
    end if;
    if only_loosen then return 'done'; end if;
    if not is_proved then
      execute format('alter table %I validate constraint %I', rest, bound_name);
      return 'proved';
    end if;

    select coalesce(max(ends), '-infinity') into covered from log_parts(parent);
    if is_proved then
      made := bound;
      definition := parent || to_char(bound at time zone 'Asia/Shanghai', '"_until_"YYYY_MM');
      execute format('alter table %I detach partition %I', parent, rest);
      execute format('alter table %I rename to %I', rest, definition);
      execute format('alter table %I attach partition %I for values from (%s) to (%L)', parent, definition,
        case when covered = '-infinity' then 'minvalue' else quote_literal(covered) end, bound);
      execute format('alter table %I drop constraint %I', definition, bound_name);
      execute format('create table %I partition of %I default %s', rest, parent, log.storage);
      return 'exchanged';
    end if;

    execute format('select max(%I), count(*) > 0 from (select %1$I from %I order by %1$I desc limit 1) r', log.by_column, rest)
      into latest, is_any;
    if is_any then
      bound := (month + interval '2 months') at time zone 'Asia/Shanghai';
      if latest >= bound then
        raise exception '% has rows of %, which is in the future: no month can be made before they are gone', parent, latest;
      end if;
      execute format('alter table %I add constraint %I check (%s %I < %L) not valid', rest, bound_name,
        case when covered = '-infinity' then '' else format('%I >= %L and', log.by_column, covered) end, log.by_column, bound);
      return 'begun';
    end if;

    if covered = '-infinity' then
      covered := month at time zone 'Asia/Shanghai';
      execute format('create table %I partition of %I for values from (minvalue) to (%L) %s',
        parent || to_char(month, '"_until_"YYYY_MM'), parent, covered, log.storage);
    end if;
    while covered < (month + interval '3 months') at time zone 'Asia/Shanghai' loop
      made := ((covered at time zone 'Asia/Shanghai') + interval '1 month') at time zone 'Asia/Shanghai';
      execute format('create table %I partition of %I for values from (%L) to (%L) %s',
        parent || to_char(covered at time zone 'Asia/Shanghai', '"_"YYYY_MM'), parent, covered, made, log.storage);
      covered := made;
    end loop;
    return 'done';
  end $$;

  -- Lets a part go whose last moment is longer ago than what is kept at least. Everything else, and the rest, stays whoever asks.
  create function drop_log_month(parent text, part text) returns boolean language plpgsql
    security definer set search_path = ${schema}, pg_temp set lock_timeout = '2s' as $$
  begin
    perform from log_tables() t join log_parts(t.parent) p on p.name = part
      where t.parent = drop_log_month.parent and p.ends < now() - t.kept;
    if not found then return false; end if;
    execute format('drop table %I', part);
    return true;
  end $$;
  revoke all on function keep_log_months(text, boolean), drop_log_month(text, text) from public;
`;
