import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    -- Which months were handed out before they go (LOGS_EXPORTED_FIRST), and what the file was.
    create table log_month_exports (
      name text primary key, -- of the part
      at timestamptz(3) not null,
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
      security definer set search_path = ${rows[0].name}, pg_temp set lock_timeout = '2s' as $$
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
      security definer set search_path = ${rows[0].name}, pg_temp set lock_timeout = '2s' as $$
    begin
      perform from log_tables() t join log_parts(t.parent) p on p.name = part
        where t.parent = drop_log_month.parent and p.ends < now() - t.kept;
      if not found then return false; end if;
      execute format('drop table %I', part);
      return true;
    end $$;
    revoke all on function keep_log_months(text, boolean), drop_log_month(text, text) from public;

    -- Every process that serves, as it tells of itself once a minute: whether all have the same keys, settings, version and time.
    create table nodes (
      name text primary key, -- machine and process
      version text not null,
      node_version text not null,
      keys text not null, -- names the signing keys that it has, and nothing of them
      data_keys text[], -- names the keys by which it seals and opens data; null: it does not tell
      settings jsonb not null, -- name of a setting → a hash of its value; none that is a secret
      skew double precision not null, -- seconds by which its machine is behind the database
      started_at timestamptz(3) not null,
      seen_at timestamptz(3) not null
    );

    -- What is sealed is sealed anew after a rotation of its key: one run at a time in the cluster, which goes on from where it was.
    create table sealing_runs (
      id uuid primary key,
      target bytea not null check (length(target) = 5), -- how values begin that are sealed as they should be
      state text not null check (state in ('under_way', 'done', 'replaced')),
      begun_at timestamptz(3) not null,
      advanced_at timestamptz(3) not null,
      finished_at timestamptz(3),
      pass integer not null default 1, -- the last one changes nothing
      at_column text not null default '', -- table.column, in the order of their names
      at_key text[], -- the last row there that was looked at
      seen bigint not null default 0, -- in this pass
      expected bigint not null, -- in each pass, roughly
      changed_in_pass bigint not null default 0,
      changed bigint not null default 0,
      failed bigint not null default 0, -- in this pass: values that no key opens
      check ((state = 'under_way') = (finished_at is null))
    );
    create unique index sealing_runs_one on sealing_runs ((true)) where state = 'under_way';
    create index sealing_runs_newest on sealing_runs (begun_at desc); -- the page, cloud keys data

    -- Backups that somebody told of (cloud backup noted): PostgreSQL itself knows of none.
    create table backups (
      id uuid primary key,
      at timestamptz(3) not null,
      note text not null default ''
    );
    create index backups_newest on backups (at desc); -- the last one

    -- How large all databases of the server were, once a day: by that it is seen how they grow (cloud doctor, 系统状态, /metrics).
    create table database_sizes (
      at timestamptz(3) primary key,
      data bigint not null check (data >= 0)
    );

    -- Triggers and foreign keys of tables that are spread over several servers (docs/adr/0085), with what brings them back.
    create table distribution_guards (
      table_name text not null,
      name text not null,
      definition text not null,
      primary key (table_name, name)
    );

    -- What each process counted in a minute, as a total of its own: written again it stays the same. /status adds them up.
    create table service_minutes (
      minute timestamptz(3) not null,
      component text not null,
      process uuid not null,
      requests integer not null,
      failures integer not null,
      slow integer not null,
      probes integer not null, -- how often the process asked the database whether it answers
      silent integer not null, -- how often it did not
      primary key (minute, component, process)
    );

    -- A day of Beijing by its measured minutes: what nobody measured is in none of them.
    create table service_days (
      day date not null,
      component text not null,
      measured integer not null,
      slow integer not null,
      down integer not null,
      primary key (day, component),
      check (slow + down <= measured)
    );

    -- What operators tell the public. Who wrote it is in the audit.
    create table status_incidents (
      id uuid primary key,
      kind text not null check (kind in ('incident', 'maintenance')),
      state text not null check (state in ('draft', 'open', 'resolved')),
      title text not null,
      title_en text,
      components text[] not null,
      impact text not null check (impact in ('none', 'slow', 'down')),
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3), -- as expected; once resolved: as it was
      body text not null, -- of the first update
      body_en text,
      created_at timestamptz(3) not null,
      published_at timestamptz(3),
      resolved_at timestamptz(3),
      check ((state = 'draft') = (published_at is null)),
      check ((state = 'resolved') = (resolved_at is not null))
    );
    create index status_incidents_newest on status_incidents (published_at desc, id desc) where state <> 'draft'; -- the page, its history
    create index status_incidents_drafts on status_incidents (created_at desc) where state = 'draft'; -- the desk

    create table status_updates (
      id uuid primary key,
      incident_id uuid not null references status_incidents on delete cascade,
      at timestamptz(3) not null,
      stage text not null check (stage in ('planned', 'investigating', 'identified', 'watching', 'under_way', 'resolved')),
      body text not null,
      body_en text
    );
    create index status_updates_of_incident on status_updates (incident_id, at desc);

    -- The desk of security incidents: what happened, who was affected, what was stopped, what was reported.
    create table incidents (
      id uuid primary key,
      number integer generated always as identity unique,
      title text not null,
      summary text not null,
      level text not null check (level in ('unjudged', 'minor', 'larger', 'major', 'extreme')),
      found_at timestamptz(3) not null, -- from then on there are two hours
      began_at timestamptz(3), -- as far as it is known
      contained_at timestamptz(3),
      client_ids text[] not null default '{}', -- whose logs say who was affected
      report jsonb not null default '{}', -- what people wrote into the draft
      opened_by uuid not null references accounts,
      opened_at timestamptz(3) not null,
      reported_at timestamptz(3),
      reported_to text,
      final_at timestamptz(3), -- the last report, within 30 days after the end
      final_to text,
      closed_at timestamptz(3),
      check ((reported_at is null) = (reported_to is null)),
      constraint incidents_final_check check ((final_at is null) = (final_to is null))
    );
    create index incidents_newest on incidents (opened_at desc, id desc);
    create index incidents_of_account on incidents (opened_by); -- export

    create table incident_steps (
      id bigint generated always as identity primary key,
      incident_id uuid not null references incidents,
      at timestamptz(3) not null,
      account_id uuid references accounts, -- null: a job
      kind text not null,
      details jsonb not null
    );
    create index incident_steps_of_incident on incident_steps (incident_id, id desc);
    create index incident_steps_of_account on incident_steps (account_id); -- export

    create table incident_freezes (
      id uuid primary key,
      incident_id uuid not null references incidents,
      kind text not null check (kind in ('account', 'application', 'institution', 'end_sign_ins', 'lock_sign_ins')),
      target text not null,
      label text not null, -- as it was called then
      since timestamptz(3), -- of sign-ins
      until timestamptz(3),
      reason text not null,
      state text not null check (state in ('under_way', 'done', 'undoing', 'undone')),
      stopped_at timestamptz(3), -- what it stopped carries this moment as its own, and nothing else is given back with it
      -- Whom it met is not kept for ever (docs/adr/0086): how many of those whose items went it stopped, and how many it gave back.
      cleared_done integer not null default 0,
      cleared_undone integer not null default 0,
      by uuid not null references accounts,
      at timestamptz(3) not null
    );
    create index incident_freezes_of_incident on incident_freezes (incident_id, at desc);
    create index incident_freezes_of_account on incident_freezes (by); -- export

    -- Whom a freeze of many is about: only what it did itself is undone with it.
    create table incident_freeze_items (
      freeze_id uuid not null references incident_freezes,
      account_id uuid not null references accounts,
      state text not null check (state in ('waiting', 'taking', 'done', 'left', 'undone')),
      locked_at timestamptz(3),
      told text check (told in ('locked', 'unlocked')), -- what the person was told last
      primary key (freeze_id, account_id)
    );
    create index incident_freeze_items_of_account on incident_freeze_items (account_id); -- export
    create index incident_freeze_items_untold on incident_freeze_items (freeze_id, account_id)
      where (state = 'done' and told is null) or (state = 'undone' and told = 'locked');

    -- Whom an incident met, counted once out of the logs and kept with it (docs/adr/0084).
    create table incident_countings (
      id uuid primary key,
      incident_id uuid not null references incidents,
      since timestamptz(3) not null,
      until timestamptz(3), -- null: it goes on
      client_ids text[] not null,
      counted_until timestamptz(3) not null, -- all logins before are counted
      consents_at timestamptz(3), -- when the consents were read last
      logins_known_since timestamptz(3) not null, -- the logs went no further back when it began
      calls_known_since timestamptz(3) not null,
      people integer not null default 0,
      calls jsonb not null default '[]',
      is_over boolean not null default false,
      is_replaced boolean not null default false, -- by one of other times or AKs: its people go
      cleared_at timestamptz(3) -- they are not kept for ever (docs/adr/0086), how many they were stays; null: its people are there
    );
    create unique index incident_countings_of_incident on incident_countings (incident_id) where not is_replaced; -- its page
    create index incident_countings_under_way on incident_countings (id) where is_replaced or not is_over; -- the job
    create index incident_countings_not_cleared on incident_countings (incident_id) where cleared_at is null; -- the job

    create table incident_people (
      counting_id uuid not null references incident_countings,
      account_id uuid not null references accounts,
      times integer not null, -- sign-ins at the Cloud on the way there; 0: only the consent says so
      last_at timestamptz(3),
      primary key (counting_id, account_id)
    );
    create index incident_people_of_account on incident_people (account_id); -- export, deletion

    create table incident_tellings (
      id uuid primary key,
      incident_id uuid not null references incidents,
      counting_id uuid references incident_countings on delete set null, -- null: of institutions
      audience text not null check (audience in ('institutions', 'people')),
      body text not null,
      since timestamptz(3) not null, -- whom it concerns, as it was known then
      until timestamptz(3) not null,
      client_ids text[] not null,
      place uuid, -- the last account that was told
      told integer not null default 0,
      is_over boolean not null default false,
      by uuid not null references accounts,
      at timestamptz(3) not null
    );
    create index incident_tellings_of_incident on incident_tellings (incident_id, at desc);
    create index incident_tellings_of_account on incident_tellings (by); -- export
    create index incident_tellings_of_counting on incident_tellings (counting_id);

    -- The months of this day and the next ones.
    select keep_log_months(parent) from log_tables();
  `);
};

export const down = (knex: Knex) =>
  knex.raw(`
    drop table incident_tellings, incident_people, incident_countings, incident_freeze_items, incident_freezes, incident_steps, incidents;
    drop table status_updates, status_incidents, service_days, service_minutes;
    drop table distribution_guards, database_sizes, backups, sealing_runs, nodes;
    -- What lies in months goes back into the rest.
    do $do$
    declare part record;
    begin
      for part in select t.parent, p.name from log_tables() t, log_parts(t.parent) p where p.ends is not null loop
        execute format('alter table %I detach partition %I', part.parent, part.name);
        execute format('insert into %I select * from %I', part.parent, part.name);
        execute format('drop table %I', part.name);
      end loop;
      for part in select t.parent from log_tables() t loop
        execute format('alter table %I drop constraint if exists %I', part.parent || '_rest', part.parent || '_bound');
      end loop;
    end $do$;
    drop function drop_log_month(text, text), keep_log_months(text, boolean), log_parts(text), log_tables();
    drop table log_month_exports;
  `);
