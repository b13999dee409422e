import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table throttle (
      key bytea primary key,
      count integer not null,
      resets_at timestamptz not null
    );
    create index throttle_over on throttle (resets_at); -- purge
  `);

export const down = (knex: Knex) => knex.raw('drop table throttle;');
