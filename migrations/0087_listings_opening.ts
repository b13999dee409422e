import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create index listings_opening on listings (channel, starts_at, entry_id) where starts_at is not null; -- activities, broadcasts: what opens next
  `);

export const down = (knex: Knex) => knex.raw('drop index listings_opening;');
