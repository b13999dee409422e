import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    -- What is sealed is sealed anew after a rotation of its key: one run at a time in the cluster, which goes on from where it was.
    create table sealing_runs (
      id uuid primary key,
      target bytea not null check (length(target) = 5), -- how values begin that are sealed as they should be
      state text not null check (state in ('under_way', 'done', 'replaced')),
      begun_at timestamptz not null,
      advanced_at timestamptz not null,
      finished_at timestamptz,
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

    -- By which keys a process seals and opens data, by their names; null: an earlier release.
    alter table nodes add column data_keys text[];

    -- The one thing that may change in the history of submissions: by which key it is sealed. Whoever calls it can put nothing there that
    -- opens as something else, without the keys; and nothing that one key and way sealed in the place of what the same sealed.
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_table_name in ('audit_events', 'audit_seals') and current_setting('cloud.put_away', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      if tg_op = 'UPDATE' and tg_table_name = 'submission_events' and current_setting('cloud.reseal', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;
    create function reseal_submission_events(keys text[], prefixes bytea[], texts bytea[]) returns integer
      language plpgsql security definer set search_path = ${rows[0].name}, pg_temp as $$
    declare changed integer;
    begin
      perform set_config('cloud.reseal', 'on', true);
      update submission_events e set data = w.text
        from unnest(keys, prefixes, texts) as w (key, prefix, text)
       where e.id = w.key::bigint and substring(e.data from 1 for length(w.prefix)) = w.prefix and length(w.prefix) > 5
         and substring(w.text from 1 for 5) <> substring(e.data from 1 for 5);
      get diagnostics changed = row_count;
      perform set_config('cloud.reseal', 'off', true);
      return changed;
    end $$;
    revoke all on function reseal_submission_events(text[], bytea[], bytea[]) from public;
  `);
};

export const down = (knex: Knex) =>
  knex.raw(`
    drop function reseal_submission_events(text[], bytea[], bytea[]);
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_table_name in ('audit_events', 'audit_seals') and current_setting('cloud.put_away', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;
    alter table nodes drop column data_keys;
    drop table sealing_runs;
  `);
