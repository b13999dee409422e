import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- One row for each application and day, as it counts now. Each metric has its place in figures (statistics/metric.ts).
    create table daily_reports (
      client_id text not null references applications,
      day date not null,
      institution_id uuid not null references institutions,
      region_code text, -- of the institution, as it was called on that day
      figures bigint[] not null,
      terminals jsonb, -- pc, h5, app, mini: the same by terminal
      note text,
      revision integer not null check (revision >= 1), -- 1: as first reported
      late boolean not null, -- the first report came after noon of the next day
      reported_at timestamptz not null,
      updated_at timestamptz not null,
      primary key (client_id, day)
    ) with (fillfactor = 90);
    create index daily_reports_of_day on daily_reports (day, region_code); -- roll-ups
    create index daily_reports_of_institution on daily_reports (institution_id, day); -- its page

    -- Every version of a report, the one that counts included: what was published on a past date can be shown again (R53).
    create table report_revisions (
      client_id text not null,
      day date not null,
      revision integer not null,
      figures bigint[] not null,
      terminals jsonb,
      note text,
      reason text, -- why it was corrected
      actor_kind text not null,
      actor_id text,
      at timestamptz not null,
      primary key (client_id, day, revision),
      foreign key (client_id, day) references daily_reports (client_id, day),
      check (revision = 1 or reason is not null)
    );
    create trigger report_revisions_append_only before update or delete or truncate on report_revisions
      for each statement execute function refuse_change();

    -- What the Cloud counts itself of an application's day.
    create table daily_counts (
      client_id text not null references applications,
      day date not null,
      region_code text,
      figures bigint[] not null,
      primary key (client_id, day)
    );
    create index daily_counts_of_day on daily_counts (day, region_code); -- roll-ups

    -- Sums by county, city (3301), province (33) and country (''), made anew whenever something below them changed.
    create table daily_totals (
      region text not null,
      day date not null,
      figures bigint[] not null, -- sums; of what may not be added up they are not without duplicates
      reported integer not null, -- how many applications have reported
      due integer not null, -- how many should have
      late integer not null,
      revised integer not null,
      updated_at timestamptz not null,
      primary key (region, day)
    );
    create index daily_totals_of_day on daily_totals (day, region); -- the regions below one
    -- Days of counties whose totals are to be made anew.
    create table totals_due (
      day date not null,
      region_code text not null, -- '': of institutions whose region is not known
      primary key (day, region_code)
    );
  `);

export const down = (knex: Knex) =>
  knex.raw('drop table totals_due, daily_totals, daily_counts, report_revisions, daily_reports;');
