import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- What lasts for days and has begun, by its end: exhibitions would else be looked for among the evenings of a year.
    create index listings_running on listings (channel, ends_at, entry_id) where ends_at - starts_at > interval '24 hours';
  `);

export const down = (knex: Knex) => knex.raw('drop index listings_running;');
