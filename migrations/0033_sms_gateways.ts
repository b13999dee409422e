import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- How the gateways of short messages have done lately, for all nodes: one that failed several times in a row is left alone for a while.
    create table sms_gateways (
      name text primary key,
      failures integer not null, -- in a row
      rests_until timestamptz
    );
  `);

export const down = (knex: Knex) => knex.raw('drop table sms_gateways;');
