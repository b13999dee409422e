import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- One row per refused call, up to a number per application and hour. No secret, code, token or person's data.
    create table integration_failures (
      id bigint generated always as identity primary key,
      client_id text not null references applications on delete cascade,
      at timestamptz not null,
      endpoint text not null,
      error text not null, -- as the partner received it
      description text,
      detail text, -- one that the catalogue of causes knows
      received text, -- what came, masked
      registered text[] not null default '{}', -- what it was held against
      request_id text not null -- X-Request-Id, the number on the citizen's page
    );
    create index integration_failures_newest on integration_failures (client_id, at desc, id desc); -- the log of an application
    create index integration_failures_old on integration_failures (at); -- purge after 30 days

    -- How many failures of an hour have asked for a row, so that all nodes together keep to the number.
    create table integration_hours (
      client_id text not null references applications on delete cascade,
      hour timestamptz not null,
      failures integer not null,
      primary key (client_id, hour)
    );
    create index integration_hours_old on integration_hours (hour); -- purge after 30 days

    -- All calls, in both: by the minute for the log, by the day for the usage.
    create table integration_minutes (
      client_id text references applications on delete cascade, -- null: an AK or token that nobody knows
      minute timestamptz not null,
      endpoint text not null,
      outcome text not null, -- ok, or the error
      calls integer not null,
      listed integer not null, -- those of them that have a row of their own
      unique nulls not distinct (client_id, minute, endpoint, outcome)
    );
    create index integration_minutes_old on integration_minutes (minute); -- purge after 30 days

    create table integration_days (
      client_id text references applications on delete cascade,
      day date not null, -- in Asia/Shanghai
      endpoint text not null,
      outcome text not null,
      calls bigint not null,
      unique nulls not distinct (client_id, day, endpoint, outcome)
    );
    create index integration_days_old on integration_days (day); -- purge after 400 days
  `);

export const down = (knex: Knex) =>
  knex.raw(
    'drop table integration_days; drop table integration_minutes; drop table integration_hours; drop table integration_failures;',
  );
