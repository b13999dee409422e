import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What each process counted in a minute, as a total of its own: written again it stays the same. /status adds them up.
    create table service_minutes (
      minute timestamptz not null,
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
      starts_at timestamptz not null,
      ends_at timestamptz, -- as expected; once resolved: as it was
      body text not null, -- of the first update
      body_en text,
      created_at timestamptz not null,
      published_at timestamptz,
      resolved_at timestamptz,
      check ((state = 'draft') = (published_at is null)),
      check ((state = 'resolved') = (resolved_at is not null))
    );
    create index status_incidents_newest on status_incidents (published_at desc, id desc) where state <> 'draft'; -- the page, its history
    create index status_incidents_drafts on status_incidents (created_at desc) where state = 'draft'; -- the desk

    create table status_updates (
      id uuid primary key,
      incident_id uuid not null references status_incidents on delete cascade,
      at timestamptz not null,
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
      found_at timestamptz not null, -- from then on there are two hours
      began_at timestamptz, -- as far as it is known
      contained_at timestamptz,
      client_ids text[] not null default '{}', -- whose logs say who was affected
      report jsonb not null default '{}', -- what people wrote into the draft
      opened_by uuid not null references accounts,
      opened_at timestamptz not null,
      reported_at timestamptz,
      reported_to text,
      closed_at timestamptz,
      check ((reported_at is null) = (reported_to is null))
    );
    create index incidents_newest on incidents (opened_at desc, id desc);
    create index incidents_of_account on incidents (opened_by); -- export

    create table incident_steps (
      id bigint generated always as identity primary key,
      incident_id uuid not null references incidents,
      at timestamptz not null,
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
      since timestamptz, -- of sign-ins
      until timestamptz,
      reason text not null,
      state text not null check (state in ('under_way', 'done', 'undoing', 'undone')),
      by uuid not null references accounts,
      at timestamptz not null
    );
    create index incident_freezes_of_incident on incident_freezes (incident_id, at desc);
    create index incident_freezes_of_account on incident_freezes (by); -- export

    -- Whom a freeze of many is about: only what it did itself is undone with it.
    create table incident_freeze_items (
      freeze_id uuid not null references incident_freezes,
      account_id uuid not null references accounts,
      state text not null check (state in ('waiting', 'taking', 'done', 'left', 'undone')),
      primary key (freeze_id, account_id)
    );
    create index incident_freeze_items_of_account on incident_freeze_items (account_id); -- export

    create table incident_tellings (
      id uuid primary key,
      incident_id uuid not null references incidents,
      audience text not null check (audience in ('institutions', 'people')),
      body text not null,
      since timestamptz not null, -- whom it concerns, as it was known then
      until timestamptz not null,
      client_ids text[] not null,
      place uuid, -- the last account that was told
      told integer not null default 0,
      is_over boolean not null default false,
      by uuid not null references accounts,
      at timestamptz not null
    );
    create index incident_tellings_of_incident on incident_tellings (incident_id, at desc);
    create index incident_tellings_of_account on incident_tellings (by); -- export
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop table incident_tellings, incident_freeze_items, incident_freezes, incident_steps, incidents;
    drop table status_updates, status_incidents, service_days, service_minutes;
  `);
