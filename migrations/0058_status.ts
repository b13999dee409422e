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
    create index status_updates_newest on status_updates (at desc); -- the feed
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table status_updates, status_incidents, service_days, service_minutes');
