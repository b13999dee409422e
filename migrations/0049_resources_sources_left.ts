import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- The source has it no more, and nothing was called off: its hall is asked, or said that it stays.
    alter table source_items add column missing text check (missing in ('asked', 'left'));
  `);

export const down = (knex: Knex) => knex.raw('alter table source_items drop column missing;');
