import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Which entries changed for whoever reads them from outside, and in which order: one row for each entry that was ever published, also
    -- for one that is gone. A change marks its row; a job gives the rows that are marked and committed their places, one run after the
    -- other, so that no place turns up behind a reader (open/changes.ts).
    create sequence open_positions;
    create table open_changes (
      entry_id uuid primary key, -- no reference: what is deleted has to be told as well
      position bigint unique, -- null: changed since the last run
      changed_at timestamptz -- when the place was given; null before the first
    );
    create index open_changes_waiting on open_changes (entry_id) where position is null; -- the job

    create function open_change(entry uuid) returns void language sql as $$
      insert into open_changes (entry_id) values (entry) on conflict (entry_id) do update set position = null
    $$;

    -- Whatever puts an entry up or takes it down writes listings: the review, the clock, a command, a bulk.
    create function open_change_of_listing() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if new.publication_id = old.publication_id and new.changed_at = old.changed_at and new.published_at = old.published_at then
          return null; -- the same version, indexed anew
        end if;
      end if;
      perform open_change(case when tg_op = 'DELETE' then old.entry_id else new.entry_id end);
      return null;
    end $$;
    create trigger listings_open after insert or update or delete on listings for each row execute function open_change_of_listing();

    -- R46: what changes without a review.
    create function open_change_of_live_state() returns trigger language plpgsql as $$
    begin
      perform open_change(l.entry_id) from listings l
        where l.entry_id = case when tg_op = 'DELETE' then old.entry_id else new.entry_id end;
      return null;
    end $$;
    create trigger live_states_open after insert or update of data or delete on live_states for each row execute function open_change_of_live_state();

    -- An institution takes its entries along, and its name stands on each.
    create function open_change_of_institution() returns trigger language plpgsql as $$
    begin
      perform open_change(l.entry_id) from (select entry_id from listings where institution_id = new.id order by entry_id) l;
      return null;
    end $$;
    create trigger institutions_open after update of disabled_at, name on institutions for each row
      when ((new.disabled_at, new.name) is distinct from (old.disabled_at, old.name))
      execute function open_change_of_institution();

    insert into open_changes (entry_id) select entry_id from listings;

    -- All that is published on a day, for whoever takes it home: NDJSON, gzipped. Public, so it is not sealed.
    create table open_exports (
      day date primary key, -- in Asia/Shanghai
      state text not null check (state in ('making', 'ready')),
      position bigint not null, -- the last change that it certainly holds
      entries integer not null default 0,
      channels jsonb not null default '{}', -- channel: how many
      size bigint not null default 0,
      sha256 bytea,
      made_at timestamptz,
      check ((state = 'ready') = (made_at is not null and sha256 is not null))
    );
    create table open_export_parts (
      day date not null references open_exports on delete cascade,
      place integer not null,
      bytes bytea not null,
      primary key (day, place)
    );
    alter table open_export_parts alter bytes set storage external; -- packed already
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table open_export_parts, open_exports;
    drop trigger institutions_open on institutions;
    drop trigger live_states_open on live_states;
    drop trigger listings_open on listings;
    drop function open_change_of_institution(), open_change_of_live_state(), open_change_of_listing(), open_change(uuid);
    drop table open_changes;
    drop sequence open_positions;
  `);
