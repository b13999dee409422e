import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Which of the Cloud's own entries partners may ask for, and under which terms (R50).
    create table shared_resources (
      entry_id uuid primary key references entries on delete cascade,
      number bigint generated always as identity unique, -- under which people know it: GJ-000012
      open boolean not null,
      terms jsonb not null,
      purposes text[] not null, -- two of the terms, by which the catalogue is narrowed
      region text,
      shared_at timestamptz not null, -- since when it stands in the catalogue
      updated_at timestamptz not null
    );
    create index shared_resources_open on shared_resources (shared_at desc, entry_id desc) where open; -- the catalogue, newest first

    -- 申请单: what an institution has chosen so far.
    create table licence_baskets (
      institution_id uuid not null references institutions,
      entry_id uuid not null references entries on delete cascade,
      added_by text not null,
      added_at timestamptz not null,
      position bigint generated always as identity, -- in the order in which they were chosen
      primary key (institution_id, entry_id)
    );
    create index licence_baskets_of_entry on licence_baskets (entry_id); -- an entry is removed

    create table licences (
      id uuid primary key references submissions, -- under the number of what was applied for
      number bigint generated always as identity unique,
      institution_id uuid not null references institutions,
      client_id text references applications, -- the platform whose programs may fetch; null: people fetch
      platform text not null,
      purposes text[] not null,
      usage text not null,
      scope text, -- what the reviewer limited it to
      conditions text,
      starts_at timestamptz not null,
      ends_at timestamptz not null, -- not any more from then on
      approved_by text not null,
      approved_at timestamptz not null,
      reminded_at timestamptz, -- of its end
      revoked_at timestamptz,
      revoked_by text,
      revoked_reason text,
      check (ends_at > starts_at),
      check ((revoked_at is null) = (revoked_reason is null) and (revoked_at is null) = (revoked_by is null))
    );
    create index licences_of_institution on licences (institution_id, approved_at desc, id desc); -- 资源许可, API list
    create index licences_newest on licences (approved_at desc, id desc); -- the operators' list
    create index licences_ending on licences (ends_at) where revoked_at is null and reminded_at is null; -- who is to be reminded

    -- What was licensed stays as it was, whatever becomes of the entry and its terms.
    create table licence_items (
      licence_id uuid not null references licences,
      position integer not null,
      entry_id uuid not null references entries,
      mark text not null, -- GJ-000012
      title text not null,
      terms jsonb not null,
      primary key (licence_id, position)
    );
    create index licence_items_of_entry on licence_items (entry_id); -- who uses it
    create trigger licence_items_append_only before update or delete or truncate on licence_items
      for each statement execute function refuse_change();

    create table licence_downloads (
      id bigint generated always as identity primary key,
      licence_id uuid not null references licences,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text not null
    );
    create index licence_downloads_of_licence on licence_downloads (licence_id, id); -- its page
    create trigger licence_downloads_append_only before update or delete or truncate on licence_downloads
      for each statement execute function refuse_change();
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table licence_downloads, licence_items, licences, licence_baskets, shared_resources;');
