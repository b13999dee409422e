import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 自助计数: page views of an application, counted here. The id is public: it stands in the pages of the platform.
    create table counters (
      client_id text primary key references applications (client_id) on delete cascade,
      id text not null unique,
      on_since timestamptz(3), -- null while it is off
      changed_at timestamptz(3) not null
    );

    -- The salt of a day, sealed; null once the day is over: from then on nobody can tell whether two days had the same visitor.
    create table counter_salts (
      day date primary key,
      salt bytea,
      closed_at timestamptz(3)
    );

    -- What a process counted today. Each writes its own rows, as often as it likes: the views so far and the sketch so far.
    create table counter_parts (
      client_id text not null references applications (client_id) on delete cascade,
      day date not null,
      process uuid not null,
      views bigint not null,
      sketch bytea not null, -- of visitors: registers of a HyperLogLog (statistics/counters/sketch.ts)
      addresses bytea not null, -- the same of their addresses
      elsewhere bigint not null, -- not counted: by pages of other sites
      flooded bigint not null, -- not counted: above the bounds of an address or application
      primary key (client_id, day, process)
    );

    -- A day that is over: numbers alone.
    create table counter_days (
      client_id text not null references applications (client_id) on delete cascade,
      day date not null,
      views bigint not null,
      visitors bigint not null,
      addresses bigint not null, -- 0 where a server told of the views
      elsewhere bigint not null,
      flooded bigint not null,
      primary key (client_id, day)
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table counter_days, counter_parts, counter_salts, counters');
