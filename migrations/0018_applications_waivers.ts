import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- R22: addresses that the rules would refuse, and that an operator lets one application use until a date.
    create table application_waivers (
      id uuid primary key,
      client_id text not null references applications on delete cascade,
      redirect_uri text not null,
      until timestamptz not null, -- the last second that counts
      reason text not null,
      created_at timestamptz not null,
      ended_at timestamptz -- taken back before its date
    );
    create index application_waivers_of_client on application_waivers (client_id, until) where ended_at is null; -- every client
  `);

export const down = (knex: Knex) => knex.raw('drop table application_waivers;');
