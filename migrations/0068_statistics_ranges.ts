import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The address ranges that brought most new visitors of today: pairs of a cell and a count. Which range a cell is, only the salt of the day tells.
    alter table counter_parts add ranges integer[] not null default '{}';
    -- The visitors of a day that came from the one range with most of them.
    alter table counter_days add range_visitors bigint not null default 0;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table counter_days drop range_visitors;
    alter table counter_parts drop ranges;
  `);
